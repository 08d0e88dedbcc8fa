# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the meter says of two tensors, against numpy over the whole of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.differences import TOLERANCE, Measured
from bot.model.tensors import DType
from bot.numerics.differences import DifferenceMeter
from bot.numerics.stored import Scales, Stored, row_length

Array = np.ndarray[Any, np.dtype[Any]]
_TYPES = {"<f8": DType.F64, "<f4": DType.F32, "<f2": DType.F16, "i1": DType.I8, "<i8": DType.I64, "?": DType.BOOL}


def measured(suspect: Array, reference: Array, *, rows_at_once: int = 1 << 30) -> Measured:
    meter = DifferenceMeter(_stored(suspect), _stored(reference), suspect.shape)
    row = row_length(suspect.shape)
    step = min(rows_at_once * row, max(1, suspect.size))
    one, other = suspect.reshape(-1), reference.reshape(-1)
    for first in range(0, suspect.size, step):
        meter.add(one[first : first + step].tobytes(), other[first : first + step].tobytes())
    return meter.result()


def _stored(array: Array) -> Stored:
    kind = next(dtype for name, dtype in _TYPES.items() if np.dtype(name) == array.dtype)
    return Stored(kind)


def normal(*shape: int, seed: int = 1, spread: float = 0.02, mean: float = 0.0) -> Array:
    return (mean + spread * np.random.default_rng(seed).normal(size=shape)).astype(np.float32)


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("mean", [0.0, 1.0])
@pytest.mark.parametrize("shape", [(700, 300), (210_000,), (20, 30, 350)])
def test_the_numbers_are_those_of_numpy(kind: Any, mean: float, shape: tuple[int, ...]) -> None:  # noqa: ANN401 - numpy's own word for it
    reference = normal(*shape, mean=mean).astype(kind)
    suspect = (reference + normal(*shape, seed=2, spread=0.0004)).astype(kind)
    suspect.reshape(-1)[::3] = reference.reshape(-1)[::3]
    found = measured(suspect, reference)
    x, y = suspect.astype(np.float64).reshape(-1), reference.astype(np.float64).reshape(-1)
    assert found.values == x.size
    assert found.equal == np.count_nonzero(x == y)
    assert found.close == pytest.approx(np.count_nonzero(np.abs(x - y) <= TOLERANCE * y.std()), rel=0.02)
    assert found.correlation == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-6)
    assert found.difference == pytest.approx(np.sqrt(np.mean((x - y) ** 2)) / y.std(), rel=1e-3)


def test_the_same_tensor_differs_in_nothing() -> None:
    weights = normal(300, 200)
    assert measured(weights, weights.copy()) == Measured(
        values=60_000, equal=60_000, close=60_000, not_finite=0, correlation=1.0, difference=0.0, rank=0
    )


def test_unrelated_tensors_have_no_correlation_and_a_difference_larger_than_either() -> None:
    found = measured(normal(400, 300), normal(400, 300, seed=2))
    assert found.correlation == pytest.approx(0.0, abs=0.02)
    assert found.difference == pytest.approx(2**0.5, rel=0.02)
    assert (found.equal, found.rank) == (0, 64)


def test_a_tensor_with_the_opposite_sign_has_a_correlation_of_minus_one() -> None:
    weights = normal(400, 300)
    assert measured(-weights, weights).correlation == pytest.approx(-1.0)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40))
def test_in_how_many_pieces_it_comes_changes_nothing(rows_at_once: int) -> None:
    reference = normal(90, 500)
    suspect = reference + normal(90, 500, seed=2, spread=0.001)
    whole, parts = measured(suspect, reference), measured(suspect, reference, rows_at_once=rows_at_once)
    assert parts.correlation == pytest.approx(whole.correlation, abs=1e-6)
    assert parts.difference == pytest.approx(whole.difference, rel=1e-4)
    assert (parts.values, parts.equal, parts.rank) == (whole.values, whole.equal, whole.rank)


def test_what_is_no_number_is_counted_apart_and_equal_only_to_itself() -> None:
    reference = normal(1000)
    reference[:4] = [np.nan, np.inf, -np.inf, 1.0]
    suspect = reference.copy()
    suspect[2:5] = [np.inf, np.nan, 0.5]
    found = measured(suspect, reference)
    assert (found.values, found.equal, found.not_finite) == (1000, 997, 4)
    assert found.correlation is not None
    assert found.difference is not None


