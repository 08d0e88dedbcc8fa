# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""METHOD section 3, trap 5: two trainings from one random start agree as a derivative does; only people can tell the two apart."""

from __future__ import annotations

from bot.model.lineage import Relation, Verdict
from tests.samples.models import as_repository, dense, noisy
from tests.samples.verdicts import compared, part_of


def test_trainings_from_one_start_are_related_and_nothing_is_said_to_be_a_copy() -> None:
    one, other = noisy(dense(1), 0.5, seed=1), noisy(dense(1), 0.5, seed=2)
    found = compared(as_repository(other), as_repository(one))
    assert found.verdict in {Verdict.DERIVED, Verdict.SIBLING}
    assert part_of(found).relation is not Relation.COPY
    assert (part_of(found).correlation or 1.0) < 0.9


def test_far_from_their_start_they_are_siblings_at_most() -> None:
    one, other = noisy(dense(1), 2.0, seed=1), noisy(dense(1), 2.0, seed=2)
    assert compared(as_repository(other), as_repository(one)).verdict in {Verdict.SIBLING, Verdict.INCONCLUSIVE}
