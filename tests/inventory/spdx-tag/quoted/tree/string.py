TAG = "SPDX-License-Identifier: MIT"
OTHER = 'SPDX-License-Identifier: MIT'
