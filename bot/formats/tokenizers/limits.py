# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a vocabulary may hold, whatever its format."""

from __future__ import annotations

from bot.model.errors import InputError

LARGEST_FILE = 40_000_000
"""Bytes. Gemma 3's ``tokenizer.json`` has 33.4 million, the largest of those known (benchmarks/results/tokenizers.json)."""
MOST_TOKENS = 1 << 20
"""Four times the largest vocabulary known, 262,145 tokens."""
_LARGEST_ID = 1 << 31


def checked_count(path: str, count: int) -> None:
    """Raises InputError for more tokens than are read."""
    if count > MOST_TOKENS:
        raise InputError(f"{path}: {count} tokens, at most {MOST_TOKENS} are read")


def checked_id(path: str, value: object, where: str) -> int:
    """The value where it can be a token's id. Raises InputError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST_ID:
        raise InputError(f"{path}: {where}: expected an id from 0 on, found {str(value)[:40]!r}")
    return value
