# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How messages reach people: mail, webhooks and chats. Everything that goes to an address which a stranger named goes through `guard`."""
