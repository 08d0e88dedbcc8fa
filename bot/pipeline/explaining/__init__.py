# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rules and licenses told to people: as tables, as JSON documents and as pages of ``docs/rules/``. Pure."""
