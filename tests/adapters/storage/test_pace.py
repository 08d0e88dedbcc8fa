# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Processes that share a database take from one bucket, whatever their clocks say and whichever of them dies."""

from __future__ import annotations

import multiprocessing
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from sqlalchemy import Engine, event

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.pace import SharedPace, caller_of
from bot.adapters.storage.schema import migrate
from bot.model.errors import RateLimited
from tests.contract.test_pace_contract import left, policy, taken
from tests.fakes.clock import FakeClock

ROUNDS = 50
PROCESSES = 3


class OffClock(FakeClock):
    """Goes with another clock, and is wrong by this many seconds."""

    def __init__(self, true: FakeClock, off_seconds: float) -> None:
        super().__init__()
        self.true = true
        self.off_seconds = off_seconds

    def now(self) -> datetime:
        return self.true.now() + timedelta(seconds=self.off_seconds)

    def monotonic(self) -> float:
        return self.true.monotonic()


def pace_of(
    engine: Engine, clock: FakeClock, *, is_urgent: bool = True, requests: int = 1000, caller: str = "me"
) -> SharedPace:
    return SharedPace(engine, caller=caller, clock=clock, is_urgent=is_urgent, requests=requests, window_seconds=300)


@pytest.fixture(scope="module")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """For examples that each have a caller of their own."""
    engine = open_database(tmp_path_factory.mktemp("pace") / "hubnotice.sqlite")
    migrate(engine)
    yield engine
    engine.dispose()


@settings(max_examples=30)
@given(
    off=st.tuples(*[st.floats(-2.5, 2.5)] * PROCESSES),
    steps=st.lists(
        st.tuples(st.sampled_from([0.0, 0.1, 3.0, 9.9, 40.0]), st.integers(0, PROCESSES - 1), st.integers(1, 90)),
        min_size=1,
        max_size=60,
    ),
)
def test_no_window_holds_more_than_the_quota_whoever_asks(
    one_for_all: Engine, off: tuple[float, ...], steps: list[tuple[float, int, int]]
) -> None:
    """Leases that are used late and clocks that differ included."""
    clock, caller = FakeClock(), uuid.uuid4().hex
    paces = [pace_of(one_for_all, OffClock(clock, each), requests=200, caller=caller) for each in off]
    uses: list[float] = []
    for pause, process, count in steps:
        clock.advance(pause)
        with suppress(RateLimited):
            for _ in range(count):
                wait = paces[process].take("api", patience_seconds=5)
                uses.append(clock.monotonic() + wait)
    assert max((sum(start <= each < start + 300 for each in uses) for start in uses), default=0) <= 200


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_real_processes_share_one_bucket(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    place = str(tmp_path / "hubnotice.sqlite") if kind == "sqlite" else request.getfixturevalue("postgres_database")
    engine = open_database(place)
    migrate(engine)
    engine.dispose()
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(PROCESSES) as pool:
        barrier = manager.Barrier(PROCESSES)
        counts = pool.starmap(_work, [(place, barrier)] * PROCESSES)
    together = [sum(each) for each in zip(*counts, strict=True)]
    assert together[0] == 20, "all processes together got what one would have got"
    assert max(sum(together[start : start + 43]) for start in range(ROUNDS)) <= 200, "43 rounds of 7 seconds"
    assert sum(together) > 200


def _work(place: str, barrier: Barrier) -> list[int]:
    """Take all that can be had, every seven seconds, at the same times as the others."""
    engine = open_database(place)
    clock = FakeClock()
    pace = pace_of(engine, clock, requests=200)
    counts = []
    for _ in range(ROUNDS):
        barrier.wait(60)
        counts.append(taken(pace))
        barrier.wait(60)
        clock.advance(7)
    engine.dispose()
    return counts


def test_where_there_is_plenty_the_database_is_seldom_asked(engine: Engine) -> None:
    begun: list[object] = []
    event.listen(engine, "begin", begun.append)
    pace = pace_of(engine, FakeClock(), requests=100_000)
    for _ in range(2000):
        pace.take("api", patience_seconds=0)
    assert len(begun) <= 2000 / 64 + 8


def test_a_process_that_starts_again_finds_what_it_used(engine: Engine) -> None:
    clock = FakeClock()
    assert taken(pace_of(engine, clock)) == 100
    assert taken(pace_of(engine, clock)) == 0


def test_an_old_lease_is_lost_and_not_used(engine: Engine) -> None:
    clock = FakeClock()
    hoarder, other = pace_of(engine, clock), pace_of(engine, clock)
    for _ in range(16):
        hoarder.take("api", patience_seconds=0)
    clock.advance(5)
    taken(other)
    clock.advance(6)
    got = taken(hoarder) + taken(other)
    assert got <= 6 * 900 / 320 + 1


def test_tokens_and_hubs_have_turns_of_their_own(engine: Engine) -> None:
    callers = {
        caller_of(*each)
        for each in [("https://hub", "hf_a"), ("https://hub/", "hf_a"), ("https://hub", None), ("https://b", "hf_a")]
    }
    assert len(callers) == 3
    assert not any("hf_a" in each for each in callers)
    clock = FakeClock()
    for caller in callers:
        pace = SharedPace(engine, caller=caller, clock=clock, is_urgent=True, requests=100, window_seconds=300)
        assert taken(pace) == 10


def test_scans_leave_a_reserve_to_what_is_urgent(engine: Engine) -> None:
    clock = FakeClock()
    scans, polls = pace_of(engine, clock, is_urgent=False), pace_of(engine, clock)
    for _ in range(100):
        clock.advance(4)
        with suppress(RateLimited):
            while True:
                scans.take("api", patience_seconds=60)
        assert polls.take("api", patience_seconds=0) == 0


def test_what_one_process_is_told_closes_for_all_at_once(engine: Engine) -> None:
    clock = FakeClock()
    told, other = pace_of(engine, clock), pace_of(engine, clock)
    other.take("api", patience_seconds=0)
    told.heed(left(0, 30))
    assert taken(other) == 0
    clock.advance(31)
    assert taken(other) > 0


def test_what_one_process_is_told_of_others_counts_for_all_with_its_next_lease(engine: Engine) -> None:
    clock = FakeClock()
    told, other = pace_of(engine, clock), pace_of(engine, clock)
    told.heed(policy(1000) | left(20, 200))
    told.take("api", patience_seconds=0)
    assert taken(other) <= 10


def test_a_lease_is_cut_where_the_hub_says_that_little_is_left(engine: Engine) -> None:
    pace = pace_of(engine, FakeClock())
    for _ in range(20):
        pace.take("api", patience_seconds=0)
    pace.heed(policy(1000) | left(12, 200))
    assert 0 < taken(pace) <= 12


def test_a_clock_that_was_hours_ahead_does_not_stop_the_others_for_hours(engine: Engine) -> None:
    clock = FakeClock()
    assert taken(pace_of(engine, OffClock(clock, 7200))) == 100
    right = pace_of(engine, clock)
    waited = 0
    while not taken(right):
        clock.advance(10)
        waited += 10
    assert 300 <= waited <= 320


def test_a_clock_that_is_ahead_and_counts_is_followed(engine: Engine) -> None:
    clock = FakeClock()
    ahead, right = pace_of(engine, OffClock(clock, 7200)), pace_of(engine, clock)
    counts = []
    for _ in range(60):
        counts.append(taken(ahead) + taken(right))
        clock.advance(10)
    assert max(sum(counts[start : start + 30]) for start in range(30)) <= 1000
    assert sum(counts[:30]) > 700
