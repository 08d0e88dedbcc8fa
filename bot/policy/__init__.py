# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rules over a closed vocabulary of facts, and the data they come from. Pure."""
