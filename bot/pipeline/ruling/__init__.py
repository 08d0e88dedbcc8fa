# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people rule on cases: approve, post, undo, dismiss, withdraw, uphold, and stop everything."""
