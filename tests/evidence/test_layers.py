# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Layers from names, also where a name has other numbers."""

from __future__ import annotations

import pytest

from bot.evidence.families import families_of
from bot.evidence.layers import is_seen_whole, layers_of
from bot.evidence.parts import place_of
from bot.model.tensors import DType, TensorFamily, TensorSpec


def family(*names: str, total: int = 0) -> TensorFamily:
    specs = [
        TensorSpec(
            name=name, dtype=DType.F32, shape=(64, 64), file="m", start=place * 16_384, stop=(place + 1) * 16_384
        )
        for place, name in enumerate(names)
    ]
    (found,) = families_of(specs, seen_bytes=1, total_bytes=total or 1)
    return found


@pytest.mark.parametrize(
    "names",
    [
        ["model.layers.0.mlp.up_proj.weight", "model.layers.7.mlp.up_proj.weight"],
        ["model.layers.0.mlp.experts.0.up_proj.weight", "model.layers.3.mlp.experts.5.up_proj.weight"],
        ["model.layers.0.mlp.experts.0.up_proj.weight", "model.layers.1.mlp.experts.1.up_proj.weight"],
        ["h.0.mlp.c_fc.weight", "h.1.mlp.c_fc.weight", "h.2.mlp.c_fc.weight"],
        ["encoder.layers.2.fc1.weight"],
        ["blk.11.ffn_up.weight", "blk.0.ffn_up.weight"],
        ["lm_head.weight"],
    ],
)
def test_they_are_those_that_each_name_has(names: list[str]) -> None:
    expected = {place_of(name, (64, 64)).layer for name in names} - {None}
    assert layers_of(family(*names)) == expected


def test_a_family_of_which_shards_were_left_closed_is_not_seen_whole() -> None:
    name = "model.layers.0.mlp.up_proj.weight"
    assert is_seen_whole(family(name))
    assert not is_seen_whole(family(name, total=1_000_000))
