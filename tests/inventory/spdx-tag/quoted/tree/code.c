printf("SPDX-License-Identifier: MIT");
