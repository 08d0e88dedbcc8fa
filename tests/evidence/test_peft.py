# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the names and shapes of an adapter's tensors say."""

from __future__ import annotations

import math

import pytest

from bot.evidence.peft import Adapter, adapter_in
from bot.model.tensors import DType, TensorSpec


def adapter(**shapes: tuple[int, ...]) -> Adapter | None:
    """Tensors of one module; ``lora_A`` stands for ``lora_A.weight``."""
    return adapter_in(
        spec(f"base_model.model.model.layers.3.mlp.up_proj.{name}.weight", each) for name, each in shapes.items()
    )


def spec(name: str, shape: tuple[int, ...]) -> TensorSpec:
    return TensorSpec(name=name, dtype=DType.BF16, shape=shape, file="a", start=0, stop=2 * math.prod(shape))


@pytest.mark.parametrize("names", [("lora_A", "lora_B"), ("lora_down", "lora_up")])
def test_two_halves_tell_the_matrix_that_they_belong_to(names: tuple[str, str]) -> None:
    found = adapter(**{names[0]: (16, 4096), names[1]: (11008, 16)})
    assert found is not None
    assert dict(found.shapes) == {"model.layers.3.mlp.up_proj": (11008, 4096)}
    assert found.ranks == (16,)
    assert found.parameters == 16 * (4096 + 11008)


def test_magnitudes_of_dora_change_nothing_but_the_count() -> None:
    found = adapter(lora_A=(16, 64), lora_B=(32, 16), lora_magnitude_vector=(32,))
    assert found is not None
    assert list(found.shapes.values()) == [(32, 64)]
    assert found.parameters == 16 * 96 + 32


def test_a_table_of_tokens_is_stored_the_other_way_round() -> None:
    found = adapter(lora_embedding_A=(8, 32000), lora_embedding_B=(4096, 8))
    assert found is not None
    assert list(found.shapes.values()) == [(32000, 4096)]


@pytest.mark.parametrize(
    "shapes",
    [
        {"lora_A": (16, 64)},
        {"lora_A": (16, 64), "lora_B": (32, 8)},
        {"lora_A": (0, 64), "lora_B": (32, 0)},
        {"lora_A": (16, 64, 3, 3), "lora_B": (32, 16, 1, 1)},
        {"hada_w1_a": (64, 4), "hada_w1_b": (4, 64)},
    ],
)
def test_what_is_no_pair_of_halves_tells_no_shape(shapes: dict[str, tuple[int, ...]]) -> None:
    found = adapter(**shapes)
    assert found is not None
    assert (dict(found.shapes), found.ranks, found.words) == ({}, (), "an adapter")


def test_a_model_is_no_adapter() -> None:
    assert adapter_in([spec("model.layers.0.mlp.up_proj.weight", (64, 32))]) is None
    assert adapter_in([]) is None


def test_an_adapter_beside_the_matrix_that_it_belongs_to_is_none() -> None:
    own = [("model.layers.0.mlp.up_proj.weight", (64, 32)), ("model.layers.0.mlp.up_proj.lora_A.weight", (4, 32))]
    assert adapter_in(spec(*each) for each in own) is None
