# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The append-only tables: each row's digest covers its content and the digest before it, so that an edited row shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Table, select

from bot.adapters.storage.conversation_tables import NOTES, STATEMENTS
from bot.adapters.storage.counters import last_number, next_number
from bot.adapters.storage.tables import DECISIONS, ORDERS, RECEIPTS

_BEFORE_THE_FIRST = ""
_AT_A_TIME = 1000
LOGS = (DECISIONS, RECEIPTS, ORDERS, STATEMENTS, NOTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """The first row of a log that is not as it was written; nothing after it is vouched for."""

    table: str
    sequence: int
    reason: str


def append(connection: Connection, table: Table, values: Mapping[str, object]) -> None:
    """Add a row at the end. The counter's lock keeps two writers from chaining to the same row."""
    sequence = next_number(connection, table)
    previous = connection.execute(select(table.c.digest).where(table.c.sequence == sequence - 1)).scalar_one_or_none()
    row = {**values, "sequence": sequence}
    digest = _digest(previous or _BEFORE_THE_FIRST, table, row)
    connection.execute(table.insert().values(**row, digest=digest))


def first_broken(connection: Connection) -> BrokenRow | None:
    """The first row that was changed, removed or put in later, or None where every log is whole."""
    return next((broken for table in LOGS if (broken := _first_broken(connection, table))), None)


def _first_broken(connection: Connection, table: Table) -> BrokenRow | None:
    previous = _BEFORE_THE_FIRST
    expected = 1
    rows = connection.execution_options(yield_per=_AT_A_TIME).execute(select(table).order_by(table.c.sequence))
    for row in rows.mappings():
        if row["sequence"] != expected:
            return BrokenRow(table=table.name, sequence=expected, reason=f"missing, the next row is {row['sequence']}")
        content = {name: value for name, value in row.items() if name != "digest"}
        if row["digest"] != _digest(previous, table, content):
            return BrokenRow(table=table.name, sequence=expected, reason="the digest does not fit the content")
        previous = row["digest"]
        expected += 1
    written = last_number(connection, table)
    if written != expected - 1:
        return BrokenRow(table=table.name, sequence=expected, reason=f"missing, {written} rows were written")
    return None


def _digest(previous: str, table: Table, row: Mapping[str, object]) -> str:
    content = {name: _plain(value) for name, value in row.items()}
    text = json.dumps([previous, table.name, content], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
