# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensors that are stored as text: nothing plans to read a part of one."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bot.evidence.experts import unstacked
from bot.evidence.families import families_of, is_comparable, is_unreadable
from bot.evidence.low_rank import row_pairs
from bot.evidence.packed import descriptions, unpacked
from bot.evidence.pairing import sample_ranges, scales_of
from bot.evidence.realigned import Known, realignment
from bot.evidence.reference_samples import reference_samples
from bot.evidence.tables import table_plans
from bot.model.components import Component, Role
from bot.model.evidence import SampleMatch
from bot.model.tensors import DType, TensorFamily, TensorSpec

MATRIX = ("model.layers.0.mlp.gate_proj.weight", (512, 256))
MODEL = [
    MATRIX,
    ("model.embed_tokens.weight", (2048, 256)),
    ("model.layers.0.mlp.down_proj.weight", (256, 512)),
    ("model.layers.0.input_layernorm.weight", (256,)),
]


def tensor(name: str, shape: tuple[int, ...], dtype: DType = DType.F32, *, is_text: bool = True) -> TensorSpec:
    """As text its bytes lie in more of them; where values are small and whole, in as many."""
    size = dtype.size_of(math.prod(shape))
    return TensorSpec(name=name, dtype=dtype, shape=shape, file="w.npy", start=100, stop=100 + size, is_text=is_text)


def families(*, is_text: bool) -> tuple[TensorFamily, ...]:
    specs = [replace(tensor(name, shape, is_text=is_text), start=0) for name, shape in MODEL]
    return families_of(specs, seen_bytes=1, total_bytes=1)


def test_it_has_no_rows_and_no_columns() -> None:
    with pytest.raises(ValueError, match="stored as text"):
        tensor(*MATRIX).rows(0, 1)
    with pytest.raises(ValueError, match="stored as text"):
        replace(tensor(*MATRIX), is_turned=True).columns(0, 8)


def test_no_samples_and_no_tables_are_made_of_it() -> None:
    assert reference_samples(families(is_text=False))
    assert table_plans(families(is_text=False))
    assert reference_samples(families(is_text=True)) == []
    assert table_plans(families(is_text=True)) == []


def test_it_counts_as_weights_that_cannot_be_compared_by_rows() -> None:
    matrices = [family for family in families(is_text=True) if len(family.shape) > 1]
    assert all(is_unreadable(family) and not is_comparable(family) for family in matrices)


def test_a_family_with_one_such_member_is_not_compared() -> None:
    plain, text = (
        tensor(f"model.layers.{layer}.mlp.gate_proj.weight", MATRIX[1], is_text=layer == 1) for layer in (0, 1)
    )
    (family,) = families_of([plain, replace(text, start=1_000_000, stop=2_000_000)], seen_bytes=1, total_bytes=1)
    assert len(family.members) == 2
    assert not is_comparable(family)


def test_its_rows_are_no_part_of_a_difference() -> None:
    plain, text = tensor(*MATRIX, is_text=False), tensor(*MATRIX)
    assert len(row_pairs([plain], [plain], Component.TEXT_MODEL)) == 1
    assert row_pairs([plain], [text], Component.TEXT_MODEL) == []


def test_its_rows_are_not_looked_up_by_token() -> None:
    sample = SampleMatch(
        family="f",
        tensor=MATRIX[0],
        reference="r",
        component=Component.TEXT_MODEL,
        reference_component=Component.TEXT_MODEL,
        role=Role.EMBEDDING,
        layer=None,
        reference_layer=None,
        log10_p=None,
        controls=0,
        control_log10_p=0.0,
        hits=0,
        rows=32,
        columns=256,
        correlation=0.0,
        unrelated=0.0,
        detectable=0.3,
        expert=None,
        reference_expert=None,
        experts=0,
        reference_experts=0,
        is_namesake=True,
        depth=None,
        reference_depth=None,
        across=False,
        is_rounded=False,
        equal_rows=0.0,
        shape=MATRIX[1],
        reference_shape=MATRIX[1],
        dtype="F32",
        reference_dtype="F32",
        bytes_read=0,
    )
    known = Known(first_row=0, rows=32, columns=256, codes=bytes(32 * 32))
    rows = [(row, row + 5) for row in range(8)]
    assert realignment(sample, tensor(*MATRIX, is_text=False), known, rows)
    assert realignment(sample, tensor(*MATRIX), known, rows) is None


def test_it_is_not_paired_by_content_and_has_no_scales() -> None:
    assert sample_ranges(tensor(*MATRIX, is_text=False))
    assert sample_ranges(tensor(*MATRIX)) == []
    codes, scale = tensor("w", (8, 8), DType.I8), tensor("w_scale", (8,), is_text=False)
    assert scales_of([codes, scale]) == {}


def test_a_stack_of_experts_stays_one_tensor() -> None:
    stack = tensor("model.layers.0.mlp.experts.gate_up_proj", (4, 64, 32))
    assert list(unstacked([stack])) == [stack]
    assert len(list(unstacked([replace(stack, is_text=False)]))) == 4


@pytest.mark.parametrize("is_text", [True, False])
def test_packed_codes_are_not_taken_for_a_matrix(is_text: bool) -> None:  # noqa: FBT001 - a parameter of the test
    codes = tensor("l.qweight", (32, 64), DType.I32, is_text=is_text)
    beside = [
        tensor("l.scales", (2, 64), DType.F16, is_text=is_text),
        tensor("l.qzeros", (2, 8), DType.I32, is_text=is_text),
    ]
    found = unpacked([codes, *beside], {})
    assert (found == [codes, *beside]) == is_text


def test_text_describes_no_shape() -> None:
    codes = tensor("l.weight_packed", (32, 8), DType.I32, is_text=False)
    shape = tensor("l.weight_shape", (2,), DType.I64, is_text=False)
    assert descriptions([codes, shape]) == [shape]
    assert descriptions([codes, replace(shape, is_text=True)]) == []
