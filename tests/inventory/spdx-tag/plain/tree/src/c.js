// SPDX-License-Identifier: MIT
// SPDX-License-Identifier: Apache-2.0
