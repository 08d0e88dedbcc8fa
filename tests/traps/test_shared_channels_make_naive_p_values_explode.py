# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 2: channels have offsets and spreads that all rows and layers share, so values are no independent samples."""

from __future__ import annotations

import numpy as np

from bot.model.lineage import Verdict
from tests.samples.models import HIDDEN, Tensors, as_repository, dense
from tests.samples.naive import log10_p_of_values, pearson
from tests.samples.verdicts import compared, part_of


def _with_common_channels(seed: int) -> Tensors:
    """Every matrix into the model leans the same way: a mean row that unrelated models of one kind have in common."""
    lean = np.random.default_rng(3).standard_t(3, HIDDEN).astype(np.float32)
    return {
        name: values + 0.2 * values.std() * lean if values.ndim > 1 and values.shape[1] == HIDDEN else values
        for name, values in dense(seed).items()
    }


def test_values_as_samples_accuse_models_made_apart() -> None:
    one, other = _with_common_channels(1), _with_common_channels(2)
    name = "model.layers.1.mlp.up_proj.weight"
    assert pearson(one[name], other[name]) < 0.15
    assert log10_p_of_values(one[name], other[name]) < -80


def test_the_exact_test_stays_quiet_on_the_same_data() -> None:
    found = compared(as_repository(_with_common_channels(2)), as_repository(_with_common_channels(1)))
    assert found.verdict is Verdict.INDEPENDENT
    assert part_of(found).log10_p > -2


def test_the_exact_test_still_finds_a_derivative_with_such_channels() -> None:
    upstream = _with_common_channels(1)
    random = np.random.default_rng(4)
    own = {
        name: (values + values.std() * random.normal(size=values.shape)).astype(np.float32)
        for name, values in upstream.items()
    }
    assert compared(as_repository(own), as_repository(upstream)).verdict is Verdict.DERIVED
