# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: a tied table under two names is one table; counting it twice would inflate what was inherited, or what is new."""

from __future__ import annotations

import json

import pytest

from bot.model.lineage import Verdict
from tests.samples.models import CONFIG, Tensors, as_repository, dense, noisy
from tests.samples.pytorch_files import as_checkpoint, state_dict
from tests.samples.verdicts import compared, part_of

_TABLE, _HEAD = "model.embed_tokens.weight", "lm_head.weight"


def _tied(tensors: Tensors) -> Tensors:
    return {name: values for name, values in tensors.items() if name != _HEAD}


def _checkpoint(tensors: Tensors, *, names_first: tuple[str, ...]) -> dict[str, bytes]:
    """As PyTorch saves tied weights: one storage, and two names that lead to it."""
    state = state_dict(tensors)
    state[_HEAD] = state[_TABLE]
    for name in reversed(names_first):
        state.move_to_end(name, last=False)
    return {"pytorch_model.bin": as_checkpoint(state), "config.json": json.dumps(CONFIG).encode()}


@pytest.mark.parametrize("names_first", [(_TABLE, _HEAD), (_HEAD, _TABLE)])
def test_a_new_tied_table_under_two_names_weighs_as_much_as_under_one(names_first: tuple[str, ...]) -> None:
    own = _tied({**noisy(dense(1), 0.1), _TABLE: dense(5)[_TABLE]})
    found = compared(_checkpoint(own, names_first=names_first), as_repository(_tied(dense(1))))
    whole = sum(values.size for values in own.values() if values.ndim > 1)
    assert found.verdict is Verdict.DERIVED
    assert part_of(found).inherited_fraction == pytest.approx(1 - own[_TABLE].size / whole, abs=0.001)
    assert part_of(found).new_parts == ("embedding",)
