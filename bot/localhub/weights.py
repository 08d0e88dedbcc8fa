# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Headers of safetensors files, read from their first bytes or from the recipe that makes them."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import cast

from bot.localhub.storage.blobs import Blobs, Entry
from bot.localhub.storage.files import Json

_LONGEST_HEADER = 25_000_000
"""Bytes; the client refuses longer ones as well."""


def header(blobs: Blobs, entry: Entry) -> Json | None:
    """The header of a safetensors file as it is written; ``None`` where the file has none that can be read."""
    recipe = blobs.recipe(entry)
    if recipe is not None:
        return recipe.header
    length = int.from_bytes(b"".join(blobs.chunks(entry, 0, min(8, entry.size))), "little")
    if not 2 <= length <= min(_LONGEST_HEADER, entry.size - 8):
        return None
    try:
        value = json.loads(b"".join(blobs.chunks(entry, 8, 8 + length)))
    except (ValueError, RecursionError):
        return None
    return cast("Json", value) if isinstance(value, dict) else None


def parameters(blobs: Blobs, tree: Mapping[str, Entry]) -> dict[str, int]:
    """How many parameters of each type all safetensors files hold together."""
    counts: Counter[str] = Counter()
    for path, entry in tree.items():
        if not path.endswith(".safetensors"):
            continue
        for name, tensor in (header(blobs, entry) or {}).items():
            if name != "__metadata__" and isinstance(tensor, dict):
                counts[str(tensor.get("dtype"))] += _elements(tensor.get("shape"))
    return dict(sorted(counts.items()))


def _elements(shape: object) -> int:
    """How many numbers a shape means; none where it is no shape."""
    if not isinstance(shape, list) or not all(isinstance(side, int) and side >= 0 for side in shape):
        return 0
    return math.prod(shape)
