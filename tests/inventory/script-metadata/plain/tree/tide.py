#!/usr/bin/env -S uv run
# -*- coding: utf-8 -*-

# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "moon<3",
#   "gauge[fine]==1.2 ; sys_platform == 'linux'",
#
#   "not a requirement!",
# ]
# [tool.uv]
# exclude-newer = "2026-01-01T00:00:00Z"
# # ///
# ///
# a remark
import moon
