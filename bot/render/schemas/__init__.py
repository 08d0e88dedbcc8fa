# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""JSON Schemas (2020-12) of the documents that `bot.render` writes. Tests hold each to what is really written, key by key."""
