# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which rows are asked for: the cost of a scan is known before a byte is moved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pytest

from bot.evidence.families import families_of, is_comparable, is_unreadable
from bot.evidence.parts import place_of
from bot.evidence.reference_samples import reference_samples
from bot.evidence.samples import KEPT_COLUMNS, LOOK_ROWS, TEST_ROWS, Sample
from bot.evidence.suspect_samples import suspect_samples
from bot.model.components import Role
from bot.model.fingerprints import TensorReference
from bot.model.tensors import DType, TensorFamily, TensorSpec

SHAPES = {
    "embed_tokens": (4096, 256),
    "self_attn.o_proj": (256, 256),
    "mlp.up_proj": (512, 256),
    "mlp.down_proj": (256, 512),
}


def specs(shapes: Iterable[tuple[str, tuple[int, ...]]], dtype: DType = DType.BF16) -> list[TensorSpec]:
    found, place = [], 0
    for name, shape in shapes:
        size = dtype.size_of(math.prod(shape))
        found.append(
            TensorSpec(name=name, dtype=dtype, shape=shape, file="m.safetensors", start=place, stop=place + size)
        )
        place += size
    return found


def model(layers: int = 8, width: int = 512) -> list[tuple[str, tuple[int, ...]]]:
    inner = [
        (f"model.layers.{layer}.{part}.weight", (width, 256) if part == "mlp.up_proj" else SHAPES[part])
        for layer in range(layers)
        for part in ("self_attn.o_proj", "mlp.up_proj", "mlp.down_proj")
    ]
    return [("model.embed_tokens.weight", SHAPES["embed_tokens"]), *inner]


def families(shapes: Sequence[tuple[str, tuple[int, ...]]]) -> tuple[TensorFamily, ...]:
    return families_of(specs(shapes), seen_bytes=1, total_bytes=1)


def reference(sample: Sample) -> TensorReference:
    place = place_of(sample.tensor.name, sample.tensor.shape)
    return TensorReference(
        name=sample.tensor.name,
        component=place.component,
        role=place.role,
        part=place.part,
        layer=place.layer,
        expert=place.expert,
        shape=sample.tensor.shape,
        first_row=sample.first_row,
        rows=sample.rows,
        columns=sample.family.columns,
        codes=b"",
        row_digests=(),
        dtype="BF16",
    )


def references(shapes: list[tuple[str, tuple[int, ...]]]) -> list[TensorReference]:
    return [reference(each) for each in reference_samples(families(shapes))]


def test_a_fingerprint_takes_neurons_of_every_layer_and_a_look_at_the_rest() -> None:
    found = reference_samples(families(model()))
    neurons = [each for each in found if each.family.role is Role.UNIT_IN]
    assert [each.tensor.name for each in neurons] == [f"model.layers.{layer}.mlp.up_proj.weight" for layer in range(8)]
    assert {each.rows for each in neurons} == {TEST_ROWS}
    assert {each.rows for each in found if each not in neurons} == {LOOK_ROWS}


def test_of_many_experts_only_the_first_of_each_layer_is_taken() -> None:
    shapes = [
        (f"model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", (512, 256))
        for layer in range(4)
        for expert in range(32)
    ]
    assert [each.tensor.name for each in reference_samples(families(shapes))] == [
        f"model.layers.{layer}.mlp.experts.0.up_proj.weight" for layer in range(4)
    ]


def test_tokens_are_looked_at_beyond_the_first_ones_at_a_place_that_does_not_move_with_the_vocabulary() -> None:
    places = {
        reference_samples(families([("model.embed_tokens.weight", (rows, 256))]))[0].first_row
        for rows in (4096, 5000, 99_999)
    }
    assert places == {1024}


def test_only_what_a_reference_fits_is_read() -> None:
    assert suspect_samples(families(model()), [], max_bytes=10**9) == []
    narrow = [(name, (shape[0], 128)) for name, shape in model()]
    assert suspect_samples(families(narrow), references(model()), max_bytes=10**9) == []


