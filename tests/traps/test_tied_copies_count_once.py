# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: a tied table stored twice is one table; counting it twice would inflate what was inherited, or what is new."""

from __future__ import annotations

import pytest

from bot.model.lineage import Verdict
from tests.samples.models import Tensors, as_repository, dense, noisy
from tests.samples.verdicts import compared, part_of

_TABLE, _HEAD = "model.embed_tokens.weight", "lm_head.weight"


def _tied(tensors: Tensors) -> Tensors:
    return {name: values for name, values in tensors.items() if name != _HEAD}


def _stored_twice(tensors: Tensors) -> Tensors:
    return {**tensors, _HEAD: tensors[_TABLE]}


@pytest.mark.parametrize("twice", [False, True])
def test_a_new_tied_table_weighs_as_much_stored_twice_as_stored_once(*, twice: bool) -> None:
    own = _tied({**noisy(dense(1), 0.1), _TABLE: dense(5)[_TABLE]})
    found = compared(as_repository(_stored_twice(own) if twice else own), as_repository(_tied(dense(1))))
    whole = sum(values.size for values in own.values() if values.ndim > 1)
    assert found.verdict is Verdict.DERIVED
    assert part_of(found).inherited_fraction == pytest.approx(1 - own[_TABLE].size / whole, abs=0.001)
