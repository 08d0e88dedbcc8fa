# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What all tables share: their metadata, how a time is stored, and the numbers of their rows.

Tables stand beside this, in `*_tables`, as the program uses them; `migrations` makes them, and a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, DateTime, Dialect, MetaData, String, Table, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A time in UTC, to the microsecond, on every database; a time without a zone is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Strip the zone after moving to UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError(f"expected a time with a zone, found {value.isoformat()}")
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say the zone again."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last number given out of each kind. Updating a row also locks it, which puts writers of one kind in a row."""
