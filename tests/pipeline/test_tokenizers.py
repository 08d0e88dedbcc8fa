# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The tokenizer as a component beside the model, and embeddings compared by the text of their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bot.model.components import Component
from bot.model.costs import Budget, Reason
from bot.model.errors import CutShort, Unreachable
from bot.model.evidence import EvidenceKind
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.reports import Comparison
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.scan import scan
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from bot.render.documents import comparison_document, scan_document
from bot.render.summaries import comparison_page
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook
from tests.samples.models import CONFIG, VOCABULARY, Tensors, as_repository, dense, noisy
from tests.samples.vocabularies import as_tokenizer, words

UPSTREAM, SUSPECT = "acme/base", "lab/new"
TOKENS = words(VOCABULARY)
TABLES = ("model.embed_tokens.weight", "lm_head.weight")
MOVED = np.random.default_rng(2).permutation(VOCABULARY)
KEPT = np.sort(np.random.default_rng(1).permutation(VOCABULARY)[:500])


def repository(tensors: Tensors, tokens: Sequence[str] | None) -> dict[str, bytes]:
    config = {**CONFIG, "vocab_size": len(tensors[TABLES[0]])}
    files = as_repository(tensors, config=config)
    return files if tokens is None else {**files, "tokenizer.json": as_tokenizer(tokens)}


def with_tokens(tensors: Tensors, places: np.ndarray[Any, Any]) -> Tensors:
    return {name: values[places] if name in TABLES else values for name, values in tensors.items()}


def texts(places: np.ndarray[Any, Any]) -> list[str]:
    return [TOKENS[place] for place in places]


class World:
    """A Hub with one catalogued upstream and one suspect."""

    def __init__(self, files: dict[str, bytes], *, upstream: dict[str, bytes] | None = None) -> None:
        self.hub = FakeHub()
        self.hub.publish(UPSTREAM, upstream or repository(dense(1), TOKENS))
        self.known: Fingerprint = fingerprint(
            self.hub.open(UPSTREAM), rulebook=rulebook(), budget=None, progress=Silence()
        )
        self.hub.publish(SUSPECT, files)

    def examine(self, *, budget: Budget | None = None) -> Lineage:
        source = BudgetedSource(self.hub.open(SUSPECT), budget or Budget(), Silence())
        return examine(source, catalog=Shelf([self.known]), progress=Silence())

    def compare(self) -> Comparison:
        return compare(
            self.hub.open(SUSPECT),
            self.hub.open(UPSTREAM),
            rulebook=rulebook(),
            budget=Budget(),
            clock=FakeClock(),
            progress=Silence(),
        )

    def tokenizer_was_read(self) -> bool:
        return (SUSPECT, "tokenizer.json") in self.hub.reads


def text(lineage: Lineage) -> ComponentLineage:
    return next(each for each in lineage.components if each.component is Component.TEXT_MODEL)


def tokenizer(lineage: Lineage) -> ComponentLineage:
    assert lineage.tokenizer is not None
    return lineage.tokenizer


@pytest.mark.parametrize(
    ("places", "relation"), [(MOVED, Relation.CONVERTED), (KEPT, Relation.PRUNED)], ids=["reordered", "trimmed"]
)
def test_a_changed_vocabulary_is_nothing_by_number_and_everything_by_text(
    places: np.ndarray[Any, Any], relation: Relation
) -> None:
    tensors = with_tokens(dense(1), places)
    by_number = text(World(repository(tensors, None)).examine())
    by_text = text(World(repository(tensors, texts(places))).examine())
    assert by_number.inherited_fraction < 0.95
    assert by_number.new_parts != ()
    assert (by_text.verdict, by_text.relation) == (Verdict.DERIVED, relation)
    assert (by_text.inherited_fraction, by_text.new_parts) == (1.0, ())


