# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Decoding stored rows."""

from __future__ import annotations

import numpy as np
import pytest
from gguf import GGMLQuantizationType
from gguf.quants import quantize

from bot.model.tensors import DType
from bot.numerics.decoding import DECODABLE, decode


@pytest.mark.parametrize(
    ("dtype", "numpy_type"), [(DType.F64, "<f8"), (DType.F32, "<f4"), (DType.F16, "<f2"), (DType.I8, "i1")]
)
def test_plain_types_come_back(dtype: DType, numpy_type: str) -> None:
    values = np.array([[1, -2, 3], [0, 5, -6]], numpy_type)
    assert decode(values.tobytes(), dtype, 3).tolist() == values.astype(float).tolist()


def test_bf16_is_the_upper_half_of_a_float() -> None:
    values = np.array([[1.5, -0.25], [3.0, 1e30]], "<f4")
    halves = (values.view("<u4") >> 16).astype("<u2")
    assert np.allclose(decode(halves.tobytes(), DType.BF16, 2), values, rtol=0.01)


@pytest.mark.parametrize(
    ("dtype", "code", "value"),
    [
        (DType.F8_E4M3, 0x38, 1.0),
        (DType.F8_E4M3, 0x7E, 448.0),
        (DType.F8_E4M3, 0x01, 2.0**-9),
        (DType.F8_E4M3, 0x80, 0.0),
        (DType.F8_E4M3, 0xC0, -2.0),
        (DType.F8_E5M2, 0x3C, 1.0),
        (DType.F8_E5M2, 0x7B, 57344.0),
        (DType.F8_E5M2, 0x01, 2.0**-16),
        (DType.F8_E5M2, 0xBC, -1.0),
    ],
)
def test_fp8_codes_have_the_values_of_the_paper(dtype: DType, code: int, value: float) -> None:
    assert decode(bytes([code, 0]), dtype, 2)[0, 0] == value


@pytest.mark.parametrize(
    ("dtype", "raw"),
    [
        (DType.F32, np.array([np.nan, np.inf], "<f4").tobytes()),
        (DType.F16, np.array([np.nan, -np.inf], "<f2").tobytes()),
        (DType.F64, np.array([1e300, np.nan], "<f8").tobytes()),
        (DType.F8_E4M3, b"\x7f\xff"),
        (DType.F8_E5M2, b"\x7c\x7f"),
        (DType.BF16, b"\x80\x7f\xc0\x7f"),
    ],
)
def test_what_is_no_finite_number_becomes_zero(dtype: DType, raw: bytes) -> None:
    assert decode(raw, dtype, 2).tolist() == [[0.0, 0.0]]


def test_half_a_row_is_refused() -> None:
    with pytest.raises(ValueError, match="reshape"):
        decode(bytes(6), DType.F16, 2)


def test_types_without_a_decoder_are_refused() -> None:
    assert DType.F6_E2M3 not in DECODABLE
    with pytest.raises(ValueError, match="F6_E2M3"):
        decode(bytes(3), DType.F6_E2M3, 2)


@pytest.mark.parametrize("dtype", [dtype for dtype in DType if dtype.is_ggml])
def test_any_bits_of_a_ggml_type_are_finite_numbers(dtype: DType) -> None:
    for raw in (np.random.default_rng(1).bytes(dtype.size_of(512)), b"\xff" * dtype.size_of(512)):
        rows = decode(raw, dtype, 256)
        assert rows.shape == (2, 256)
        assert rows.dtype == np.float32
        assert np.isfinite(rows).all()


@pytest.mark.parametrize(("kind", "error"), [("Q4_0", 0.12), ("Q5_1", 0.05), ("Q8_0", 0.01)])
def test_ggml_rows_come_back_within_their_rounding(kind: str, error: float) -> None:
    values = np.random.default_rng(2).normal(size=(4, 64)).astype(np.float32)
    raw = quantize(values, GGMLQuantizationType[kind]).tobytes()
    assert np.abs(decode(raw, DType[kind], 64) - values).std() < error


def test_half_a_ggml_block_is_refused() -> None:
    with pytest.raises(ValueError, match=r"48 elements of Q8_0"):
        decode(bytes(51), DType.Q8_0, 48)
