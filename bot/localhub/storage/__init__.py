# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the local Hub keeps on disk: contents, commits, discussions, accounts, webhooks."""
