# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pickles, read as data: a closed vocabulary of opcodes, and no name in them is ever imported or called. Pure."""
