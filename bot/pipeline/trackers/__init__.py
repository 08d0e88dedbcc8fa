# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the bot writes outside the Hub: issues in repositories that owners link, and the dashboards of those who asked for one."""
