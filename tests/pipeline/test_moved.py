# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A scan against the catalog finds moved neurons and turned bases, with nothing of the upstream but signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from bot.model.costs import Budget
from bot.model.errors import CutShort
from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.hub import FakeHub
from tests.pipeline.test_second_look import (
    fewer_dimensions,
    fewer_neurons,
    in_basis,
    shuffled_dimensions,
    shuffled_neurons,
    turned,
)
from tests.samples.judged import rulebook
from tests.samples.models import Tensors, as_repository, dense, noisy

DISGUISES: dict[str, tuple[Callable[[Tensors], Tensors], Relation]] = {
    "shuffled neurons": (shuffled_neurons, Relation.FINETUNE),
    "fewer neurons": (fewer_neurons, Relation.PRUNED),
    "turned": (turned, Relation.CONVERTED),
    "shuffled dimensions": (shuffled_dimensions, Relation.FINETUNE),
    "fewer dimensions": (fewer_dimensions, Relation.PRUNED),
}
EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def scanned(own: Tensors, *upstreams: Tensors, own_date: datetime = LATE, hub: FakeHub | None = None) -> Lineage:
    hub = hub or FakeHub()
    shelf = Shelf()
    for number, upstream in enumerate(upstreams):
        hub.publish(f"acme/base-{number}", as_repository(upstream), at=datetime(2026, 3, 1, tzinfo=UTC))
        known = fingerprint(hub.open(f"acme/base-{number}"), rulebook=rulebook(), budget=None, progress=Silence())
        shelf.add(known)
    hub.publish("lab/new", as_repository(own), at=own_date)
    return examine(BudgetedSource(hub.open("lab/new"), Budget(), Silence()), catalog=shelf, progress=Silence())


@pytest.mark.parametrize("name", DISGUISES)
def test_a_moved_model_is_found_among_several_upstreams(name: str) -> None:
    disguise, relation = DISGUISES[name]
    lineage = scanned(noisy(disguise(dense(1)), 0.05), dense(5), dense(1), dense(6))
    part = lineage.components[0]
    assert (lineage.verdict, part.relation) == (Verdict.DERIVED, relation)
    assert part.upstream is not None
    assert part.upstream.repo == "acme/base-1"
    assert part.log10_p < -19


@pytest.mark.parametrize("name", DISGUISES)
def test_an_unrelated_model_in_the_same_disguise_stays_unrelated(name: str) -> None:
    lineage = scanned(DISGUISES[name][0](dense(2)), dense(1))
    assert lineage.verdict not in {Verdict.DERIVED, Verdict.COMPONENT, Verdict.SIBLING}


def test_the_same_numbers_elsewhere_are_a_conversion() -> None:
    for disguise in (shuffled_neurons, shuffled_dimensions):
        assert scanned(disguise(dense(1)), dense(1)).components[0].relation is Relation.CONVERTED


def test_the_older_of_two_is_never_derived() -> None:
    lineage = scanned(shuffled_neurons(dense(1)), dense(1), own_date=EARLY)
    assert lineage.verdict is Verdict.SIBLING


def test_shared_embeddings_in_another_basis_prove_nothing() -> None:
    own = {**dense(2), "model.embed_tokens.weight": dense(1)["model.embed_tokens.weight"]}
    assert scanned(turned(own), dense(1)).verdict not in {Verdict.DERIVED, Verdict.SIBLING}


def test_equal_neurons_are_nobodys() -> None:
    """Rows that are all alike match everything equally well, which is nothing."""
    own = {name: np.ones_like(values) for name, values in dense(1).items()}
    assert scanned(own, dense(1)).verdict not in {Verdict.DERIVED, Verdict.SIBLING}


def test_weights_that_stop_answering_leave_no_accusation() -> None:
    hub = FakeHub()
    hub.publish("lab/new", as_repository(shuffled_neurons(dense(1))), at=LATE)
    hub.publish("acme/base", as_repository(dense(1)))
    known = fingerprint(hub.open("acme/base"), rulebook=rulebook(), budget=None, progress=Silence())
    hub.fail("lab/new", CutShort("half"), path="model.safetensors")
    source = BudgetedSource(hub.open("lab/new"), Budget(), Silence())
    lineage = examine(source, catalog=Shelf([known]), progress=Silence())
    assert lineage.verdict is Verdict.NOT_ASSESSED
    assert lineage.unavailable


@pytest.mark.parametrize("noise", [0.0, 0.3, 0.7])
def test_a_turned_model_with_far_fewer_tokens_than_dimensions_is_found(noise: float) -> None:
    wide = dense(1, hidden=640, vocabulary=1024)
    turn = np.linalg.qr(np.random.default_rng(8).normal(size=(640, 640)))[0]
    lineage = scanned(noisy(in_basis(turn)(wide), noise), dense(5, hidden=640, vocabulary=1024), wide)
    part = lineage.components[0]
    assert lineage.verdict is Verdict.DERIVED
    assert part.upstream is not None
    assert part.upstream.repo == "acme/base-1"
    assert part.log10_p < -19


def test_a_stranger_s_tokens_are_not_read_beyond_the_first() -> None:
    """Tables of wide models have more tokens than are looked at first; nobody needs them where the first say no."""
    hub = FakeHub()
    stranger = dense(2, hidden=896, vocabulary=2048)
    assert scanned(stranger, dense(1, hidden=896, vocabulary=2048), hub=hub).verdict is Verdict.INDEPENDENT
    lengths = [piece.length for repo, _, piece in hub.ranges if repo == "lab/new"]
    assert max(lengths) == 256 * 896 * 4
