# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 4: outlier dimensions are universal, so matches of hidden dimensions agree between halves of the tokens."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.model.lineage import Verdict
from tests.samples.models import HIDDEN, Tensors, as_repository, dense
from tests.samples.verdicts import accused, compared

_TABLE = "model.embed_tokens.weight"


def _with_outlier_dimensions(seed: int) -> Tensors:
    """Frequency and kind of a token show in a few dimensions of every model, each model's own ones."""
    of_tokens = np.random.default_rng(8).standard_t(3, (640, 4))
    random = np.random.default_rng((9, seed))
    loads = random.normal(size=(4, HIDDEN)) * np.exp(random.normal(0, 1.5, HIDDEN))
    table = 0.02 * (of_tokens @ loads + random.normal(size=(640, HIDDEN)))
    return {**dense(seed), _TABLE: table.astype(np.float32), "lm_head.weight": table.astype(np.float32)}


def _matches(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.intp]:
    """The most correlated dimension of the other table for each dimension of the one."""
    correlations = np.corrcoef(one.T, other.T)[:HIDDEN, HIDDEN:]
    return np.asarray(np.abs(correlations).argmax(axis=1))


def test_halves_of_the_tokens_agree_on_dimensions_of_unrelated_models() -> None:
    one, other = (_with_outlier_dimensions(seed)[_TABLE] for seed in (1, 2))
    first, second = _matches(one[::2], other[::2]), _matches(one[1::2], other[1::2])
    assert (first == second).sum() >= 10, "by chance it were one of 256"


def test_such_agreement_accuses_nobody() -> None:
    one, other = _with_outlier_dimensions(1), _with_outlier_dimensions(2)
    found = compared(as_repository(other), as_repository(one))
    assert (found.verdict, accused(found)) == (Verdict.INDEPENDENT, [])
