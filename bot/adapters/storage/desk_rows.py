# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rows of the desk's tables and the values that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import RowMapping

from bot.adapters.storage.codecs import member_from_word, pairs_from_json, pairs_to_json, texts_from_json, texts_to_json
from bot.adapters.storage.rows import Row
from bot.model.answers import CaseRow, UpstreamOfCase
from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.findings import Tier
from bot.model.lineage import Relation
from bot.model.lineage_answers import Edge, Standing
from bot.policy.listing import words_of

NO_SHARE = -1.0
NEVER_DUE = datetime(9999, 1, 1, tzinfo=UTC)
RULE, PART, OWNER, UPSTREAM, LICENSE, WORD = "rule", "part", "owner", "upstream", "license", "word"
"""Kinds of terms. The stored words never change."""


def case_row_to_row(case: CaseRow) -> Row:
    """One row of `case_rows`, without what people do among themselves."""
    return {
        "number": case.number,
        "repo": case.repo,
        "repo_key": case.repo.casefold(),
        "owner": case.owner,
        "revision": case.revision,
        "state": case.state.value,
        "tier": case.tier.value,
        "rules": texts_to_json(case.rules),
        "components": texts_to_json(tuple(each.value for each in case.components)),
        "upstreams": pairs_to_json(tuple((each.repo, each.license) for each in case.upstreams)),
        "share": NO_SHARE if case.share is None else case.share,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "entered_at": case.entered_at,
        "due_at": case.due_at or NEVER_DUE,
        "was_asked": case.was_asked,
        "is_public": case.is_public,
        "thread": case.thread,
        "issue": case.issue,
        "correction": case.correction,
        "readers": texts_to_json(case.readers),
        "readers_missing": case.readers_missing,
        "needs_second": case.needs_second_reader,
    }


def case_row_from_row(row: RowMapping, *, posts_at: datetime | None, labels: tuple[str, ...]) -> CaseRow:
    """The row again. Raises OperatorError where it holds what this release does not know."""
    return CaseRow(
        number=row["number"],
        repo=row["repo"],
        owner=row["owner"],
        revision=row["revision"],
        state=member_from_word(CaseState, row["state"]),
        tier=member_from_word(Tier, row["tier"]),
        rules=texts_from_json(row["rules"]),
        components=_components(row["components"]),
        upstreams=tuple(UpstreamOfCase(repo=repo, license=known) for repo, known in pairs_from_json(row["upstreams"])),
        share=None if row["share"] == NO_SHARE else row["share"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        entered_at=row["entered_at"],
        due_at=None if row["due_at"] == NEVER_DUE else row["due_at"],
        was_asked=row["was_asked"],
        is_public=row["is_public"],
        thread=row["thread"],
        issue=row["issue"],
        correction=row["correction"],
        readers=texts_from_json(row["readers"]),
        readers_missing=row["readers_missing"],
        posts_at=posts_at,
        assignee=row["assignee"],
        snoozed_until=row["snoozed_until"],
        labels=labels,
    )


def terms_of(case: CaseRow) -> frozenset[tuple[str, str]]:
    """Everything that a case is found by: kind and value."""
    return frozenset(_terms(case))


def _terms(case: CaseRow) -> Iterator[tuple[str, str]]:
    yield OWNER, case.owner
    for rule in case.rules:
        yield RULE, rule
    for component in case.components:
        yield PART, component.value
    for each in case.upstreams:
        name = each.repo.casefold()
        yield UPSTREAM, name
        yield UPSTREAM, name.split("/", maxsplit=1)[0]
        if each.license:
            yield LICENSE, each.license.casefold()
    for word in words_of(case.repo, *(each.repo for each in case.upstreams)):
        yield WORD, word


def edge_to_row(edge: Edge) -> Row:
    """One row of `derivatives`."""
    return {
        "repo_key": edge.repo.casefold(),
        "upstream_key": edge.upstream.casefold(),
        "repo": edge.repo,
        "upstream": edge.upstream,
        "is_declared": edge.standing is Standing.DECLARED,
        "relation": edge.relation.value,
        "components": texts_to_json(tuple(each.value for each in edge.components)),
        "share": edge.share,
        "is_credited": edge.is_credited,
        "license": edge.license,
        "seen_at": edge.seen_at,
        "is_shown": edge.standing is Standing.DECLARED,
    }


def edge_from_row(row: RowMapping) -> Edge:
    """The edge again, without what its case says about it."""
    return Edge(
        repo=row["repo"],
        upstream=row["upstream"],
        standing=Standing.DECLARED if row["is_declared"] else Standing.INFERRED,
        relation=member_from_word(Relation, row["relation"]),
        components=_components(row["components"]),
        share=row["share"],
        is_credited=row["is_credited"],
        license=row["license"],
        seen_at=row["seen_at"],
    )


def _components(text: str) -> tuple[Component, ...]:
    return tuple(member_from_word(Component, each) for each in texts_from_json(text))