def test_of_a_vocabulary_cut_to_a_fifth_enough_rows_are_found() -> None:
    tied = {name: values for name, values in dense(1).items() if name != "lm_head.weight"}
    places = np.sort(np.random.default_rng(5).permutation(VOCABULARY)[: VOCABULARY // 5])
    own = {name: values[places] if name in TABLES else values for name, values in tied.items()}
    found = text(World(repository(own, texts(places)), upstream=repository(tied, TOKENS)).examine())
    assert (found.relation, found.inherited_fraction, found.new_parts) == (Relation.PRUNED, 1.0, ())


def test_a_fine_tune_with_a_reordered_vocabulary_is_a_fine_tune() -> None:
    found = text(World(repository(noisy(with_tokens(dense(1), MOVED), 0.1), texts(MOVED))).examine())
    assert (found.relation, found.inherited_fraction) == (Relation.FINETUNE, 1.0)


def test_new_embeddings_under_the_old_words_stay_new() -> None:
    tensors = {**dense(1), **{name: dense(2)[name] for name in TABLES}}
    found = text(World(repository(tensors, texts(MOVED))).examine())
    assert found.verdict is Verdict.DERIVED
    assert found.inherited_fraction < 0.95
    assert "embedding" in found.new_parts


def test_only_the_common_part_of_a_mixed_vocabulary_is_inherited() -> None:
    fresh = words(VOCABULARY, seed=1)
    keep = np.arange(VOCABULARY) % 4 != 0
    own = [mine if kept else new for mine, new, kept in zip(texts(MOVED), fresh, keep, strict=True)]
    tensors = with_tokens(dense(1), MOVED)
    for name in TABLES:
        tensors[name] = np.where(keep[:, None], tensors[name], dense(2)[name])
    found = text(World(repository(tensors, own)).examine())
    tables = sum(tensors[name].size for name in TABLES)
    matrices = sum(values.size for values in tensors.values() if values.ndim > 1)
    assert found.inherited_fraction == pytest.approx(1 - 0.25 * tables / matrices, abs=0.01)


def test_a_tokenizer_makes_no_model_derived() -> None:
    world = World(repository(dense(2), [*TOKENS, "Ġextra"]))
    for lineage in (world.examine(), world.compare().lineage):
        assert tokenizer(lineage).verdict is Verdict.DERIVED
        assert lineage.verdict is Verdict.INDEPENDENT
        assert [each.component for each in lineage.components] == [Component.TEXT_MODEL]


def test_a_tokenizer_alone_leads_to_no_finding() -> None:
    world = World(repository(dense(2), TOKENS), upstream={**repository(dense(1), TOKENS), "LICENSE": b"MIT License"})
    report = scan(
        world.hub.open(SUSPECT),
        catalog=Shelf([world.known]),
        rulebook=rulebook(),
        budget=Budget(),
        clock=FakeClock(),
        progress=Silence(),
    )
    assert tokenizer(report.lineage).verdict is Verdict.DERIVED
    assert report.assessment.findings == ()
    assert report.assessment.obligations == ()
    entries = scan_document(report)["lineage"]
    assert isinstance(entries, list)
    assert [each["component"] for each in entries] == ["text_model", "tokenizer"]


def test_the_same_file_costs_no_byte() -> None:
    world = World(repository(dense(2), TOKENS))
    found = tokenizer(world.examine())
    assert (found.verdict, found.relation) == (Verdict.DERIVED, Relation.COPY)
    assert [each.kind for each in found.evidence] == [EvidenceKind.IDENTICAL_FILE]
    assert not world.tokenizer_was_read()


def test_a_copy_keeps_the_tokenizer_that_it_came_with() -> None:
    lineage = World({**repository(dense(1), TOKENS), "README.md": b"# Mine"}).examine()
    assert (lineage.verdict, tokenizer(lineage).relation) == (Verdict.DERIVED, Relation.COPY)


def padded(tokens: Sequence[str]) -> bytes:
    """A tokenizer of more than a megabyte."""
    return as_tokenizer(tokens) + b" " * 1_000_000


def test_a_large_tokenizer_is_read_only_where_that_pays() -> None:
    fine_tune = World({**repository(noisy(dense(1), 0.1), None), "tokenizer.json": padded(TOKENS)})
    lineage = fine_tune.examine()
    assert (lineage.tokenizer, lineage.unavailable) == (None, ())
    assert not fine_tune.tokenizer_was_read()
    assert tokenizer(fine_tune.compare().lineage).relation is Relation.COPY
    moved = World({**repository(with_tokens(dense(1), MOVED), None), "tokenizer.json": padded(texts(MOVED))})
    assert text(moved.examine()).inherited_fraction == 1.0


def test_a_stranger_with_a_large_tokenizer_is_not_asked_for_it() -> None:
    world = World({**repository(dense(2), None), "tokenizer.json": padded(texts(MOVED))})
    assert world.examine().unavailable == ()
    assert not world.tokenizer_was_read()


def test_a_tokenizer_beyond_the_budget_is_listed_where_it_was_called_for() -> None:
    world = World({**repository(with_tokens(dense(1), MOVED), None), "tokenizer.json": padded(texts(MOVED))})
    lineage = world.examine(budget=Budget(max_bytes=1_000_000))
    assert lineage.verdict is Verdict.DERIVED
    assert [(each.what, each.reason) for each in lineage.unavailable] == [("tokenizer", Reason.BUDGET)]


@pytest.mark.parametrize("tokens", [b"{", b'{"model": {"vocab": {"a": -1}}}'], ids=["no JSON", "a negative id"])
def test_a_tokenizer_that_lies_is_listed_and_changes_nothing(tokens: bytes) -> None:
    world = World({**repository(noisy(dense(1), 0.1), None), "tokenizer.json": tokens})
    lineage = world.examine()
    assert [(each.what, each.reason) for each in lineage.unavailable] == [("tokenizer", Reason.UNREADABLE)]
    assert (lineage.verdict, lineage.tokenizer) == (Verdict.DERIVED, None)


def test_a_table_of_another_kind_beside_a_tokenizer_does_no_harm() -> None:
    world = World({**repository(dense(2), [*TOKENS, "Ġextra"]), "vocab.json": b'{"eng": {"a": 1}}'})
    lineage = world.examine()
    assert (tokenizer(lineage).verdict, lineage.unavailable) == (Verdict.DERIVED, ())


def test_an_upstream_whose_tokenizer_lies_has_a_fingerprint_all_the_same() -> None:
    world = World(repository(dense(1), TOKENS), upstream={**repository(dense(1), None), "tokenizer.json": b"{"})
    assert world.known.tokenizer is None
    assert world.examine().tokenizer is None


def test_rows_that_can_no_longer_be_read_are_listed_and_change_nothing() -> None:
    world = World(repository(with_tokens(dense(1), MOVED), texts(MOVED)))
    world.hub.fail(SUSPECT, Unreachable("gone"), path="tokenizer.json")
    lineage = world.examine()
    assert [each.reason for each in lineage.unavailable] == [Reason.UNREACHABLE]
    assert text(lineage).verdict is Verdict.DERIVED


def test_a_catalog_whose_upstream_is_cut_short_while_its_tokenizer_is_read_keeps_nothing() -> None:
    world = World(repository(dense(2), TOKENS))
    world.hub.fail(UPSTREAM, CutShort("half"), path="tokenizer.json")
    with pytest.raises(CutShort):
        fingerprint(world.hub.open(UPSTREAM), rulebook=rulebook(), budget=None, progress=Silence())


def test_a_comparison_shows_the_tokenizer_and_takes_its_verdict_from_the_weights() -> None:
    comparison = World(repository(dense(2), [*TOKENS, "Ġextra"])).compare()
    document = comparison_document(comparison)
    assert (document["verdict"], document["relation"], document["inherited_fraction"]) == (
        "independent",
        "undetermined",
        0.0,
    )
    names = document["components"]
    assert isinstance(names, list)
    assert [each["name"] for each in names] == ["text_model", "tokenizer"]
    assert "tokenizer" in str(comparison_page(comparison))
