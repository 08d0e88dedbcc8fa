# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Experts that a file stores as one tensor of three axes, taken apart into the matrices that other files store one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.model.tensors import TensorSpec

_STACKED = (
    re.compile(r"^(?P<before>blk\.\d+\.ffn_(?:gate|up|down|gate_up)_exps)(?P<after>\.weight)$"),
    re.compile(
        r"^(?P<before>.*\bexperts)(?P<after>\.(?:gate_up_proj|gate_proj|up_proj|down_proj|w[123])(?:\.weight)?)$"
    ),
)
"""llama.cpp's names, and those of transformers from version 5 on."""
_MOST_EXPERTS = 1024


def unstacked(tensors: Iterable[TensorSpec]) -> Iterator[TensorSpec]:
    """The tensors, each stack of experts as so many matrices with the expert's number in their names; everything else, and text, as it is."""
    for tensor in tensors:
        if len(tensor.shape) != 3 or tensor.is_text or not tensor.elements:
            yield tensor
            continue
        stack = next((found for pattern in _STACKED if (found := pattern.search(tensor.name))), None)
        if stack is None or not 0 < tensor.shape[0] <= _MOST_EXPERTS:
            yield tensor
            continue
        for expert in range(tensor.shape[0]):
            place = tensor.rows(expert, 1)
            yield TensorSpec(
                name=f"{stack['before']}.{expert}{stack['after']}",
                dtype=tensor.dtype,
                shape=tensor.shape[1:],
                file=tensor.file,
                start=place.start,
                stop=place.stop,
            )
