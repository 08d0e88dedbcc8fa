# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real data: two distillates of one parent, from other layers each, share nothing but their word embeddings: neither comes from the other."""

from __future__ import annotations

from bot.model.lineage import Verdict
from tests.samples.models import Tensors, as_repository, dense, noisy
from tests.samples.verdicts import accused, compared


def _distillate(layers: tuple[int, ...], seed: int) -> Tensors:
    parent = noisy(dense(1, layers=8), 0.2, seed=seed)
    kept = {name: values for name, values in parent.items() if ".layers." not in name}
    for new, old in enumerate(layers):
        kept |= {
            name.replace(f".layers.{old}.", f".layers.{new}."): values
            for name, values in parent.items()
            if f".layers.{old}." in name
        }
    return kept


def test_distillates_from_disjoint_layers_are_neither_derived_nor_independent() -> None:
    one, other = _distillate((0, 2, 4, 6), seed=1), _distillate((1, 3, 5, 7), seed=2)
    found = compared(as_repository(other), as_repository(one))
    assert found.verdict not in {Verdict.DERIVED, Verdict.COMPONENT, Verdict.INDEPENDENT}
    assert accused(found) in ([], [found.components[0].component])


def test_each_distillate_is_derived_from_the_parent() -> None:
    parent = as_repository(dense(1, layers=8))
    for layers, seed in (((0, 2, 4, 6), 1), ((1, 3, 5, 7), 2)):
        assert compared(as_repository(_distillate(layers, seed)), parent).verdict is Verdict.DERIVED
