# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Fills the desk's tables anew out of cases, rulings and scans.

A release that works them out in another way raises `desk_tables.WAY`, and the first process of it that opens a database fills them. What people did
among themselves stays. The result is that of `projection` for every case, in a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, func, insert, select, update

from bot.adapters.scan_documents import edges_in
from bot.adapters.storage.case_tables import CASES, DECISIONS, RECEIPTS
from bot.adapters.storage.counters import skip_to
from bot.adapters.storage.desk_rows import case_row_to_row, edge_from_row, terms_of
from bot.adapters.storage.desk_tables import CASE_COUNTS, CASE_ROWS, CASE_TERMS, DERIVATIVES, WAY
from bot.adapters.storage.projection import add_edges
from bot.adapters.storage.rows import case_from_row, decision_from_row, receipt_from_row
from bot.adapters.storage.snapshot_tables import REPORTS
from bot.model.answers import CaseRow
from bot.model.cases import Case, CaseState
from bot.model.findings import Tier
from bot.policy.listing import row_of

_AT_A_TIME = 500
_REPORTS_AT_A_TIME = 100


def rebuild(connection: Connection) -> None:
    """Fill the tables, whatever is in them."""
    _rebuild_edges(connection)
    connection.execute(delete(CASE_TERMS))
    last = 0
    while True:
        page = select(CASES).where(CASES.c.number > last).order_by(CASES.c.number).limit(_AT_A_TIME)
        found = [case_from_row(row) for row in connection.execute(page).mappings()]
        if not found:
            break
        _put(connection, _rows(connection, found))
        last = found[-1].number
    connection.execute(update(DERIVATIVES).where(DERIVATIVES.c.is_asked.is_(True)).values(is_shown=True))
    count_anew(connection)
    skip_to(connection, CASE_ROWS, WAY)


def _rebuild_edges(connection: Connection) -> None:
    connection.execute(delete(DERIVATIVES))
    names = sorted(
        connection.execute(select(REPORTS.c.repo).distinct()).scalars(), key=lambda name: (name.casefold(), name)
    )
    for start in range(0, len(names), _REPORTS_AT_A_TIME):
        some = names[start : start + _REPORTS_AT_A_TIME]
        reports = select(REPORTS).where(REPORTS.c.repo.in_(some)).order_by(REPORTS.c.at, REPORTS.c.revision)
        last = {row.repo.casefold(): row for row in connection.execute(reports)}
        # A repository in another spelling may have come with the names before.
        connection.execute(delete(DERIVATIVES).where(DERIVATIVES.c.repo_key.in_(sorted(last))))
        add_edges(
            connection, [edge for row in last.values() for edge in edges_in(row.report, repo=row.repo, at=row.at)]
        )


def _rows(connection: Connection, cases: Sequence[Case]) -> list[CaseRow]:
    numbers = [case.number for case in cases]
    keys = [case.repo.casefold() for case in cases]
    decisions = _by(connection, DECISIONS, "case", numbers, "sequence")
    receipts = _by(connection, RECEIPTS, "case", numbers, "sequence")
    edges = _by(connection, DERIVATIVES, "repo_key", keys, "upstream_key")
    return [
        row_of(
            case,
            decisions=[decision_from_row(row) for row in decisions.get(case.number, ())],
            receipts=[receipt_from_row(row) for row in receipts.get(case.number, ())],
            builds_on=[edge_from_row(row) for row in edges.get(case.repo.casefold(), ())],
        )
        for case in cases
    ]


def _by(
    connection: Connection, table: Table, column: str, values: Sequence[Any], order: str
) -> dict[object, list[RowMapping]]:
    found: dict[object, list[RowMapping]] = {}
    wanted = select(table).where(table.c[column].in_(values)).order_by(table.c[order])
    for row in connection.execute(wanted).mappings():
        found.setdefault(row[column], []).append(row)
    return found


def _put(connection: Connection, rows: Sequence[CaseRow]) -> None:
    mine = CASE_ROWS.c.number.in_([row.number for row in rows])
    there = set(connection.execute(select(CASE_ROWS.c.number).where(mine)).scalars())
    new = [case_row_to_row(row) for row in rows if row.number not in there]
    old = [case_row_to_row(row) for row in rows if row.number in there]
    if new:
        connection.execute(insert(CASE_ROWS), new)
    if old:
        names = [name for name in old[0] if name != "number"]
        change = update(CASE_ROWS).where(CASE_ROWS.c.number == bindparam("its_number"))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        connection.execute(
            change.values(values),
            [{"its_number": row["number"], **{f"new_{name}": row[name] for name in names}} for row in old],
        )
    terms = [
        {"kind": kind, "value": value, "case": row.number, **_counted(row)}
        for row in rows
        for kind, value in sorted(terms_of(row))
    ]
    if terms:
        connection.execute(insert(CASE_TERMS), terms)
    _mark_edges(connection, rows)


def _counted(row: CaseRow) -> dict[str, object]:
    return {"state": row.state.value, "tier": row.tier.value, "is_public": row.is_public}


def _mark_edges(connection: Connection, rows: Sequence[CaseRow]) -> None:
    marks = [
        {
            "its_repo": row.repo.casefold(),
            "its_upstream": each.repo.casefold(),
            "its_case": row.number,
            "its_asked": row.is_public,
        }
        for row in rows
        for each in row.upstreams
    ]
    if not marks:
        return
    edge = DERIVATIVES.c
    mine = (edge.repo_key == bindparam("its_repo")) & (edge.upstream_key == bindparam("its_upstream"))
    marked = update(DERIVATIVES).where(mine)
    asked: dict[str, Any] = {"case": bindparam("its_case"), "is_asked": bindparam("its_asked")}
    connection.execute(marked.values(asked), marks)


def count_anew(connection: Connection) -> None:
    """Of the rows as they are, every kind named."""
    columns = (CASE_ROWS.c.state, CASE_ROWS.c.tier, CASE_ROWS.c.is_public)
    counted = connection.execute(select(*columns, func.count()).group_by(*columns)).all()
    found = {(state, tier, bool(is_public)): count for state, tier, is_public, count in counted}
    kinds = [
        (state.value, tier.value, is_public) for state in CaseState for tier in Tier for is_public in (False, True)
    ]
    connection.execute(delete(CASE_COUNTS))
    connection.execute(
        insert(CASE_COUNTS),
        [
            {"state": kind[0], "tier": kind[1], "is_public": kind[2], "cases": found.get(kind, 0)}
            for kind in sorted({*kinds, *found})
        ],
    )
