# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 1: gains of norms lie near one, so that those of unrelated models have a cosine near one."""

from __future__ import annotations

import numpy as np
import pytest

from bot.model.lineage import Verdict
from tests.samples.models import as_repository, dense
from tests.samples.naive import Array, cosine, pearson
from tests.samples.verdicts import accused, compared

_ACCUSED_OF = 0.968
"""The cosine that Solar Open was accused with."""


def _norms(seed: int) -> list[Array]:
    return [values for name, values in dense(seed).items() if "layernorm" in name]


def test_norms_of_models_made_apart_pass_the_cosine_of_a_public_accusation() -> None:
    pairs = list(zip(_norms(1), _norms(2), strict=True))
    assert min(cosine(*pair) for pair in pairs) > _ACCUSED_OF
    assert max(abs(pearson(*pair)) for pair in pairs) < 0.25


def test_models_made_apart_stay_independent_whatever_the_cosine_of_their_norms() -> None:
    assert compared(as_repository(dense(2)), as_repository(dense(1))).verdict is Verdict.INDEPENDENT


@pytest.mark.parametrize("wide", [False, True])
def test_even_the_very_same_norms_are_no_evidence(*, wide: bool) -> None:
    upstream, own = dense(1), dense(2)
    if wide:  # Of 4,096 values and more, so that size alone does not leave them out.
        for layer in range(4):
            upstream[f"model.layers.{layer}.self_attn.sub_norm.weight"] = (
                np.ones(8192, np.float32) + np.arange(8192) % 7
            )
    shared = {name: values for name, values in upstream.items() if "norm" in name}
    found = compared(as_repository({**own, **shared}), as_repository(upstream))
    assert (found.verdict, accused(found)) == (Verdict.INDEPENDENT, [])
