" SPDX-License-Identifier: MIT
