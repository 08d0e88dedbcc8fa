# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The append-only tables: each row's digest covers its content and the digest before it, so that an edited row shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, Table, select

from bot.adapters.storage.case_tables import DECISIONS, ORDERS, RECEIPTS
from bot.adapters.storage.conversation_tables import NOTES, STATEMENTS
from bot.adapters.storage.counters import last_number, next_number
from bot.adapters.storage.overseeing_tables import READS

_BEFORE_THE_FIRST = ""
_AT_A_TIME = 1000
LOGS = (DECISIONS, RECEIPTS, ORDERS, STATEMENTS, NOTES, READS)


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
    return next((broken for table in LOGS if (broken := stretch(connection, table).broken)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows of one log that fit each other, and what came after them."""

    sequence: int
    """The last row that fits."""
    digest: str
    """Of that row; empty before the first."""
    broken: BrokenRow | None
    """The row after it, where that one does not fit."""


def stretch(
    connection: Connection, table: Table, *, after: int = 0, digest: str = "", most: int | None = None
) -> Stretch:
    """Check the rows after one that fits and has this digest, at most so many, or all of them."""
    written = last_number(connection, table)
    wanted = select(table).where(table.c.sequence > after).order_by(table.c.sequence).limit(most)
    checked, previous, seen = after, digest, 0
    for row in connection.execution_options(yield_per=_AT_A_TIME).execute(wanted).mappings():
        why = _why_broken(table, row, checked + 1, previous)
        if why is not None:
            return Stretch(sequence=checked, digest=previous, broken=broken_row(table, checked + 1, why))
        checked, previous, seen = row["sequence"], row["digest"], seen + 1
    # Rows that came since the number was read are no mistake.
    if checked < written and seen != most:
        missing = broken_row(table, checked + 1, f"missing, {written} rows were written")
        return Stretch(sequence=checked, digest=previous, broken=missing)
    return Stretch(sequence=checked, digest=previous, broken=None)


def digest_of(connection: Connection, table: Table, sequence: int) -> str | None:
    """The digest that a row has now; ``None`` where there is no such row."""
    return connection.execute(select(table.c.digest).where(table.c.sequence == sequence)).scalar_one_or_none()


def broken_row(table: Table, sequence: int, reason: str) -> BrokenRow:
    """This row of this log is not as it was written."""
    return BrokenRow(table=table.name, sequence=sequence, reason=reason)


def _why_broken(table: Table, row: RowMapping, expected: int, previous: str) -> str | None:
    if row["sequence"] != expected:
        return f"missing, the next row is {row['sequence']}"
    content = {name: value for name, value in row.items() if name != "digest"}
    return None if row["digest"] == _digest(previous, table, content) else "the digest does not fit the content"


def _digest(previous: str, table: Table, row: Mapping[str, object]) -> str:
    content = {name: _plain(value) for name, value in row.items()}
    text = json.dumps([previous, table.name, content], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