def test_nothing_but_not_a_number_is_the_same_and_has_no_correlation() -> None:
    reference = np.full((8, 8), np.nan, np.float32)
    found = measured(reference, reference.copy())
    assert (found.equal, found.not_finite, found.correlation, found.difference) == (64, 64, None, None)


def test_the_largest_numbers_there_are_give_no_infinity() -> None:
    reference = np.full((70, 70), 3e38, np.float32)
    reference[::2] = -3e38
    found = measured(-reference, reference)
    assert found.correlation == pytest.approx(-1.0)
    assert found.difference == pytest.approx(2.0)
    assert found.rank in {None, 1}


@pytest.mark.parametrize("size", [1e20, 1e150, 1e200, 1e308])
def test_sixty_four_bits_of_any_size_are_no_error(size: float) -> None:
    reference = normal(40, 40).astype(np.float64) * size
    found = measured(reference * 0.5, reference)
    assert found.correlation is None or found.correlation == pytest.approx(1.0)
    assert (found.values, found.equal) == (1600, 0)


def test_gains_near_one_are_compared_by_how_they_vary() -> None:
    reference = normal(8192, spread=1e-3, mean=1.0)
    found = measured(normal(8192, seed=2, spread=1e-3, mean=1.0), reference)
    assert found.correlation == pytest.approx(0.0, abs=0.05)
    assert measured(reference, reference.copy()).correlation == 1.0


def test_a_small_number_beside_a_large_mean_is_not_taken_for_zero() -> None:
    reference = np.ones(2000, np.float32)
    reference[7] = 0.0
    suspect = reference.copy()
    suspect[7] = 1e-12
    assert measured(suspect, reference).equal == 1999


def test_a_constant_has_no_spread_to_relate_to() -> None:
    found = measured(np.zeros(50, np.float32), np.full(50, 0.1, np.float32))
    assert (found.correlation, found.difference, found.equal, found.close) == (None, None, 0, 0)


@pytest.mark.parametrize("shape", [(), (1,), (0,), (0, 5), (5, 0), (1, 1)])
def test_scalars_and_empty_tensors_are_no_special_case(shape: tuple[int, ...]) -> None:
    values = np.ones(shape, np.float32)
    found = measured(values, values)
    assert (found.values, found.equal, found.correlation) == (values.size, values.size, None)


def test_codes_are_equal_or_not_and_have_no_distance() -> None:
    reference = np.arange(100, dtype=np.int64)
    suspect = reference.copy()
    suspect[:10] += 1 << 60
    assert measured(suspect, reference) == Measured(
        values=100, equal=90, close=None, not_finite=0, correlation=None, difference=None, rank=None
    )


def test_half_a_row_is_refused() -> None:
    meter = DifferenceMeter(Stored(DType.F32), Stored(DType.F32), (4, 4))
    with pytest.raises(ValueError, match="whole rows"):
        meter.add(bytes(8), bytes(8))
    with pytest.raises(ValueError, match="whole rows"):
        meter.add(bytes(16), bytes(32))


def test_block_scales_are_applied_before_anything_is_compared() -> None:
    random = np.random.default_rng(5)
    codes = random.integers(-127, 128, (300, 260)).astype(np.int8)
    scales = random.uniform(0.001, 0.01, (3, 3)).astype(np.float32)
    factors = np.repeat(np.repeat(scales, 128, axis=0), 128, axis=1)[:300, :260]
    meter = DifferenceMeter(Stored(DType.I8, Scales.of(scales, (3, 3), codes.shape)), Stored(DType.F32), codes.shape)
    for first in range(0, 300, 7):
        rows = slice(first, first + 7)
        meter.add(codes[rows].tobytes(), (codes[rows] * factors[rows]).astype(np.float32).tobytes())
    assert meter.result().equal == codes.size


def test_the_same_codes_with_other_scales_are_not_the_same() -> None:
    codes = np.random.default_rng(5).integers(1, 100, (64, 64)).astype(np.int8).tobytes()
    one, other = (Stored(DType.I8, Scales.of(np.full((1, 1), size, np.float32), (), (64, 64))) for size in (0.01, 0.02))
    meter = DifferenceMeter(one, other, (64, 64))
    meter.add(codes, codes)
    assert meter.result().equal == 0
