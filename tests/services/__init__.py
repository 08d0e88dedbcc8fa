# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real servers for tests, started where they are needed and gone afterwards."""
