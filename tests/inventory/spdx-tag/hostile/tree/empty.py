# SPDX-License-Identifier:
# SPDX-License-Identifier:   
