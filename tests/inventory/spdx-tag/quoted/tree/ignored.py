# REUSE-IgnoreStart
# SPDX-License-Identifier: MIT
# REUSE-IgnoreEnd
# SPDX-License-Identifier: PPL
