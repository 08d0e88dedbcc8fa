# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The database of the settings or the default one, opened and brought to the tables of this release."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.model.errors import OperatorError


def opened_database(given: str | Path | None, default: Path) -> Engine:
    """Open and migrate; the folder of the default one is made. Raises OperatorError."""
    database = open_database(given or _made(default))
    migrate(database)
    return database


def _made(path: Path) -> Path:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(
            f"{path.parent}: cannot be made: {error.strerror}; name another place with --database"
        ) from error
    return path
