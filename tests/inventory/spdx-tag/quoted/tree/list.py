    "SPDX-License-Identifier: MIT",
