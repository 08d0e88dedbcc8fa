# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An empty database of this release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "hubnotice.sqlite")
    migrate(engine)
    yield engine
    engine.dispose()
