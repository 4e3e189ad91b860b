# é
# SPDX-License-Identifier: =cmd|'/c calc'!A1 <script>[31m
