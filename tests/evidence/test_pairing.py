# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which tensors are compared with which."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.evidence.pairing import pair_by_content, pair_by_name, sample_ranges, sampled_values, scales_of
from bot.model.tensors import DType, TensorSpec
from bot.numerics.floats import Floats


def spec(name: str, *shape: int, file: str = "model.safetensors", dtype: DType = DType.F32) -> TensorSpec:
    size = dtype.size_of(math.prod(shape))
    return TensorSpec(name=name, dtype=dtype, shape=shape, file=file, start=100, stop=100 + size)


def test_tensors_of_one_name_are_a_pair_however_the_files_are_cut() -> None:
    one, other = spec("w", 4, file="model-00001-of-00002.safetensors"), spec("w", 4)
    assert pair_by_name([one], [other]).pairs == ((one, other),)


def test_the_same_name_in_two_folders_means_two_tensors() -> None:
    own = [spec("w", 4, file="vae/a.safetensors"), spec("w", 4, file="unet/a.safetensors")]
    others = [spec("w", 4, file="unet/b.safetensors"), spec("w", 4, file="vae/b.safetensors")]
    assert {(one.file, other.file) for one, other in pair_by_name(own, others).pairs} == {
        ("vae/a.safetensors", "vae/b.safetensors"),
        ("unet/a.safetensors", "unet/b.safetensors"),
    }


def test_a_model_that_lies_there_twice_is_compared_file_by_file() -> None:
    files = [spec("w", 4), spec("w", 4, file="model.fp16.safetensors")]
    assert all(one.file == other.file for one, other in pair_by_name(files, files[::-1]).pairs)


def test_a_name_that_means_two_tensors_pairs_none() -> None:
    own = [spec("w", 4, file="a.safetensors"), spec("w", 4, file="b.safetensors")]
    found = pair_by_name(own, [spec("w", 4)])
    assert found.pairs == ()
    assert found.only_suspect == tuple(own)
    assert found.only_reference == (spec("w", 4),)


@pytest.mark.parametrize("shape", [(64, 64), (4096,), (32,), (3, 1000, 7)])
def test_samples_lie_inside_their_tensor(shape: tuple[int, ...]) -> None:
    tensor = spec("w", *shape)
    ranges = sample_ranges(tensor)
    assert ranges
    assert all(tensor.start <= each.start < each.stop <= tensor.stop for each in ranges)


def test_tiny_tensors_and_codes_are_not_sampled() -> None:
    assert sample_ranges(spec("w", 4)) == []
    assert sample_ranges(spec("w")) == []
    assert sample_ranges(spec("w", 0, 1 << 60)) == []
    assert sample_ranges(spec("w", 64, 64, dtype=DType.I64)) == []


def values(seed: int, *, noise: float = 0.0) -> Floats:
    sample = np.random.default_rng(seed).normal(size=1024)
    sample = sample + noise * np.random.default_rng(100 + seed).normal(size=1024)
    found = sampled_values(spec("w", 64, 64), [sample.astype("<f4").tobytes()])
    assert found is not None
    return found


def test_contents_find_each_other_under_any_name() -> None:
    own = [(spec(f"a{seed}", 64, 64), values(seed, noise=0.3)) for seed in range(5)]
    others = [(spec(f"b{seed}", 64, 64), values(seed)) for seed in (3, 1, 9, 4)]
    assert {(one.name, other.name) for one, other in pair_by_content(own, others)} == {
        *(("a1", "b1"), ("a3", "b3"), ("a4", "b4")),
    }


def test_what_lies_there_twice_has_no_partner() -> None:
    twice = [(spec("a", 64, 64), values(1)), (spec("b", 64, 64), values(1))]
    assert pair_by_content(twice, [(spec("c", 64, 64), values(1))]) == []


def test_a_constant_is_nothing_to_be_recognised_by() -> None:
    assert sampled_values(spec("w", 64), [np.ones(64, "<f4").tobytes()]) is None
    assert sampled_values(spec("w", 64), [np.full(64, np.nan, "<f4").tobytes()]) is None


def test_scales_belong_to_codes_of_eight_bits_in_their_folder() -> None:
    codes = spec("w", 128, 128, dtype=DType.F8_E4M3)
    scale = spec("w_scale_inv", 1, 1, file="other.safetensors")
    elsewhere = spec("w_scale", 1, 1, file="b/model.safetensors")
    plain = spec("v", 128, 128)
    assert scales_of([codes, scale, elsewhere, plain, spec("v_scale_inv", 1, 1)]) == {codes: scale}
