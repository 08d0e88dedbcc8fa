# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What happened, as rows: written in the transaction of what they tell of, so none is lost and none tells of what was undone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select

from bot.adapters.storage.alert_tables import HAPPENINGS
from bot.adapters.storage.case_tables import CASES
from bot.adapters.storage.codecs import member_from_word, texts_from_json, texts_to_json
from bot.adapters.storage.counters import next_number
from bot.adapters.storage.rows import Row, case_from_row
from bot.adapters.storage.snapshot_tables import REPORTS
from bot.model.cases import Case, CaseState, Decision
from bot.model.findings import Confidence, Severity, Tier
from bot.model.happenings import Happening, HappeningKind
from bot.model.repository import SnapshotKey
from bot.policy.happenings import happened


def append_happenings(connection: Connection, happenings: Iterable[Happening]) -> None:
    """Write them down; where the newest about a repository says the same, it is not said again."""
    for each in happenings:
        if not _is_said(connection, each):
            sequence = next_number(connection, HAPPENINGS)
            connection.execute(insert(HAPPENINGS).values(_to_row(replace(each, sequence=sequence))))


def case_before(connection: Connection, number: int) -> Case | None:
    """The case as it is stored now."""
    row = connection.execute(select(CASES).where(CASES.c.number == number)).mappings().one_or_none()
    return case_from_row(row) if row else None


def append_change(
    connection: Connection,
    before: Case | None,
    after: Case,
    *,
    decision: Decision | None = None,
    at: datetime,
    url: str = "",
) -> None:
    """Write down what a change of a case is to those who asked to be told."""
    found = happened(before, after, decision=decision, at=at, url=url)
    if found:
        licenses = _licenses(connection, after)
        append_happenings(connection, (replace(each, licenses=licenses) for each in found))


def happening_from_row(row: RowMapping) -> Happening:
    """The happening again. Raises OperatorError where the row holds what this release does not know."""
    return Happening(
        sequence=row["sequence"],
        kind=member_from_word(HappeningKind, row["kind"]),
        at=row["at"],
        repo=row["repo"],
        is_public=row["is_public"],
        case=row["case"],
        revision=row["revision"],
        root=row["root"],
        state=None if row["state"] is None else member_from_word(CaseState, row["state"]),
        tier=None if row["tier"] is None else member_from_word(Tier, row["tier"]),
        severity=None if row["severity"] is None else member_from_word(Severity, row["severity"]),
        confidence=None if row["confidence"] is None else member_from_word(Confidence, row["confidence"]),
        upstreams=texts_from_json(row["upstreams"]),
        rules=texts_from_json(row["rules"]),
        licenses=texts_from_json(row["licenses"]),
        detail=row["detail"],
        reply=row["reply"],
        url=row["url"],
        is_credited=row["is_credited"],
        correction=row["correction"],
    )


def _to_row(happening: Happening) -> Row:
    return {
        "sequence": happening.sequence,
        "kind": happening.kind.value,
        "at": happening.at,
        "repo": happening.repo,
        "is_public": happening.is_public,
        "case": happening.case,
        "revision": happening.revision,
        "root": happening.root,
        "state": happening.state.value if happening.state else None,
        "tier": happening.tier.value if happening.tier else None,
        "severity": happening.severity.value if happening.severity else None,
        "confidence": happening.confidence.value if happening.confidence else None,
        "upstreams": texts_to_json(happening.upstreams),
        "rules": texts_to_json(happening.rules),
        "licenses": texts_to_json(happening.licenses),
        "detail": happening.detail,
        "reply": happening.reply,
        "url": happening.url,
        "is_credited": happening.is_credited,
        "correction": happening.correction,
    }


def _is_said(connection: Connection, happening: Happening) -> bool:
    """Cases change from one state to another, so what happens to them is always news."""
    if happening.case is not None:
        return False
    newest = select(HAPPENINGS.c.kind, HAPPENINGS.c.revision, HAPPENINGS.c.detail)
    newest = newest.where(HAPPENINGS.c.repo == happening.repo).order_by(HAPPENINGS.c.sequence.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return row is not None and tuple(row) == (happening.kind.value, happening.revision, happening.detail)


def _licenses(connection: Connection, case: Case) -> tuple[str, ...]:
    """As the newest scan of the case's commit tells them; none where that is not kept."""
    text = _report(connection, case.subject)
    try:
        document = json.loads(text) if text else {}
    except ValueError:
        return ()
    return _licenses_in(document)


def _licenses_in(document: object) -> tuple[str, ...]:
    """The licenses of upstreams and the declared one in a ``hubnotice.scan/1``; what is not as expected is passed over."""
    if not isinstance(document, dict):
        return ()
    lineage, declared = document.get("lineage"), document.get("declared")
    parts = [each.get("upstream") for each in lineage if isinstance(each, dict)] if isinstance(lineage, list) else []
    found = [each.get("license") for each in parts if isinstance(each, dict)]
    found.append(declared.get("license") if isinstance(declared, dict) else None)
    return tuple(dict.fromkeys(each for each in found if isinstance(each, str) and each))


def _report(connection: Connection, key: SnapshotKey) -> str | None:
    wanted = select(REPORTS.c.report).where(REPORTS.c.repo == key.repo, REPORTS.c.revision == key.revision)
    return connection.execute(wanted).scalar_one_or_none()
