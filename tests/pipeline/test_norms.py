# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two trainings from one random start are siblings; a derivative that drifted as far is still a derivative."""

from __future__ import annotations

import numpy as np

from bot.model.evidence import EvidenceKind
from bot.model.lineage import Verdict
from tests.pipeline.test_moved import scanned
from tests.samples.models import Tensors, dense, noisy

NORMS = [f"model.layers.{layer}.{kind}_layernorm.weight" for layer in range(4) for kind in ("input", "post_attention")]


def with_gains(
    tensors: Tensors, *, seed: int, of: Tensors | None = None, share: float = 0.0, spread: float = 0.1
) -> Tensors:
    """Gains of their own, or such a share of another model's."""
    random = np.random.default_rng(seed)
    gains = {name: (1.0 + random.normal(0, spread, 256)).astype(np.float32) for name in NORMS}
    if of is not None:
        gains = {name: (share * of[name] + (1 - share) * values).astype(np.float32) for name, values in gains.items()}
    return {**tensors, **gains}


BASE = with_gains(dense(1), seed=11)


def test_a_drifted_child_whose_gains_are_its_parents_is_derived() -> None:
    lineage = scanned(with_gains(noisy(dense(1), 0.5), seed=12, of=BASE, share=0.7), BASE)
    assert lineage.verdict is Verdict.DERIVED
    assert EvidenceKind.NORM_GAINS in {each.kind for each in lineage.components[0].evidence}


def test_a_training_from_the_same_start_is_a_sibling() -> None:
    lineage = scanned(with_gains(noisy(dense(1), 0.5), seed=13), BASE)
    assert lineage.verdict is Verdict.SIBLING
    [gains] = [each for each in lineage.components[0].evidence if each.kind is EvidenceKind.NORM_GAINS]
    assert "random start" in gains.detail


def test_gains_that_were_moved_into_matrices_say_nothing() -> None:
    for spread in (0.0, 1.0):
        lineage = scanned(with_gains(noisy(dense(1), 0.5), seed=14, spread=spread), BASE)
        assert lineage.verdict is Verdict.DERIVED


def test_gains_are_not_even_read_of_a_close_relative() -> None:
    lineage = scanned(with_gains(noisy(dense(1), 0.05), seed=15), BASE)
    assert lineage.verdict is Verdict.DERIVED
    assert EvidenceKind.NORM_GAINS not in {each.kind for each in lineage.components[0].evidence}
