REM SPDX-License-Identifier: MIT
