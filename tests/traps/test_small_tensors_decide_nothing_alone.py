# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: unrelated tensors of fewer than 4,096 values correlate up to 0.40; they are trusted for nothing."""

from __future__ import annotations

import numpy as np

from bot.evidence.families import LEAST_ELEMENTS
from tests.samples.models import Tensors, as_repository, dense
from tests.samples.small_models import channels_between, channels_last, with_folded_norms
from tests.samples.verdicts import accused, compared


def _small(seed: int, *, layers: int = 8) -> Tensors:
    """Narrow adapters: matrices into neurons that are just too small to count."""
    random = np.random.default_rng((10, seed))
    return {
        f"model.layers.{layer}.adapter.{part}.weight": random.normal(0, 0.02, (36, 113)).astype(np.float32)
        for layer in range(layers)
        for part in ("gate_proj", "up_proj")
    }


def test_the_tensors_of_this_test_are_just_below_the_limit() -> None:
    assert {values.size for values in _small(1).values()} == {4068}
    assert LEAST_ELEMENTS == 4096


def test_sixteen_equal_small_tensors_in_eight_layers_accuse_nobody() -> None:
    found = compared(as_repository({**dense(2), **_small(1)}), as_repository({**dense(1), **_small(1)}))
    assert accused(found) == []


def test_a_model_of_nothing_but_equal_small_tensors_is_not_assessed() -> None:
    own = {**_small(1), "lm_head.bias": np.zeros(3, np.float32)}
    found = compared(as_repository(own), as_repository(_small(1)))
    assert accused(found) == []


def test_small_kernels_with_folded_norms_accuse_nobody() -> None:
    random = np.random.default_rng(11)
    kernels = {f"{layer}.conv.weight": random.normal(0, 0.1, (15, 10, 5, 5)).astype(np.float32) for layer in range(12)}
    assert {values.size for values in kernels.values()} == {3750}
    found = compared(as_repository(channels_between(with_folded_norms(kernels))), as_repository(channels_last(kernels)))
    assert accused(found) == []


def test_one_large_kernel_with_folded_norms_among_small_ones_accuses_nobody() -> None:
    random = np.random.default_rng(12)
    shapes = [(15, 10, 5, 5)] * 12 + [(40, 15, 5, 5)]
    kernels = {
        f"{layer}.conv.weight": random.normal(0, 0.1, shape).astype(np.float32) for layer, shape in enumerate(shapes)
    }
    found = compared(as_repository(channels_between(with_folded_norms(kernels))), as_repository(channels_last(kernels)))
    assert accused(found) == []
