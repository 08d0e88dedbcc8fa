# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Keeps the desk's tables in step with cases and scans, in the transaction that changes those.

What they hold can always be worked out again, see `rebuilding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, delete, insert, null, select, true, update

from bot.adapters.scan_documents import edges_in
from bot.adapters.storage.case_tables import CASES, DECISIONS, RECEIPTS
from bot.adapters.storage.desk_rows import case_row_to_row, edge_from_row, edge_to_row, terms_of
from bot.adapters.storage.desk_tables import CASE_COUNTS, CASE_ROWS, CASE_TERMS, DERIVATIVES
from bot.adapters.storage.rows import case_from_row, decision_from_row, receipt_from_row
from bot.model.answers import CaseRow
from bot.model.cases import Case
from bot.model.lineage_answers import Edge
from bot.policy.listing import row_of

_Kind = tuple[str, str, bool]
"""State, tier, and whether it is public: what cases are counted by."""

# Built once, since every scan asks them.
_CASE_OF = select(CASES).where(CASES.c.repo == bindparam("its_repo")).with_for_update()
_ANY_EDGE = select(DERIVATIVES.c.repo).where(DERIVATIVES.c.repo_key == bindparam("its_key")).limit(1)


def project_case(connection: Connection, kept: Case) -> None:
    """Bring the row of a case up to date, after the case itself and what was ruled and written about it."""
    row = _row(connection, kept)
    values = case_row_to_row(row)
    # Whoever puts a case aside does so because of what it is now: a change of its state brings it back.
    snoozed = case((CASE_ROWS.c.state == row.state.value, CASE_ROWS.c.snoozed_until), else_=null())
    mine = CASE_ROWS.c.number == kept.number
    columns = (CASE_ROWS.c.state, CASE_ROWS.c.tier, CASE_ROWS.c.is_public)
    # The case itself is locked by whoever comes here, so nobody changes its row meanwhile.
    found = connection.execute(select(*columns).where(mine)).one_or_none()
    if found is None:
        connection.execute(insert(CASE_ROWS).values(values))
    else:
        connection.execute(update(CASE_ROWS).where(mine).values(**values, snoozed_until=snoozed))
    before = None if found is None else (found.state, found.tier, found.is_public)
    _count(connection, before, (row.state.value, row.tier.value, row.is_public))
    _put_terms(connection, row)
    _mark_edges(connection, row)


def project_scan(connection: Connection, repo: str, report: str, at: datetime) -> None:
    """What the newest scan of a repository says it builds on, and what of it its case shows."""
    # Locked first, as whoever rules on the case does: it is either seen here, or sees these edges.
    found = connection.execute(_CASE_OF, {"its_repo": repo}).mappings().one_or_none()
    edges = edges_in(report, repo=repo, at=at)
    if edges or connection.execute(_ANY_EDGE, {"its_key": repo.casefold()}).first():
        connection.execute(delete(DERIVATIVES).where(DERIVATIVES.c.repo_key == repo.casefold()))
        add_edges(connection, edges)
    if found is not None:
        project_case(connection, case_from_row(found))


def _row(connection: Connection, kept: Case) -> CaseRow:
    ruled = connection.execute(
        select(DECISIONS).where(DECISIONS.c.case == kept.number).order_by(DECISIONS.c.sequence)
    ).mappings()
    decisions = [decision_from_row(row) for row in ruled]
    written = connection.execute(
        select(RECEIPTS).where(RECEIPTS.c.case == kept.number).order_by(RECEIPTS.c.sequence)
    ).mappings()
    receipts = [receipt_from_row(row) for row in written]
    below = connection.execute(select(DERIVATIVES).where(DERIVATIVES.c.repo_key == kept.repo.casefold())).mappings()
    return row_of(kept, decisions=decisions, receipts=receipts, builds_on=[edge_from_row(row) for row in below])


def _count(connection: Connection, before: _Kind | None, after: _Kind) -> None:
    """One fewer and one more, always in the same order, so that two writers never wait for each other."""
    if before == after:
        return
    for kind in sorted({after} if before is None else {before, after}):
        state, tier, is_public = kind
        mine = (CASE_COUNTS.c.state == state) & (CASE_COUNTS.c.tier == tier) & (CASE_COUNTS.c.is_public == is_public)
        step = 1 if kind == after else -1
        connection.execute(update(CASE_COUNTS).where(mine).values(cases=CASE_COUNTS.c.cases + step))


def _put_terms(connection: Connection, row: CaseRow) -> None:
    mine = CASE_TERMS.c.case == row.number
    counted = {"state": row.state.value, "tier": row.tier.value, "is_public": row.is_public}
    rows = connection.execute(select(CASE_TERMS).where(mine)).all()
    held = {(each.kind, each.value) for each in rows}
    wanted = terms_of(row)
    if any((each.state, each.tier, each.is_public) != tuple(counted.values()) for each in rows):
        connection.execute(update(CASE_TERMS).where(mine).values(counted))
    for kind, value in sorted(held - wanted):
        connection.execute(delete(CASE_TERMS).where(mine, CASE_TERMS.c.kind == kind, CASE_TERMS.c.value == value))
    new: Sequence[dict[str, object]] = [
        {"kind": kind, "value": value, "case": row.number, **counted} for kind, value in sorted(wanted - held)
    ]
    if new:
        connection.execute(insert(CASE_TERMS), new)


def _mark_edges(connection: Connection, row: CaseRow) -> None:
    edge = DERIVATIVES.c
    mine = edge.repo_key == row.repo.casefold()
    about = edge.upstream_key.in_([each.repo.casefold() for each in row.upstreams])
    is_shown = true() if row.is_public else edge.is_declared
    asked = {"case": row.number, "is_asked": row.is_public, "is_shown": is_shown}
    connection.execute(update(DERIVATIVES).where(mine, about).values(asked))
    unasked = {"case": None, "is_asked": False, "is_shown": edge.is_declared}
    connection.execute(update(DERIVATIVES).where(mine, ~about, edge.case.is_not(None)).values(unasked))


def add_edges(connection: Connection, edges: Iterable[Edge]) -> None:
    """What repositories build on; there must be nothing of them there."""
    rows = [edge_to_row(edge) for edge in edges]
    if rows:
        connection.execute(insert(DERIVATIVES), rows)
