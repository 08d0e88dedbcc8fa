# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 3: trainings with one tokenizer put tokens at the same distances, in bases that have nothing to do with each other."""

from __future__ import annotations

import numpy as np

from bot.model.lineage import Verdict
from tests.samples.models import HIDDEN, Tensors, as_repository, dense
from tests.samples.naive import anchor_similarity, kernel_alignment
from tests.samples.verdicts import accused, compared

_PUBLISHED_THRESHOLD = 0.75
_TABLES = ("model.embed_tokens.weight", "lm_head.weight")


def _with_geometry_of_tokens(seed: int) -> Tensors:
    """A model of its own whose tables hold the same tokens at the same distances: one geometry, turned anew for each model."""
    geometry = np.random.default_rng(5).normal(0, 0.02, (640, HIDDEN)) * np.exp(-np.arange(HIDDEN) / 40)
    random = np.random.default_rng((6, seed))
    turn, _ = np.linalg.qr(random.normal(size=(HIDDEN, HIDDEN)))
    table = geometry @ turn
    own = {name: table + 0.1 * table.std() * random.normal(size=table.shape) for name in _TABLES}
    return {**dense(seed), **{name: values.astype(np.float32) for name, values in own.items()}}


def test_tables_of_separate_trainings_pass_published_thresholds() -> None:
    one, other = (_with_geometry_of_tokens(seed)[_TABLES[0]] for seed in (1, 2))
    assert anchor_similarity(one, other) > _PUBLISHED_THRESHOLD
    assert kernel_alignment(one, other) > 0.6
    assert kernel_alignment(one, dense(2)[_TABLES[0]]) < 0.4


def test_separate_trainings_with_one_tokenizer_stay_independent() -> None:
    one, other = _with_geometry_of_tokens(1), _with_geometry_of_tokens(2)
    found = compared(as_repository(other), as_repository(one))
    assert (found.verdict, accused(found)) == (Verdict.INDEPENDENT, [])


def test_what_such_tables_align_is_still_found_in_a_turned_derivative() -> None:
    upstream = _with_geometry_of_tokens(1)
    turn, _ = np.linalg.qr(np.random.default_rng(7).normal(size=(HIDDEN, HIDDEN)))
    into = ("embed_tokens", "lm_head", "q_proj", "k_proj", "v_proj", "gate_proj", "up_proj")
    turned: Tensors = {}
    for name, values in upstream.items():
        if any(word in name for word in into):
            turned[name] = (values @ turn).astype(np.float32)
        else:
            turned[name] = (turn.T @ values).astype(np.float32) if values.ndim > 1 else values
    assert compared(as_repository(turned), as_repository(upstream)).verdict is Verdict.DERIVED
