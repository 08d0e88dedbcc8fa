# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Brings a database to the tables of this release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from bot.adapters.storage.counters import last_number
from bot.adapters.storage.desk_tables import CASE_ROWS, WAY
from bot.adapters.storage.engine import shown, writing
from bot.model.errors import OperatorError

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).resolve().parent / "migrations"
_STEPS = sqlalchemy.table("alembic_version", sqlalchemy.column("version_num", sqlalchemy.String))
_LOCK = 0x68756E
"""Any number that nobody else who shares a PostgreSQL database locks."""


def migrate(engine: Engine) -> None:
    """Make or bring up to date all tables, in one transaction; does nothing where they are. Two processes may start at once.

    Raises OperatorError where a newer release wrote this database, or where it is no database of ours.
    """
    try:
        with writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sqlalchemy.select(sqlalchemy.func.pg_advisory_xact_lock(_LOCK)))
            _upgrade(connection)
            _rebuild(connection)
    except DatabaseError as error:
        raise OperatorError(f"database {shown(engine.url)}: cannot be used: {error.orig}") from error


def _upgrade(connection: Connection) -> None:
    found = _step(connection)
    if found == newest_step():
        return
    # Imported here, because it takes longer to import than everything else that a command does with a database that is up to date.
    from alembic import command  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = _config(connection)
    script = ScriptDirectory.from_config(config)
    if found is not None and found not in {step.revision for step in script.walk_revisions()}:
        raise OperatorError(
            f"database {shown(connection.engine.url)}: expected tables of at most step {script.get_current_head()}, "
            f"found step {found}; a newer release wrote it, so install that release or use another database"
        )
    command.upgrade(config, "head")


def _rebuild(connection: Connection) -> None:
    """Fill the desk's tables anew where an earlier release filled them in another way, or none did."""
    if last_number(connection, CASE_ROWS) == WAY:
        return
    # Imported here for the same reason.
    from bot.adapters.storage.rebuilding import rebuild  # noqa: PLC0415

    rebuild(connection)


def _step(connection: Connection) -> str | None:
    """Where alembic left off; ``None`` where it was never here."""
    if not sqlalchemy.inspect(connection).has_table(_STEPS.name):
        return None
    step: str | None = connection.execute(sqlalchemy.select(_STEPS.c.version_num)).scalar()
    return step


def newest_step() -> str:
    """The last of this release, by the names of its files (``v0020_reads.py``)."""
    return max(path.name for path in (_FOLDER / "versions").glob("v[0-9]*.py"))[1:5]


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # The option goes through a parser to which a percent sign means something.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
