# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How often the count of a day's bytes goes to the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage import moved
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.moved import SqlDailyBytes
from bot.adapters.storage.schema import migrate
from tests.fakes.clock import FakeClock

_MUCH = 10**12


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "hubnotice.sqlite3")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 17, 12, 0, 0, tzinfo=UTC))


def test_where_plenty_is_left_it_is_asked_once_in_a_while(
    database: Engine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "_FRESH_SECONDS", 3600.0)
    one, other = (SqlDailyBytes(database, most=_MUCH, clock=clock) for _ in range(2))
    assert one.left() == _MUCH
    other.spend(5)
    assert other.left() == _MUCH - 5
    one.spend(3)
    assert one.left() == _MUCH - 3
    monkeypatch.setattr(moved, "_FRESH_SECONDS", 0.0)
    assert one.left() == _MUCH - 8


def test_a_look_of_yesterday_says_nothing_about_today(
    database: Engine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "_FRESH_SECONDS", 3600.0)
    count = SqlDailyBytes(database, most=_MUCH, clock=clock)
    count.spend(7)
    assert count.left() == _MUCH - 7
    clock.advance(24 * 3600)
    assert count.left() == _MUCH


def test_what_was_moved_since_the_last_look_can_end_the_plenty(
    database: Engine, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "_FRESH_SECONDS", 3600.0)
    one, other = (SqlDailyBytes(database, most=_MUCH, clock=clock, at_once=2 * _MUCH) for _ in range(2))
    assert one.left() == _MUCH
    other.spend(10)
    other.flush()
    one.spend(_MUCH - 500)
    assert one.left() == 490
