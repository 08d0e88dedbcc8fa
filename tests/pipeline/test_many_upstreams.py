# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The search among more upstreams of one width than are compared in full."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.evidence.families import families_of
from bot.evidence.matching import match_all
from bot.model.costs import Budget
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import Lineage, Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.candidates import Choice, choose
from bot.pipeline.weights import open_weights
from bot.ports.progress import Silence
from tests.pipeline.test_examine import SUSPECT, UPSTREAM, World, part
from tests.samples.models import Tensors, as_repository, dense, noisy

MANY = 200


def unrelated(like: Fingerprint, number: int) -> Fingerprint:
    """An upstream of the same shapes with signs of its own, before all others in the order of names."""
    random = np.random.default_rng(number)
    references = tuple(replace(each, codes=random.bytes(len(each.codes)), row_digests=()) for each in like.references)
    key = SnapshotKey(f"aaa/model-{number:03}", f"{number:040x}")
    return replace(like, key=key, references=references, files=(), tables=(), values=(), tokenizer=None)


def crowded(count: int = MANY) -> World:
    world = World(dense(1))
    known = world.shelf.newest(UPSTREAM)
    assert known is not None
    for number in range(count - 1):
        world.shelf.add(unrelated(known, number))
    return world


def chosen(world: World) -> Choice:
    source = BudgetedSource(world.hub.open(SUSPECT), Budget(), Silence())
    weights = open_weights(source, every_header=False)
    families = families_of(weights.tensors, seen_bytes=weights.seen_bytes, total_bytes=weights.total_bytes)
    return choose(source, families, world.shelf, SUSPECT)


def further(found: Lineage) -> list[str]:
    return [each.detail for each in found.unavailable if each.what == "further upstreams"]


def one_layer_inserted(tensors: Tensors) -> Tensors:
    """Layers from the second on have moved on by one; a stranger's stands in the gap."""
    moved = {}
    for name, values in tensors.items():
        head, found, rest = name.partition("layers.")
        number, _, tail = rest.partition(".")
        moved[f"{head}layers.{int(number) + 1}.{tail}" if found and int(number) >= 1 else name] = values
    return {**moved, **{name: values for name, values in dense(99).items() if "layers.1." in name}}


@pytest.mark.parametrize("relative", [0.1, 1.0, 2.0])
def test_the_upstream_among_many_of_its_width_is_found(relative: float) -> None:
    found = crowded().examine(as_repository(noisy(dense(1), relative)))
    upstream = part(found).upstream
    assert upstream is not None
    assert (found.verdict, upstream.repo) == (Verdict.DERIVED, UPSTREAM)


def test_it_is_found_where_layers_were_inserted() -> None:
    text = part(crowded().examine(as_repository(one_layer_inserted(noisy(dense(1), 0.1)))))
    assert text.upstream is not None
    assert text.upstream.repo == UPSTREAM
    assert text.relation is Relation.DEPTH_CHANGED


def test_a_stranger_among_many_is_accused_of_nothing() -> None:
    found = crowded().examine(as_repository(dense(77)))
    assert part(found).verdict is Verdict.INDEPENDENT


def test_the_correction_counts_what_the_search_tried() -> None:
    world = crowded()
    world.examine(as_repository(noisy(dense(1), 0.1)))
    choice = chosen(world)
    known = world.shelf.newest(UPSTREAM)
    assert known is not None
    assert choice.tests >= MANY * len(choice.blocks)
    plain, corrected = (
        match_all((), choice.blocks, {known.key: known.references}, tried=n)[0] for n in (0, choice.tests)
    )
    assert corrected.tests == plain.tests + choice.tests
    alone = World(dense(1)).examine(as_repository(noisy(dense(1), 0.1)))
    assert part(world.look()).log10_p > part(alone).log10_p


def test_up_to_sixty_four_are_all_compared_and_nothing_is_read_to_choose() -> None:
    world = crowded(64)
    found = world.examine(as_repository(noisy(dense(1), 0.1)))
    choice = chosen(world)
    assert (len(choice.candidates), choice.tests, choice.samples) == (64, 0, ())
    assert len(found.compared_with) == 64
    assert further(found) == []


def test_declared_upstreams_are_compared_whatever_the_search_says() -> None:
    world = crowded()
    files = as_repository(dense(77))
    files["README.md"] = b"---\nbase_model: aaa/model-120\n---\n"
    world.examine(files)
    assert "aaa/model-120" in {key.repo for key in chosen(world).candidates}


def test_those_that_were_only_searched_are_told() -> None:
    found = crowded().examine(as_repository(noisy(dense(1), 0.1)))
    assert further(found) == [
        f"{MANY - 16} upstreams of the same width were searched row by row only; others were closer"
    ]


def test_no_block_is_read_twice() -> None:
    world = crowded()
    world.hub.publish(SUSPECT, as_repository(noisy(dense(1), 0.1)))
    world.hub.ranges.clear()
    world.look()
    blocks = [each for each in world.hub.ranges if each[0] == SUSPECT]
    assert len(blocks) == len(set(blocks)) > 0
