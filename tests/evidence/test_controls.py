# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Controls: quiet for what is derived, loud for what fits where it does not belong, and no trap for models that repeat themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.evidence.controls import MOST_CONTROLS, WORTH_CONTROLLING
from bot.evidence.families import families_of
from bot.evidence.matching import Block, match_all, reference_of
from bot.evidence.samples import TEST_ROWS, Sample
from bot.model.evidence import SampleMatch
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.model.tensors import DType, TensorFamily, TensorSpec
from bot.numerics.floats import Floats

COLUMNS = 512
ONE, OTHER = SnapshotKey("acme/one", "1" * 40), SnapshotKey("acme/other", "2" * 40)
Layers = Mapping[int, Floats]


def weights(seed: int) -> Floats:
    return np.random.default_rng(seed).normal(size=(TEST_ROWS, COLUMNS)).astype(np.float32)


def model(seed: int, layers: int = 8) -> dict[int, Floats]:
    return {layer: weights(100 * seed + layer) for layer in range(layers)}


def tuned(layers: Layers, noise: float = 0.3) -> dict[int, Floats]:
    return {layer: rows + np.float32(noise) * weights(9000 + layer) for layer, rows in layers.items()}


def blocks_of(layers: Layers) -> tuple[tuple[TensorFamily, ...], list[Block]]:
    specs = [
        TensorSpec(
            name=f"model.layers.{layer}.mlp.up_proj.weight",
            dtype=DType.F32,
            shape=(TEST_ROWS, COLUMNS),
            file="m.safetensors",
            start=place * TEST_ROWS * COLUMNS * 4,
            stop=(place + 1) * TEST_ROWS * COLUMNS * 4,
        )
        for place, layer in enumerate(layers)
    ]
    families = families_of(specs, seen_bytes=1, total_bytes=1)
    members = {member.name: member for member in families[0].members}
    blocks = []
    for spec, rows in zip(specs, layers.values(), strict=True):
        sample = Sample(family=families[0], tensor=members[spec.name], first_row=0, rows=TEST_ROWS)
        block = Block.of(sample, rows.astype("<f4").tobytes())
        assert block is not None
        blocks.append(block)
    return families, blocks


def references(layers: Layers) -> list[TensorReference]:
    return [reference_of(block) for block in blocks_of(layers)[1]]


def matched(suspect: Layers, **upstreams: Layers) -> dict[SnapshotKey, Sequence[SampleMatch]]:
    families, blocks = blocks_of(suspect)
    keys = {"one": ONE, "other": OTHER}
    found = match_all(families, blocks, {keys[name]: references(layers) for name, layers in upstreams.items()})
    return {each.upstream: each.samples for each in found}


def test_a_derivative_fits_only_where_it_belongs() -> None:
    base = model(1)
    for each in matched(tuned(base), one=base, other=model(2))[ONE]:
        assert each.reference_layer == each.layer
        assert each.log10_p is not None
        assert each.log10_p < -19
        assert each.controls == 1 + MOST_CONTROLS
        assert each.control_log10_p > WORTH_CONTROLLING
        assert each.control_correlation is not None
        assert abs(each.control_correlation) < 0.3 < each.correlation


def test_layers_that_repeat_are_no_controls_for_each_other() -> None:
    base = model(1, layers=3)
    doubled = dict(enumerate([base[0], base[0], base[1], base[1], base[2], base[2]]))
    for each in matched(tuned(base), one=doubled)[ONE]:
        assert each.controls == 1 + 4
        assert each.control_log10_p > WORTH_CONTROLLING


def test_an_upstream_of_one_layer_is_controlled_by_moving_its_labels() -> None:
    base = model(1, layers=1)
    (each,) = matched(tuned(base), one=base)[ONE]
    assert each.controls == 1
    assert each.control_log10_p > WORTH_CONTROLLING


def test_a_block_that_fits_two_strange_layers_fails_its_control() -> None:
    base = model(1)
    mixed = {0: base[0] + base[5]}
    (each,) = matched(mixed, one=base)[ONE]
    assert each.log10_p is not None
    assert each.log10_p < -19
    assert each.control_log10_p < -19


def test_a_merge_of_two_upstreams_fails_no_control() -> None:
    one, other = model(1), model(2)
    merged = {layer: one[layer] + other[layer] for layer in one}
    for samples in matched(merged, one=one, other=other).values():
        for each in samples:
            assert each.log10_p is not None
            assert each.log10_p < -19
            assert each.control_log10_p > WORTH_CONTROLLING


def test_relatives_in_the_catalog_are_no_controls_where_they_are_deeper() -> None:
    """The other upstream is the first with a layer put before it: its layer 1 is the first's layer 0."""
    base = model(1)
    deeper = {0: weights(7)} | {layer + 1: rows for layer, rows in base.items()}
    for each in matched(tuned(base), one=base, other=deeper)[ONE]:
        assert each.control_log10_p > WORTH_CONTROLLING


def test_strangers_are_not_controlled_further_since_they_claim_nothing() -> None:
    for each in matched(model(3), one=model(1))[ONE]:
        assert (each.controls, each.control_correlation) == (1, None)
