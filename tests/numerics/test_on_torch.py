# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""On a device of torch the meter says what it says on numpy. Left out where torch is not installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bot.model.differences import Measured
from bot.model.errors import SettingsError
from bot.model.tensors import DType
from bot.numerics.differences import DifferenceMeter
from bot.numerics.on_torch import TorchDevice
from bot.numerics.stored import Scales, Stored, row_length

Array = np.ndarray[Any, np.dtype[Any]]


def normal(*shape: int, seed: int = 1, spread: float = 0.02, mean: float = 0.0) -> Array:
    return (mean + spread * np.random.default_rng(seed).normal(size=shape)).astype(np.float32)


def bfloat16(values: Array) -> Array:
    return (values.astype(np.float32).view(np.uint32) >> 16).astype("<u2")


def measured(
    suspect: Array, reference: Array, stored: tuple[Stored, Stored], device: TorchDevice | None, step: int
) -> Measured:
    meter = DifferenceMeter(*stored, suspect.shape, device)
    one, other = suspect.reshape(-1), reference.reshape(-1)
    for first in range(0, one.size, step * row_length(suspect.shape)):
        part = slice(first, first + step * row_length(suspect.shape))
        meter.add(one[part].tobytes(), other[part].tobytes())
    return meter.result()


def assert_same(suspect: Array, reference: Array, stored: tuple[Stored, Stored], *, step: int = 1 << 30) -> Measured:
    step = min(step, suspect.size)
    plain = measured(suspect, reference, stored, None, step)
    there = measured(suspect, reference, stored, TorchDevice("cpu"), step)
    assert (there.values, there.equal, there.not_finite) == (plain.values, plain.equal, plain.not_finite)
    assert there.rank == plain.rank
    assert there.close == pytest.approx(plain.close, abs=max(2, suspect.size // 100_000))
    assert there.correlation == pytest.approx(plain.correlation, abs=1e-6)
    assert there.difference == pytest.approx(plain.difference, rel=1e-5)
    return there


@pytest.fixture(autouse=True)
def _torch() -> None:
    pytest.importorskip("torch", reason="torch is an extra, and large")


@pytest.mark.parametrize("mean", [0.0, 1.0])
@pytest.mark.parametrize("shape", [(700, 300), (400_000,), (20, 30, 350), (3000, 1024)])
@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16])
def test_the_numbers_are_those_of_numpy(kind: Any, shape: tuple[int, ...], mean: float) -> None:  # noqa: ANN401 - numpy's own word for it
    reference = normal(*shape, mean=mean).astype(kind)
    suspect = (reference + normal(*shape, seed=2, spread=0.0004)).astype(kind)
    suspect.reshape(-1)[::3] = reference.reshape(-1)[::3]
    dtype = {2: DType.F16, 4: DType.F32, 8: DType.F64}[np.dtype(kind).itemsize]
    assert_same(suspect, reference, (Stored(dtype), Stored(dtype)), step=500)


def test_bfloat16_is_decoded_on_the_device() -> None:
    reference = normal(1000, 512)
    suspect = reference + normal(1000, 512, seed=2, spread=0.001)
    assert_same(bfloat16(suspect), bfloat16(reference), (Stored(DType.BF16), Stored(DType.BF16)))


def test_codes_with_scales_are_multiplied_before() -> None:
    codes = np.random.default_rng(5).integers(0, 120, (256, 512), dtype=np.uint8)
    scales = Scales.of(np.abs(normal(2, 4)), (2, 4), (256, 512))
    stored = (Stored(DType.F8_E4M3, scales), Stored(DType.F8_E4M3))
    plain, there = (measured(codes, codes, stored, device, 256) for device in (None, TorchDevice("cpu")))
    assert there.equal == plain.equal
    # Codes span seven orders of magnitude, and numpy's sums of 32 bits lose some digits of these.
    assert there.correlation == pytest.approx(plain.correlation, abs=1e-4)


def test_a_merged_adapter_shows_its_rank_there_too() -> None:
    reference = normal(2048, 640)
    low = normal(2048, 12, seed=3, spread=0.05) @ normal(12, 640, seed=4, spread=0.05)
    found = assert_same(reference + low, reference, (Stored(DType.F32), Stored(DType.F32)), step=300)
    assert found.rank == 12


def test_what_is_no_finite_number_is_left_to_numpy() -> None:
    reference = normal(600, 400)
    suspect = reference + normal(600, 400, seed=2, spread=0.001)
    suspect[5, 7], suspect[500, 1] = np.inf, np.nan
    reference[500, 1] = np.nan
    found = assert_same(suspect, reference, (Stored(DType.F32), Stored(DType.F32)), step=200)
    assert found.not_finite == 2


def test_squares_that_are_too_large_are_left_to_numpy() -> None:
    reference = normal(300, 400, spread=1e25)
    suspect = reference + normal(300, 400, seed=2, spread=1e22)
    assert_same(suspect, reference, (Stored(DType.F32), Stored(DType.F32)))


def test_a_gpu_that_is_not_there_is_a_mistake_of_the_caller() -> None:
    if pytest.importorskip("torch").cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(SettingsError, match="no CUDA device"):
        TorchDevice("cuda")
