# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two models side by side whose neurons or hidden dimensions were moved."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from bot.model.costs import Budget
from bot.model.errors import CutShort
from bot.model.evidence import EvidenceKind
from bot.model.lineage import Relation, Verdict
from bot.model.reports import Comparison
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.second_look import look_again
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook
from tests.samples.models import HIDDEN, WIDTH, Tensors, as_repository, dense, noisy

Change = Callable[[Tensors], Tensors]


def each_layer(tensors: Tensors, change: Callable[[str, np.ndarray], np.ndarray]) -> Tensors:
    return {name: change(name, values) for name, values in tensors.items()}


def shuffled_neurons(tensors: Tensors) -> Tensors:
    order = np.random.default_rng(3).permutation(WIDTH)
    return each_layer(
        tensors,
        lambda name, values: (
            values[order]
            if "gate_proj" in name or "up_proj" in name
            else values[:, order]
            if "down_proj" in name
            else values
        ),
    )


def fewer_neurons(tensors: Tensors) -> Tensors:
    kept = np.sort(np.random.default_rng(4).choice(WIDTH, WIDTH // 2, replace=False))
    return each_layer(
        tensors,
        lambda name, values: (
            values[kept]
            if "gate_proj" in name or "up_proj" in name
            else values[:, kept]
            if "down_proj" in name
            else values
        ),
    )


def in_basis(basis: np.ndarray) -> Change:
    """Every matrix that reads the hidden state, turned; every one that writes it, turned back."""

    def change(tensors: Tensors) -> Tensors:
        return each_layer(
            tensors,
            lambda name, values: (
                (basis.T @ values).astype(np.float32)
                if "down_proj" in name or "o_proj" in name
                else values
                if values.ndim == 1
                else (values @ basis).astype(np.float32)
            ),
        )

    return change


def turned(tensors: Tensors) -> Tensors:
    return in_basis(np.linalg.qr(np.random.default_rng(5).normal(size=(HIDDEN, HIDDEN)))[0])(tensors)


def shuffled_dimensions(tensors: Tensors) -> Tensors:
    return in_basis(np.eye(HIDDEN)[np.random.default_rng(6).permutation(HIDDEN)])(tensors)


def fewer_dimensions(tensors: Tensors) -> Tensors:
    kept = np.sort(np.random.default_rng(7).choice(HIDDEN, 192, replace=False))
    return in_basis(np.eye(HIDDEN)[:, kept])(tensors)


def everything(tensors: Tensors) -> Tensors:
    return turned(shuffled_neurons(tensors))


DISGUISES = {
    "shuffled neurons": (shuffled_neurons, Relation.FINETUNE),
    "fewer neurons": (fewer_neurons, Relation.PRUNED),
    "turned": (turned, Relation.CONVERTED),
    "shuffled dimensions": (shuffled_dimensions, Relation.FINETUNE),
    "fewer dimensions": (fewer_dimensions, Relation.PRUNED),
    "turned and shuffled": (everything, Relation.FINETUNE),
}


def compared(own: Tensors, other: Tensors, hub: FakeHub | None = None) -> Comparison:
    hub = hub or FakeHub()
    hub.publish("acme/base", as_repository(other))
    hub.publish("lab/new", as_repository(own))
    return compare(
        hub.open("lab/new"),
        hub.open("acme/base"),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    )


@pytest.mark.parametrize("name", DISGUISES)
def test_a_moved_model_is_found_and_tested_exactly(name: str) -> None:
    disguise, relation = DISGUISES[name]
    lineage = compared(noisy(disguise(dense(1)), 0.05), dense(1)).lineage
    part = lineage.components[0]
    assert (lineage.verdict, part.relation) == (Verdict.DERIVED, relation)
    assert part.log10_p < -19
    assert EvidenceKind.MOVED_NEURONS in {each.kind for each in part.evidence}


@pytest.mark.parametrize("name", DISGUISES)
@pytest.mark.parametrize("seed", [2, 3])
def test_an_unrelated_model_in_the_same_disguise_stays_unrelated(name: str, seed: int) -> None:
    assert compared(DISGUISES[name][0](dense(seed)), dense(1)).lineage.verdict not in {Verdict.DERIVED, Verdict.SIBLING}


@pytest.mark.parametrize("seed", range(2, 8))
def test_the_same_configuration_with_other_weights_stays_independent(seed: int) -> None:
    assert compared(dense(seed), dense(1)).lineage.verdict is Verdict.INDEPENDENT


def test_shared_embeddings_under_own_neurons_prove_nothing() -> None:
    """The basis is aligned perfectly, and the neurons still have to agree by themselves."""
    own = {**dense(2), "model.embed_tokens.weight": dense(1)["model.embed_tokens.weight"]}
    assert compared(turned(own), dense(1)).lineage.verdict not in {Verdict.DERIVED, Verdict.SIBLING}


def test_the_same_numbers_elsewhere_are_a_conversion() -> None:
    for disguise in (shuffled_neurons, turned, shuffled_dimensions):
        assert compared(disguise(dense(1)), dense(1)).lineage.components[0].relation is Relation.CONVERTED


def test_what_can_no_longer_be_read_is_listed_and_changes_nothing() -> None:
    hub = FakeHub()
    hub.publish("acme/base", as_repository(dense(1)))
    hub.publish("lab/new", as_repository(everything(dense(1))))
    own, other = (BudgetedSource(hub.open(name), None, Silence()) for name in ("lab/new", "acme/base"))
    known = fingerprint(hub.open("acme/base"), rulebook=rulebook(), budget=None, progress=Silence())
    before = examine(own, catalog=Shelf([known]), progress=Silence())
    hub.fail("acme/base", CutShort("half"), path="model.safetensors")
    after = look_again(before, own, other)
    assert after.components == before.components
    assert before.verdict is not Verdict.DERIVED
