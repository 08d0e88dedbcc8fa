# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Numbers that are given out once, to whichever process asks."""

from __future__ import annotations

from sqlalchemy import Connection, Table, select, update

from bot.adapters.storage.tables import COUNTERS
from bot.model.errors import OperatorError


def next_number(connection: Connection, kind: Table) -> int:
    """The next number for this table, from 1. Until the transaction ends, whoever else asks for one of this kind waits.

    A transaction that fails gives its number back, so numbers in the table have no gaps where each is used at once.
    """
    mine = COUNTERS.c.name == kind.name
    found: int | None = connection.execute(
        update(COUNTERS).where(mine).values(value=COUNTERS.c.value + 1).returning(COUNTERS.c.value)
    ).scalar_one_or_none()
    if found is None:
        raise OperatorError(f"database: the counter for {kind.name} is missing; restore the database from a backup")
    return found


def skip_to(connection: Connection, kind: Table, number: int) -> None:
    """Give out nothing up to this number any more."""
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == kind.name).values(value=number))


def last_number(connection: Connection, kind: Table) -> int:
    """What was given out last; 0 before the first."""
    found: int = connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == kind.name)).scalar_one()
    return found
