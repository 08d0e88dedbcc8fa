# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the catalog learns of an upstream beside its fingerprint, and how a scan gets it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.components import Component
from bot.model.errors import InputError
from bot.model.fingerprints import Fingerprint, KnownParent
from bot.model.lineage import Lineage, Relation, Verdict
from bot.model.repository import Declared, Snapshot, SnapshotKey
from bot.pipeline.ancestry import terms_behind
from bot.pipeline.cataloguing import catalogued
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from bot.render.catalog_documents import catalog_document
from tests.fakes.hub import FakeHub
from tests.pipeline.test_peft import adapter, files
from tests.samples.judged import lineage, mit, part, rulebook
from tests.samples.models import Tensors, as_repository, dense, noisy
from tests.samples.schemas import check_document

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LINE, OWN_LINE = "Copyright (c) 2025 Base", "Copyright (c) 2026 Middle"
BASE, MIDDLE, OTHER = "base/Boulder-9B", "middle/Marble-9B", "other/Pebble-9B"


class Library:
    """A hub with a catalog beside it; each model is a day younger than the one before."""

    def __init__(self) -> None:
        self.hub = FakeHub()
        self.shelf = Shelf()
        self._day = FIRST

    def add(self, repo: str, tensors: Tensors, **texts: str) -> Fingerprint:
        named = {name.replace("_md", ".md"): text.encode() for name, text in texts.items()}
        return self.publish(repo, as_repository(tensors) | named)

    def publish(self, repo: str, content: dict[str, bytes]) -> Fingerprint:
        self._day += timedelta(days=1)
        self.hub.publish(repo, content, at=self._day)
        return catalogued(self.hub.open(repo), catalog=self.shelf, rulebook=rulebook(), progress=Silence())


def declaring(base: str) -> str:
    return f"---\nlicense: mit\nbase_model: {base}\nbase_model_relation: finetune\n---\n# Model"


def test_an_upstream_keeps_what_it_was_made_from_and_what_it_passes_on() -> None:
    library = Library()
    base = library.add(BASE, dense(1), LICENSE=mit(LINE))
    middle = library.add(MIDDLE, noisy(dense(1), 0.1), LICENSE=mit(OWN_LINE), NOTICE=mit(LINE))
    assert library.shelf.get(middle.key) == middle
    assert middle.terms.parents == (
        KnownParent(upstream=base.key, component=Component.TEXT_MODEL, relation=Relation.FINETUNE, whole=True),
    )
    assert middle.terms.held_licenses == ("mit",)
    assert middle.terms.held_copyrights == (OWN_LINE, LINE)
    assert middle.terms.copyright_lines == (OWN_LINE,)
    assert base.terms.parents == ()


def test_a_declared_base_is_kept_unless_the_weights_contradict_it() -> None:
    library = Library()
    library.add(BASE, dense(1))
    right = library.add(MIDDLE, noisy(dense(1), 0.1), README_md=declaring(BASE))
    wrong = library.add(OTHER, dense(2), README_md=declaring(BASE))
    assert (right.terms.base_models, right.terms.base_model_relation) == ((BASE,), "finetune")
    assert wrong.terms.base_models == ()


def test_the_base_of_an_adapter_is_that_of_its_configuration() -> None:
    library = Library()
    library.add(BASE, dense(1))
    assert library.publish(MIDDLE, files(adapter(dense(1)), BASE)).terms.base_models == (BASE,)


def test_equal_weights_have_equal_digests_whatever_else_differs() -> None:
    library = Library()
    one = library.add(BASE, dense(1), LICENSE=mit(LINE))
    again = library.add(BASE, dense(1), LICENSE="Other terms")
    changed = library.add(BASE, noisy(dense(1), 0.01))
    assert one.key != again.key
    assert one.terms.weights is not None
    assert one.terms.weights == again.terms.weights != changed.terms.weights


def test_what_cannot_be_read_is_not_added() -> None:
    library = Library()
    with pytest.raises(InputError):
        library.publish(BASE, {"README.md": b"# Nothing here"})
    assert library.shelf.keys() == []


def test_a_scan_gets_the_terms_of_everything_behind_what_it_found() -> None:
    library = Library()
    library.add(OTHER, dense(2))
    older = library.add(BASE, dense(1))
    base = library.add(BASE, dense(1), LICENSE=mit(LINE))
    middle = library.add(MIDDLE, noisy(dense(1), 0.1))
    found = lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, middle.key))
    assert set(behind(library, found)) == {older.key, base.key, middle.key}
    unrelated = lineage(part(Component.TEXT_MODEL, Verdict.INDEPENDENT))
    assert behind(library, unrelated) == {}
    assert set(behind(library, unrelated, MIDDLE.upper())) == {older.key, base.key, middle.key}


def behind(library: Library, found: Lineage, *bases: str) -> dict[SnapshotKey, object]:
    snapshot = Snapshot(key=SnapshotKey("lab/new", "a" * 40), files=(), declared=Declared(base_models=bases))
    return dict(terms_behind(library.shelf, found, snapshot))


def test_the_document_tells_what_an_upstream_was_made_from() -> None:
    library = Library()
    base = library.add(BASE, dense(1))
    middle = library.add(MIDDLE, noisy(dense(1), 0.1), LICENSE=mit(OWN_LINE), README_md=declaring(BASE))
    document = catalog_document([middle])
    check_document(document)
    entry = document["upstreams"][0]  # type: ignore[index]
    assert entry["base_models"] == [BASE]
    assert entry["license_texts"] == ["mit"]
    assert entry["parents"] == [
        {"repo": BASE, "revision": base.key.revision, "component": "text_model", "relation": "finetune"}
    ]
