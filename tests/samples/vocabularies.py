# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Made-up vocabularies, and files of them."""

from __future__ import annotations

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
