# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models that are an upstream's in some layers only, in half of their neurons only, or in everything but scales."""

from __future__ import annotations

import numpy as np
import pytest

from bot.model.lineage import Relation, Verdict
from tests.pipeline.test_moved import scanned
from tests.samples.models import Tensors, dense


def _with_layers_of(own: Tensors, other: Tensors, layers: tuple[int, ...]) -> Tensors:
    return {
        name: other[name] if any(f"layers.{layer}." in name for layer in layers) else values
        for name, values in own.items()
    }


def test_layers_of_two_models_are_a_merge_and_the_share_counts_layers() -> None:
    lineage = scanned(_with_layers_of(dense(2), dense(1), (1, 2)), dense(1))
    part = lineage.components[0]
    layered = sum(values.size for name, values in dense(1).items() if "layers." in name and values.ndim == 2)
    total = sum(values.size for values in dense(1).values() if values.ndim == 2)
    assert (lineage.verdict, part.relation) == (Verdict.DERIVED, Relation.MERGE)
    assert part.inherited_fraction == pytest.approx(0.5 * layered / total, abs=0.02)


def test_half_of_the_neurons_are_half_of_the_share() -> None:
    own, fresh = dense(1), dense(3)
    kept = np.random.default_rng(8).random(512) < 0.75
    for name in own:
        if "gate_proj" in name or "up_proj" in name:
            own[name] = np.where(kept[:, None], own[name], fresh[name])
        elif "down_proj" in name:
            own[name] = np.where(kept, own[name], fresh[name])
    part = scanned(own, dense(1)).components[0]
    assert part.verdict is Verdict.DERIVED
    assert part.inherited_fraction < 0.95


def test_rescaled_channels_are_a_conversion() -> None:
    own = dense(1)
    gains = np.exp(np.random.default_rng(9).normal(0, 0.5, 256)).astype(np.float32)
    own = {
        name: values * gains
        if any(part in name for part in ("gate_proj", "up_proj", "q_proj", "k_proj", "v_proj", "lm_head"))
        else values
        for name, values in own.items()
    }
    part = scanned(own, dense(1)).components[0]
    assert (part.verdict, part.relation) == (Verdict.DERIVED, Relation.CONVERTED)
