# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A merge is told from a fine-tune where the catalog knows what went into it, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from bot.model.evidence import EvidenceKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from tests.pipeline.test_moved import scanned
from tests.samples.models import Tensors, dense, noisy

BASE = dense(1)
ONE, TWO = noisy(BASE, 0.4, seed=21), noisy(BASE, 0.4, seed=22)


def mixed(*parts: tuple[Tensors, float]) -> Tensors:
    return {name: np.sum([weight * model[name] for model, weight in parts], axis=0) for name in BASE}


def part_of(own: Tensors, *upstreams: Tensors) -> ComponentLineage:
    part = scanned(own, *upstreams).components[0]
    assert part.verdict is Verdict.DERIVED
    return part


@pytest.mark.parametrize("weight", [0.6, 0.7])
def test_two_children_that_were_merged_are_named_with_their_weights(weight: float) -> None:
    part = part_of(mixed((ONE, weight), (TWO, 1 - weight)), ONE, TWO)
    [found] = [each for each in part.evidence if each.kind is EvidenceKind.TWO_PARENTS]
    assert part.upstream is not None
    assert (part.relation, part.upstream.repo) == (Relation.MERGE, "acme/base-0")
    assert found.upstream.repo == "acme/base-1"
    assert found.statistic == pytest.approx(1 - weight, abs=0.06)


def test_what_two_children_added_to_their_base_is_seen_where_half_of_it_was_dropped() -> None:
    random = np.random.default_rng(23)
    dropped = {
        name: BASE[name]
        + sum((child[name] - BASE[name]) * (random.random(BASE[name].shape) < 0.5) for child in (ONE, TWO))
        for name in BASE
    }
    assert part_of(dropped, BASE, ONE, TWO).relation is Relation.MERGE


def test_a_child_of_one_is_no_merge_with_its_sibling() -> None:
    for known in ((ONE, TWO), (BASE, ONE, TWO)):
        assert part_of(noisy(ONE, 0.2, seed=24), *known).relation is Relation.FINETUNE


def test_a_third_child_of_one_base_is_no_merge_of_the_others() -> None:
    third = noisy(BASE, 0.4, seed=25)
    for known in ((ONE, TWO), (BASE, ONE, TWO)):
        assert part_of(third, *known).relation is Relation.FINETUNE


def test_a_light_touch_is_never_called_a_merge() -> None:
    assert part_of(noisy(BASE, 0.02, seed=26), BASE, noisy(BASE, 0.02, seed=27)).relation is not Relation.MERGE
