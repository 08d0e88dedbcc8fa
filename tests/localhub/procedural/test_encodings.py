# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localhub.procedural.encodings import (
    as_stored,
    e4m3_table,
    encode,
    from_bfloat16,
    from_e4m3,
    item_size,
    to_bfloat16,
    to_e4m3,
)

FINITE = np.array([code for code in range(256) if code & 0x7F != 0x7F], np.uint8)
"""All codes that are numbers."""


def nearest(values: np.ndarray, codes: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The code of the nearest number, the even code where two are as near. By exhaustion, in double precision."""
    distance = np.abs(values.astype(np.float64)[:, None] - numbers.astype(np.float64)[None, :])
    best = distance.min(axis=1, keepdims=True)
    order = np.where(distance == best, codes.astype(np.int64)[None, :] & 1, 2)
    best_codes: np.ndarray = codes[order.argmin(axis=1)]
    return best_codes


def test_the_table_holds_the_numbers_of_the_specification() -> None:
    table = e4m3_table()
    assert (table[0x7E], table[0x08], table[0x01], table[0x38]) == (448.0, 2.0**-6, 2.0**-9, 1.0)
    assert np.isnan(table[[0x7F, 0xFF]]).all()
    assert np.array_equal(table[128:255], -table[:127])


def test_every_code_survives_the_way_there_and_back() -> None:
    assert np.array_equal(to_e4m3(from_e4m3(FINITE)), FINITE)
    codes = np.arange(1 << 16, dtype=np.uint16)
    codes = codes[(codes & 0x7FFF) <= 0x7F80]
    assert np.array_equal(to_bfloat16(from_bfloat16(codes)), codes)


def test_e4m3_rounds_to_the_nearest_and_ties_to_even() -> None:
    positive = FINITE[FINITE < 0x80]
    numbers = from_e4m3(positive)
    halves = ((numbers[1:].astype(np.float64) + numbers[:-1]) / 2).astype(np.float32)
    random = np.abs(np.random.default_rng(0).normal(size=4000)).astype(np.float32)
    values = np.concatenate(
        [halves, np.nextafter(halves, np.float32(0)), np.nextafter(halves, np.float32(500)), random, random / 200]
    )
    assert np.array_equal(to_e4m3(values), nearest(values, positive, numbers))
    assert np.array_equal(to_e4m3(-values), to_e4m3(values) | 0x80)


def test_bfloat16_rounds_to_the_nearest_and_ties_to_even() -> None:
    codes = np.arange(0x3F00, 0x4100, dtype=np.uint16)
    numbers = from_bfloat16(codes)
    halves = ((numbers[1:].astype(np.float64) + numbers[:-1]) / 2).astype(np.float32)
    values = np.concatenate([halves, np.nextafter(halves, np.float32(0)), np.nextafter(halves, np.float32(9))])
    assert np.array_equal(to_bfloat16(values), nearest(values, codes, numbers))


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1))
def test_what_is_too_large_becomes_the_largest(numbers: list[float]) -> None:
    stored = as_stored(np.array(numbers, np.float32), "F8_E4M3")
    assert np.abs(stored).max() <= 448


@pytest.mark.parametrize(("dtype", "width"), [("F32", 4), ("F16", 2), ("BF16", 2), ("F8_E4M3", 1)])
def test_what_is_encoded_has_the_width_of_its_type(dtype: str, width: int) -> None:
    values = np.linspace(-3, 3, 100, dtype=np.float32)
    assert item_size(dtype) == width
    assert len(encode(values, dtype)) == 100 * width
    assert np.allclose(as_stored(values, dtype), values, rtol=0.07, atol=2.0**-9)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a type among"):
        item_size("I4")
