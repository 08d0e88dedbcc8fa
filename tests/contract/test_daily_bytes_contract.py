# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every count of a day's bytes does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.moved import SqlDailyBytes
from bot.model.costs import Cost
from bot.ports.budgets import DailyBytes
from tests.fakes.budgets import FakeDailyBytes
from tests.fakes.clock import FakeClock

Count = Callable[[], DailyBytes]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 17, 23, 59, 0, tzinfo=UTC))


@pytest.fixture
def count(storage: Engine | None, clock: FakeClock) -> Count:
    """Counts of several processes; in memory there is one."""
    if storage is None:
        fake = FakeDailyBytes(1000, clock)
        return lambda: fake
    return lambda: SqlDailyBytes(storage, most=1000, clock=clock)


def test_what_was_spent_is_not_left(count: Count) -> None:
    today = count()
    assert today.left() == 1000
    today.spend(300)
    today.spend(1)
    assert today.left() == 699
    today.spend(10_000)
    assert today.left() == 0


def test_a_new_day_begins_at_midnight_in_utc(count: Count, clock: FakeClock) -> None:
    today = count()
    today.spend(1000)
    assert today.left() == 0
    clock.advance(59)
    assert today.left() == 0
    clock.advance(1)
    assert today.left() == 1000


def test_all_processes_spend_of_one_day(count: Count) -> None:
    one, other = count(), count()
    one.spend(400)
    assert one.left() == other.left() == 600
    other.spend(500)
    assert other.left() == one.left() == 100


def test_threads_lose_no_byte(count: Count) -> None:
    today = count()

    def spend(_: int) -> int:
        today.spend(1)
        return today.left()

    with ThreadPoolExecutor(4) as pool:
        assert min(pool.map(spend, range(100))) == 900
    assert today.left() == 900


def test_much_is_written_down_without_being_asked_for(storage: Engine | None, clock: FakeClock) -> None:
    if storage is None:
        pytest.skip("nothing is written down in memory")
    one = SqlDailyBytes(storage, most=1000, clock=clock, at_once=100)
    one.add(Cost(requests=1))
    one.spend(99)
    assert SqlDailyBytes(storage, most=1000, clock=clock).left() == 1000
    one.add(Cost(bytes=1))
    assert SqlDailyBytes(storage, most=1000, clock=clock).left() == 900
