# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A world of alerts on a database file of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from tests.samples.alerting import AlertWorld


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once, and copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "hubnotice.sqlite"
    engine = open_database(path)
    migrate(engine)
    # Everything has to be in the one file that is copied.
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def engine(empty_database: Path, tmp_path: Path) -> Iterator[Engine]:
    path = tmp_path / "hubnotice.sqlite"
    shutil.copyfile(empty_database, path)
    engine = open_database(path)
    yield engine
    engine.dispose()


@pytest.fixture
def world(engine: Engine) -> AlertWorld:
    return AlertWorld(engine)
