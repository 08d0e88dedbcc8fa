# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Packed matrices are recognised by what lies beside them, and by nothing less."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.packed import MOST_DESCRIPTIONS, descriptions, unpacked
from bot.model.tensors import DType, TensorSpec

STATE = "x.weight.quant_state.bitsandbytes__nf4"


def spec(name: str, dtype: DType, *shape: int) -> TensorSpec:
    size = dtype.size_of(math.prod(shape))
    return TensorSpec(name=name, dtype=dtype, shape=shape, file="m.safetensors", start=8, stop=8 + size)


def gptq(qweight: tuple[int, int] = (32, 512), zeros: int = 64, scales: int = 512) -> list[TensorSpec]:
    return [
        spec("x.qweight", DType.I32, *qweight),
        spec("x.qzeros", DType.I32, 2, zeros),
        spec("x.scales", DType.F16, 2, scales),
        spec("x.g_idx", DType.I32, 256),
        spec("y.bias", DType.F16, 512),
    ]


def test_gptq_and_awq_are_told_apart_by_shape_and_lose_what_belongs_to_their_packing() -> None:
    for qweight, zeros, dtype in (
        ((32, 512), 64, DType.GPTQ4),
        ((64, 512), 128, DType.GPTQ8),
        ((256, 64), 64, DType.AWQ4),
    ):
        found = unpacked(gptq(qweight, zeros), {})
        assert [(each.name, each.dtype, each.shape) for each in found] == [
            ("x.weight", dtype, (512, 256)),
            ("y.bias", DType.F16, (512,)),
        ]


@pytest.mark.parametrize(
    "tensors",
    [
        gptq()[:1],
        gptq((256, 128), zeros=128),  # AWQ of eight bits
        gptq(zeros=256),  # two bits has no decoder
        gptq(zeros=48),  # three bits
        gptq((32, 500)),
        [*gptq()[:2], spec("x.scales", DType.F16, 512)],
        [spec("x.weight", DType.U8, 512, 128), spec("x.weight_scale", DType.F8_E4M3, 512, 8)],
        [spec("x.weight", DType.U8, 512, 128), spec("x.weight_scale", DType.U8, 512, 16)],
    ],
)
def test_what_does_not_fit_together_stays_as_it_is(tensors: list[TensorSpec]) -> None:
    assert unpacked(tensors, {}) == tensors


def test_nvfp4_has_two_values_in_a_byte() -> None:
    for name in ("x.weight", "x.weight_packed"):
        tensors = [spec(name, DType.U8, 512, 128), spec("x.weight_scale", DType.F8_E4M3, 512, 16)]
        found = unpacked(tensors, {})
        assert [(each.name, each.dtype, each.shape) for each in found] == [("x.weight", DType.F4, (512, 256))]


@pytest.mark.parametrize(("words", "dtype"), [(32, DType.INT4_ROWS), (64, DType.INT8_ROWS)])
def test_the_width_of_codes_follows_from_the_described_shape(words: int, dtype: DType) -> None:
    tensors = [spec("x.weight_packed", DType.I32, 512, words), spec("x.weight_shape", DType.I64, 2)]
    shape = (512).to_bytes(8, "little") + (256).to_bytes(8, "little")
    assert [each.name for each in descriptions(tensors)] == ["x.weight_shape"]
    assert [(each.dtype, each.shape) for each in unpacked(tensors, {"x.weight_shape": shape})] == [(dtype, (512, 256))]


def test_one_description_is_read_for_each_family() -> None:
    tensors = [
        each
        for layer in range(30)
        for part in ("q", "v")
        for each in (
            spec(f"layers.{layer}.{part}_proj.weight_packed", DType.I32, 512, 32),
            spec(f"layers.{layer}.{part}_proj.weight_shape", DType.I64, 2),
        )
    ]
    assert [each.name for each in descriptions(tensors)] == [f"layers.0.{part}_proj.weight_shape" for part in "qv"]
    many = [
        each
        for letter in map(chr, range(97, 97 + 26))
        for each in (
            spec(f"{letter}.weight_packed", DType.I32, 512, 32),
            spec(f"{letter}.weight_shape", DType.I64, 2),
        )
    ]
    assert len(descriptions(many)) == MOST_DESCRIPTIONS


@given(
    st.binary(max_size=60)
    | st.sampled_from([b'{"shape": [512, true]}', b'{"shape": [512, 1.5]}', b"[" * 5000, b"[512]"])
)
def test_descriptions_of_any_content_are_used_or_left_but_never_crash(content: bytes) -> None:
    tensors = [spec("x.weight", DType.U8, 65536, 1), spec(STATE, DType.U8, 60)]
    assert [each.name for each in descriptions(tensors)] == [STATE]
    for each in unpacked(tensors, {STATE: content}):
        assert each.dtype is DType.U8 or each.elements == 131072


def test_bitsandbytes_shapes_come_from_its_state() -> None:
    tensors = [spec("x.weight", DType.U8, 65536, 1), spec(STATE, DType.U8, 60)]
    found = unpacked(tensors, {STATE: b'{"shape": [512, 256]}'})
    assert [(each.name, each.dtype, each.shape) for each in found] == [("x.weight", DType.BNB_NF4, (512, 256))]


def test_mxfp4_holds_the_experts_of_a_part_in_blocks_of_thirty_two_inputs() -> None:
    name = "model.layers.0.mlp.experts.gate_up_proj"
    tensors = [spec(f"{name}_blocks", DType.U8, 2, 512, 8, 16), spec(f"{name}_scales", DType.U8, 2, 512, 8)]
    found = unpacked(tensors, {})
    expected = [(f"model.layers.0.mlp.experts.{expert}.gate_up_proj", DType.F4, (512, 256)) for expert in range(2)]
    assert [(each.name, each.dtype, each.shape) for each in found] == expected
    assert found[1].start == found[0].stop


@pytest.mark.parametrize("scales", [(2, 512, 4), (2, 512, 8, 1), (3, 512, 8)])
def test_blocks_whose_scales_do_not_fit_stay_as_they_are(scales: tuple[int, ...]) -> None:
    tensors = [
        spec("x.experts.up_proj_blocks", DType.U8, 2, 512, 8, 16),
        spec("x.experts.up_proj_scales", DType.U8, *scales),
    ]
    assert unpacked(tensors, {}) == tensors
