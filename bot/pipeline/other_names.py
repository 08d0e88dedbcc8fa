# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Small files in further formats whose names are not those of what is opened: they may hold another model, or a stale one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.evidence.quantisations import onnx_model

_SUFFIX = ".onnx"
_LARGEST = 4_000_000
"""Bytes of such a file: its header and a few blocks cost no more than those of any other."""
_MOST = 8
_SHARD = re.compile(r"-\d{5}-of-\d{5}$")
_USUAL = frozenset({"model", "pytorch_model", "tf_model", "flax_model", "diffusion_pytorch_model", "adapter_model"})
"""Names that libraries give to whatever they save."""


def named_otherwise(left: Iterable[str], opened: Sequence[str], sizes: Mapping[str, int]) -> list[str]:
    """Of the files that would be left, small ones of a name that nothing opened has; the first of each name, at most eight.

    Where everything that is opened has one of the usual names, nothing can be told by names.
    """
    known = {_name(path) for path in opened}
    if not known - _USUAL:
        return []
    found: dict[str, str] = {}
    for path in sorted(left):
        if path.endswith(_SUFFIX) and sizes[path] <= _LARGEST and _name(path) not in {*known, *_USUAL}:
            found.setdefault(_name(path), path)
    return list(found.values())[:_MOST]


def _name(path: str) -> str:
    plain = onnx_model(path) if path.endswith(_SUFFIX) else path
    return _SHARD.sub("", plain.rpartition("/")[2].rpartition(".")[0].lower())
