# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Brings a database to the tables of this release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from bot.adapters.storage.engine import shown, writing
from bot.adapters.storage.rebuilding import rebuild_if_outdated
from bot.model.errors import OperatorError

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).resolve().parent / "migrations"
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
            rebuild_if_outdated(connection)
    except DatabaseError as error:
        raise OperatorError(f"database {shown(engine.url)}: cannot be used: {error.orig}") from error


def _upgrade(connection: Connection) -> None:
    # Imported here, because the command line starts without it.
    from alembic import command  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = _config(connection)
    script = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    if found == script.get_current_head():
        return
    if found is not None and found not in {step.revision for step in script.walk_revisions()}:
        raise OperatorError(
            f"database {shown(connection.engine.url)}: expected tables of at most step {script.get_current_head()}, "
            f"found step {found}; a newer release wrote it, so install that release or use another database"
        )
    command.upgrade(config, "head")


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # The option goes through a parser to which a percent sign means something.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
