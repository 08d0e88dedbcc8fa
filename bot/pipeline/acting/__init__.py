# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From the outbox to other people's pages: whether something may be written now, and making it true once."""
