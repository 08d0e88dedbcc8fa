# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One town for each test, or one desk over an empty database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from tests.web.desk.around_world import Desk
from tests.web.desk.world import Town, town


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "hubnotice.sqlite"
    engine = open_database(path)
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def desk(tmp_path: Path, empty_database: Path) -> Iterator[Desk]:
    engine = open_database(shutil.copy(empty_database, tmp_path / "hubnotice.sqlite"))
    made = Desk(engine=engine)
    with made.served():
        yield made
    engine.dispose()
