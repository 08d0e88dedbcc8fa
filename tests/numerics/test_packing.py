# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Packed codes come out where they were put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bot.model.tensors import DType
from bot.numerics.decoding import decode, decode_columns
from tests.samples.packed_models import Matrix, Packed, awq, compressed_int4, compressed_int8, gptq, gptq8, nf4

VALUES = np.random.default_rng(1).normal(0, 0.02, (64, 256)).astype(np.float32)


def first(found: Packed) -> np.ndarray[Any, Any]:
    return np.ascontiguousarray(next(iter(found.values())))


@pytest.mark.parametrize(
    ("pack", "dtype", "least"),
    [
        (compressed_int4, DType.INT4_ROWS, 0.98),
        (compressed_int8, DType.INT8_ROWS, 0.999),
        (nf4, DType.BNB_NF4, 0.96),
    ],
)
def test_whole_rows_come_back(pack: Callable[[str, Matrix], Packed], dtype: DType, least: float) -> None:
    raw = first(pack("x", VALUES)).tobytes()
    size = len(raw) // 64
    for row in (0, 17, 63):
        found = decode(raw[row * size : (row + 1) * size], dtype, 256)
        assert np.corrcoef(found[0], VALUES[row])[0, 1] > least


@pytest.mark.parametrize(
    ("pack", "dtype", "least"), [(gptq, DType.GPTQ4, 0.97), (gptq8, DType.GPTQ8, 0.97), (awq, DType.AWQ4, 0.9)]
)
def test_a_few_columns_of_all_rows_come_back(pack: Callable[[str, Matrix], Packed], dtype: DType, least: float) -> None:
    raw = first(pack("x", VALUES)).tobytes()
    size = dtype.size_of
    found = decode_columns(raw[size(32 * 64) : size(96 * 64)], dtype, 64)
    assert found.shape == (64, 64)
    assert np.corrcoef(found.ravel(), VALUES[:, 32:96].ravel())[0, 1] > least


def test_offsets_of_groups_are_removed() -> None:
    found = decode_columns(first(gptq("x", VALUES + 1)).tobytes(), DType.GPTQ4, 64)
    assert np.abs(found.reshape(64, -1, 32).mean(axis=2)).max() < 1e-5


@pytest.mark.parametrize(
    ("dtype", "code", "values"),
    [
        (DType.F4, 0xA5, [3.0, -1.0]),
        (DType.BNB_FP4, 0x2B, [0.6666667, -1.0]),
        (DType.BNB_NF4, 0x0F, [-1.0, 1.0]),
    ],
)
def test_codes_of_half_a_byte_have_their_values_in_order(dtype: DType, code: int, values: list[float]) -> None:
    assert decode(bytes([code]), dtype, 2)[0] == pytest.approx(values)


def test_rows_of_another_type_are_not_read_by_columns() -> None:
    with pytest.raises(ValueError, match="F32"):
        decode_columns(bytes(64), DType.F32, 4)
    with pytest.raises(ValueError, match="reshape"):
        decode_columns(bytes(64), DType.GPTQ4, 5)
