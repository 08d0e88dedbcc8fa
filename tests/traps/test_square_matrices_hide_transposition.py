# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: a transposed square matrix has the shape that it had before, and nothing in common with it row by row."""

from __future__ import annotations

import numpy as np

from bot.model.lineage import Verdict
from tests.samples.models import CONFIG, HIDDEN, Tensors, as_repository, dense, noisy
from tests.samples.naive import pearson
from tests.samples.verdicts import compared

_SQUARE = {**CONFIG, "intermediate_size": HIDDEN}


def _square(seed: int) -> Tensors:
    """As many neurons as columns."""
    tensors = dense(seed)
    for name, values in tensors.items():
        if ".mlp." in name:
            tensors[name] = np.ascontiguousarray(values[:HIDDEN, :HIDDEN])
    return tensors


def _transposed(tensors: Tensors) -> Tensors:
    return {
        name: np.ascontiguousarray(values.T) if ".layers." in name and values.ndim > 1 else values
        for name, values in tensors.items()
    }


def test_a_transposed_square_matrix_looks_like_another_one() -> None:
    name = "model.layers.1.mlp.up_proj.weight"
    assert abs(pearson(_square(1)[name], _transposed(_square(1))[name])) < 0.05


def test_a_derivative_with_transposed_square_matrices_is_not_called_independent() -> None:
    own = _transposed(noisy(_square(1), 0.1))
    found = compared(as_repository(own, config=_SQUARE), as_repository(_square(1), config=_SQUARE))
    assert found.verdict in {Verdict.INCONCLUSIVE, Verdict.DERIVED}


def test_transposed_matrices_of_a_model_of_its_own_are_independent() -> None:
    own = _transposed(_square(2))
    found = compared(as_repository(own, config=_SQUARE), as_repository(_square(1), config=_SQUARE))
    assert found.verdict is Verdict.INDEPENDENT
