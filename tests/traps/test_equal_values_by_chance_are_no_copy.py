# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 6: rounded values of unrelated models are equal by chance, those of norms and of few levels often."""

from __future__ import annotations

import numpy as np

from bot.localhub.procedural.encodings import to_bfloat16
from bot.model.lineage import Verdict
from tests.samples.models import HIDDEN, Tensors, as_repository, dense
from tests.samples.verdicts import compared, part_of


def _of_few_levels(seed: int) -> Tensors:
    """As 4-bit codes, dequantised with one scale for each matrix."""
    tensors = dense(seed)
    for name, values in tensors.items():
        if values.ndim > 1:
            step = np.float32(values.std() * 0.4)
            tensors[name] = np.clip(np.rint(values / step), -8, 7) * step
    return tensors


def test_gains_stored_in_bfloat16_are_equal_often() -> None:
    one, other = (
        to_bfloat16((1 + 0.05 * np.random.default_rng(seed).normal(size=4096)).astype(np.float32)) for seed in (1, 2)
    )
    assert (one == other).mean() > 0.015


def test_codes_of_few_levels_are_equal_at_every_tenth_place() -> None:
    name = "model.layers.1.mlp.up_proj.weight"
    one, other = (_of_few_levels(seed)[name] for seed in (1, 2))
    assert (np.rint(one / one[one > 0].min()) == np.rint(other / other[other > 0].min())).mean() > 0.1


def test_models_with_many_equal_values_stay_independent() -> None:
    one, other = _of_few_levels(1), _of_few_levels(2)
    for tensors in (one, other):
        tensors["model.norm.weight"] = np.ones(HIDDEN, np.float32)
    found = compared(as_repository(other, dtype=np.float16), as_repository(one, dtype=np.float16))
    assert (found.verdict, part_of(found).inherited_fraction) == (Verdict.INDEPENDENT, 0.0)
