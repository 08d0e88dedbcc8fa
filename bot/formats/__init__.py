# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Weight formats, read from byte ranges and never executed. Pure."""
