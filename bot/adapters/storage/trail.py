# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The append-only tables read as one trail: each is walked from its newest row, and the walks are merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from bot.adapters.storage.case_tables import DECISIONS, ORDERS, RECEIPTS
from bot.adapters.storage.cursors import cursor_after, place_of
from bot.model.log_entries import LogEntry, LogPage
from bot.model.questions import LogFilter, LogKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What each table calls in its own way."""

    what: str
    text: str
    name: str = ""
    case: int | None = None
    scope: str = ""


_TABLES = ((LogKind.DECISION, DECISIONS), (LogKind.ORDER, ORDERS), (LogKind.RECEIPT, RECEIPTS))
"""In the order in which entries of one moment come, the last first."""


def log_page(connection: Connection, wanted: LogFilter, after: str | None, most: int) -> LogPage:
    """Some entries, the newest first. Raises InputError for a cursor of another question."""
    question = repr(("log", wanted))
    place = None if after is None else place_of(after, question=question, kinds=(datetime, str, int))
    entries: list[LogEntry] = []
    for kind, table in _TABLES:
        where = _conditions(kind, table, wanted)
        if where is None:
            continue
        if place is not None:
            where.append(_beyond(kind, table, place))
        newest = select(table).where(*where).order_by(table.c.at.desc(), table.c.sequence.desc()).limit(most + 1)
        entries += [_entry(kind, row) for row in connection.execute(newest)]
    entries.sort(key=lambda each: (each.at, each.kind.value, each.sequence), reverse=True)
    last = entries[most - 1] if len(entries) > most else None
    following = None if last is None else cursor_after((last.at, last.kind.value, last.sequence), question=question)
    return LogPage(entries=tuple(entries[:most]), next=following)


def _conditions(kind: LogKind, table: Table, wanted: LogFilter) -> list[ColumnElement[bool]] | None:
    """``None`` where nothing of this kind can be meant."""
    if wanted.kinds and kind not in wanted.kinds:
        return None
    found: list[ColumnElement[bool]] = []
    if wanted.case is not None:
        if kind is LogKind.ORDER:
            return None
        found.append(table.c.case == wanted.case)
    if wanted.name:
        if kind is LogKind.RECEIPT:
            return None
        found.append(table.c.name == wanted.name)
    if wanted.since is not None:
        found.append(table.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(table.c.at < wanted.until)
    return found


def _beyond(kind: LogKind, table: Table, place: list[Any]) -> ColumnElement[bool]:
    at, last_kind, sequence = place
    older: ColumnElement[bool] = table.c.at < at
    not_newer: ColumnElement[bool] = table.c.at <= at
    if kind.value != last_kind:
        return not_newer if kind.value < last_kind else older
    return and_(not_newer, or_(older, table.c.sequence < sequence))


def _entry(kind: LogKind, row: Any) -> LogEntry:  # noqa: ANN401 - a row of one of three tables
    match kind:
        case LogKind.DECISION:
            told = _Told(case=row.case, what=row.state, name=row.name, text=row.reason)
        case LogKind.RECEIPT:
            told = _Told(case=row.case, what=row.done, text=row.url)
        case LogKind.ORDER:
            told = _Told(what=row.word, name=row.name, text=row.reason, scope=row.scope)
        case _:
            assert_never(kind)
    return LogEntry(
        kind=kind,
        sequence=row.sequence,
        at=row.at,
        case=told.case,
        what=told.what,
        name=told.name,
        text=told.text,
        scope=told.scope,
        digest=row.digest,
    )
