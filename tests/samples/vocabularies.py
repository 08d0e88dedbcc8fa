# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Made-up vocabularies, and files of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

import numpy as np


def words(count: int, *, seed: int = 0) -> list[str]:
    """So many different tokens of three bytes or more; the same whatever the number."""
    random = np.random.default_rng((31, seed))
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    found: dict[str, None] = {}
    while len(found) < count:
        found["Ġ" + "".join(letters[random.integers(0, 26, 9)])] = None
    return list(found)


def as_tokenizer(tokens: Sequence[str]) -> bytes:
    """As a ``tokenizer.json``, ids in order."""
    model = {"type": "BPE", "vocab": {text: number for number, text in enumerate(tokens)}, "merges": []}
    return json.dumps({"version": "1.0", "added_tokens": [], "model": model}).encode()


def as_tekken(tokens: Sequence[str]) -> bytes:
    """As a ``tekken.json``, ranks in order."""
    vocab = [
        {"rank": rank, "token_bytes": base64.b64encode(text.encode()).decode(), "token_str": text}
        for rank, text in enumerate(tokens)
    ]
    return json.dumps({"config": {"default_num_special_tokens": 3}, "vocab": vocab}).encode()


def as_ranks(tokens: Sequence[str]) -> bytes:
    """As a file of tiktoken's."""
    return b"".join(base64.b64encode(text.encode()) + b" %d\n" % rank for rank, text in enumerate(tokens))


def as_sentencepiece(tokens: Sequence[str]) -> bytes:
    """As a model of sentencepiece: pieces of a text, a score and a kind."""
    return b"".join(_field(1, _field(1, text.encode()) + b"\x15\x00\x00\x80\xbf" + b"\x18\x01") for text in tokens)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
