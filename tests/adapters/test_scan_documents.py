# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a stored scan says about origins, and that whatever else is stored says nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.scan_documents import edges_in
from bot.model.components import Component
from bot.model.lineage import Relation
from bot.model.lineage_answers import Edge, Standing
from bot.render.documents import scan_document
from tests.samples.judged import DEEPSEEK, SUSPECT, WHOLE_MODEL
from tests.samples.many_cases import scan

AT = datetime(2026, 3, 17, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def edges(report: str) -> tuple[Edge, ...]:
    return edges_in(report, repo="acme/model", at=AT)


def test_a_component_of_an_upstream_is_an_edge_with_its_share_of_the_whole() -> None:
    found = edges(scan("acme/model", [("b/Two", "mit", 0.25), ("A/one", None, 0.5)], declared=["B/two"]))
    assert [(edge.upstream, edge.standing, edge.share) for edge in found] == [
        ("A/one", Standing.INFERRED, 0.5),
        ("b/Two", Standing.DECLARED, 0.25),
    ]
    assert found[1].components == (Component.TEXT_MODEL,)
    assert (found[1].relation, found[1].license, found[1].seen_at) == (Relation.FINETUNE, "mit", AT)


@pytest.mark.parametrize(("met", "credited"), [("no", False), ("yes", True), ("unknown", None)])
def test_credit_is_told_where_every_duty_is(met: str, credited: bool | None) -> None:  # noqa: FBT001
    [edge] = edges(scan("acme/model", [("b/two", "mit", 0.25)], declared=[], met=met))
    assert edge.is_credited is credited


def test_without_any_duty_it_is_not_known_what_there_was_to_do() -> None:
    [edge] = edges(scan("acme/model", [("b/two", None, 0.25)], declared=[], met="yes"))
    assert edge.is_credited is None


def test_what_is_declared_and_was_not_measured_is_an_edge_without_a_share() -> None:
    [edge] = edges(scan("acme/model", [], declared=["b/two", "acme/MODEL"]))
    assert (edge.upstream, edge.standing, edge.share, edge.relation) == (
        "b/two",
        Standing.DECLARED,
        None,
        Relation.UNDETERMINED,
    )


def test_what_is_independent_is_no_edge() -> None:
    report = json.loads(scan("acme/model", [("b/two", "mit", 0.25)], declared=[]))
    for verdict in ("independent", "inconclusive", "sibling", "not_assessed", "a new word"):
        report["lineage"][0]["verdict"] = verdict
        assert edges(json.dumps(report)) == ()


def test_a_report_as_the_program_writes_it_is_read() -> None:
    report = json.dumps(scan_document(WHOLE_MODEL.report()))
    [edge] = edges_in(report, repo=SUSPECT.repo, at=AT)
    assert (edge.upstream, edge.standing, edge.is_credited) == (DEEPSEEK.repo, Standing.INFERRED, False)
    assert edge.share is not None
    assert edge.share > 0.9


@given(JSON)
def test_anything_that_is_stored_is_read_without_an_error(value: object) -> None:
    keys = ("lineage", "declared", "obligations", "findings")
    for text in (json.dumps(value), json.dumps(dict.fromkeys(keys, value)), json.dumps({key: [value] for key in keys})):
        assert isinstance(edges(text), tuple)


@pytest.mark.parametrize(
    "text", ["", "[", "null", "[]", '{"declared": {"base_models": ["\\u0000", "' + "a" * 300 + '"]}}']
)
def test_what_is_no_report_has_nothing_in_it(text: str) -> None:
    assert edges(text) == ()
