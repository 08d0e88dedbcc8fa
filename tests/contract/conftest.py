# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every implementation of a storage port: in memory, on SQLite, and on PostgreSQL where HUBNOTICE_TEST_POSTGRES names a server.

The database that it names is emptied, so name one that holds nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.tables import METADATA
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from tests.fakes.casebook import FakeCasebook
from tests.fakes.catalog import FakeCatalog

_POSTGRES = os.environ.get("HUBNOTICE_TEST_POSTGRES")
_IMPLEMENTATIONS = ["memory", "sqlite", *(["postgresql"] if _POSTGRES else [])]


@pytest.fixture(params=_IMPLEMENTATIONS)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine | None]:
    """A database without rows, or None for the fakes."""
    match request.param:
        case "memory":
            yield None
            return
        case "sqlite":
            engine = open_database(tmp_path / "hubnotice.sqlite")
        case _:
            engine = open_database(str(_POSTGRES))
            with engine.begin() as connection:
                METADATA.drop_all(connection)
                connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def casebook(storage: Engine | None) -> Casebook:
    return FakeCasebook() if storage is None else SqlCasebook(storage)


@pytest.fixture
def catalog(storage: Engine | None) -> Catalog:
    return FakeCatalog() if storage is None else SqlCatalog(storage)