def test_every_family_is_sampled_once_before_any_is_sampled_twice() -> None:
    found = suspect_samples(families(model()), references(model()), max_bytes=10**9)
    assert len({each.family.id for each in found[:4]}) == 4
    assert [place_of(each.tensor.name, each.tensor.shape).layer for each in found if each.rows == TEST_ROWS] == [
        4,
        2,
        6,
    ]


@pytest.mark.parametrize("max_bytes", [0, 5_000, 20_000, 60_000])
def test_no_more_is_asked_for_than_allowed(max_bytes: int) -> None:
    found = suspect_samples(families(model()), references(model()), max_bytes=max_bytes)
    assert sum(each.range.length for each in found) <= max_bytes


def test_an_mlp_of_another_width_and_a_larger_vocabulary_still_fit() -> None:
    grown = [(name, (5000, 256)) if "embed" in name else (name, shape) for name, shape in model(width=768)]
    read = {each.family.role for each in suspect_samples(families(grown), references(model()), max_bytes=10**9)}
    assert {Role.UNIT_IN, Role.EMBEDDING} <= read


def test_tensors_without_telling_names_are_read_where_their_shape_fits() -> None:
    plain = [(f"w{number}", shape) for number, (_, shape) in enumerate(model())]
    read = suspect_samples(families(plain), references(model()), max_bytes=10**9)
    assert TEST_ROWS in {each.rows for each in read}


def test_a_sample_never_leaves_its_tensor() -> None:
    for each in suspect_samples(families(model()), references(model()), max_bytes=10**9):
        assert each.tensor.start <= each.range.start < each.range.stop <= each.tensor.stop


def test_small_packed_and_stacked_tensors_are_not_compared() -> None:
    small = families([("model.layers.0.mlp.up_proj.weight", (32, 64))])
    stacked = families([("model.layers.0.mlp.experts.gate_up_proj", (8, 64, 512))])
    packed = families_of(
        specs([("model.layers.0.mlp.up_proj.qweight", (64, 512))], DType.I32), seen_bytes=1, total_bytes=1
    )
    assert [is_comparable(each[0]) for each in (small, stacked, packed)] == [False, False, False]
    assert [is_unreadable(each[0]) for each in (small, stacked, packed)] == [False, True, True]


def test_families_of_unopened_files_are_scaled_up_but_what_stands_alone_is_not() -> None:
    shapes = model(layers=2)
    alone = 2 * 4096 * 256
    layers = 2 * sum(rows * columns for (rows, columns) in SHAPES.values()) * 2 - 2 * alone
    found = families_of(specs(shapes), seen_bytes=alone + layers, total_bytes=alone + 10 * layers)
    by_role = {each.role: each.parameters for each in found}
    assert by_role[Role.EMBEDDING] == 4096 * 256
    assert by_role[Role.UNIT_IN] == 10 * 2 * 512 * 256


def test_a_matrix_is_taken_for_a_fused_one_only_where_nothing_has_its_own_height() -> None:
    split, tall = references(model(width=512)), references(model(width=1024))
    fused = families([(f"model.layers.{layer}.mlp.gate_up_proj.weight", (1024, 256)) for layer in range(8)])
    assert {each.first_row for each in suspect_samples(fused, split, max_bytes=10**9)} == {0, 512}
    assert {each.first_row for each in suspect_samples(fused, [*split, *tall], max_bytes=10**9)} == {0}


def test_few_experts_are_all_taken_at_three_depths() -> None:
    shapes = [
        (f"model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", (512, 256))
        for layer in range(8)
        for expert in range(4)
    ]
    taken = [place_of(each.tensor.name, each.tensor.shape) for each in reference_samples(families(shapes))]
    assert {place.layer for place in taken if place.expert == 3} == {2, 4, 6}
    assert {place.layer for place in taken if place.expert == 0} == set(range(8))


def test_of_wide_matrices_only_the_first_columns_of_a_test_are_kept_and_whole_rows_are_read() -> None:
    wide = families([("model.layers.0.mlp.up_proj.weight", (512, 2 * KEPT_COLUMNS))])
    (sample,) = reference_samples(wide)
    assert (sample.rows, sample.columns) == (TEST_ROWS, KEPT_COLUMNS)
    assert sample.range.length == TEST_ROWS * 2 * KEPT_COLUMNS * 2
