#!/usr/bin/env python
# SPDX-License-Identifier: PPL
