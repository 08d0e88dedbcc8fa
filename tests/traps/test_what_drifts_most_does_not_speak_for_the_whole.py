# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: poolers, heads and key biases drift most in fine-tuning; a minimum over tensors would lose what a median keeps."""

from __future__ import annotations

import numpy as np

from bot.model.lineage import Verdict
from tests.samples.models import HIDDEN, Tensors, as_repository, dense, noisy
from tests.samples.naive import pearson
from tests.samples.verdicts import compared, part_of


def _drifted(upstream: Tensors) -> Tensors:
    """Fine-tuned lightly but for what sits at the end: a new head and pooler, and biases of keys far from where they were."""
    random = np.random.default_rng(11)
    own = noisy(upstream, 0.05)
    for name in ("lm_head.weight", "pooler.dense.weight"):
        own[name] = np.asarray(random.normal(0, 0.02, upstream[name].shape), np.float32)
    for name in own:
        if name.endswith("k_proj.bias"):
            own[name] = np.asarray(0.2 * upstream[name] + random.normal(0, 1, HIDDEN), np.float32)
    return own


def _with_pooler(seed: int) -> Tensors:
    random = np.random.default_rng((12, seed))
    pooler = {"pooler.dense.weight": random.normal(0, 0.02, (HIDDEN, HIDDEN)).astype(np.float32)}
    biases = {
        f"model.layers.{layer}.self_attn.k_proj.bias": random.normal(0, 1, HIDDEN).astype(np.float32)
        for layer in range(4)
    }
    return {**dense(seed), **pooler, **biases}


def test_the_least_similar_tensors_of_a_derivative_look_unrelated() -> None:
    upstream = _with_pooler(1)
    own = _drifted(upstream)
    assert min(pearson(own[name], values) for name, values in upstream.items()) < 0.05


def test_a_derivative_with_a_new_head_is_found_and_its_closeness_is_that_of_the_whole() -> None:
    upstream = _with_pooler(1)
    found = compared(as_repository(_drifted(upstream)), as_repository(upstream))
    assert found.verdict is Verdict.DERIVED
    assert (part_of(found).correlation or 0.0) > 0.9
    assert 0.7 < part_of(found).inherited_fraction < 1.0
