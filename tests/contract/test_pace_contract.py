# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every keeper of turns does: for one process, and for all that share a database."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.adapters.hub.pacing import OwnPace, Pace
from bot.adapters.storage.pace import SharedPace
from bot.model.errors import RateLimited
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pace(storage: Engine | None, clock: FakeClock) -> Pace:
    if storage is None:
        return OwnPace(requests=500, window_seconds=300, monotonic=clock.monotonic)
    return SharedPace(storage, caller="me", clock=clock, is_urgent=True, requests=500, window_seconds=300)


def taken(pace: Pace, quota: str = "api") -> int:
    """All that can be had at this moment."""
    for count in range(100_000):
        try:
            assert pace.take(quota, patience_seconds=0) == 0
        except RateLimited:
            return count
    raise AssertionError("there is no end to it")


def policy(quota: int, kind: str = "api", window: int = 300) -> dict[str, str]:
    return {"ratelimit-policy": f'"fixed window";"{kind}";q={quota};w={window}'}


def left(remaining: int, seconds: int, kind: str = "api") -> dict[str, str]:
    return {"ratelimit": f'"{kind}";r={remaining};t={seconds}'}


def test_a_tenth_may_be_used_at_once_and_the_rest_comes_in_evenly(pace: Pace, clock: FakeClock) -> None:
    assert taken(pace) == 50
    clock.advance(100)
    assert taken(pace) == 50
    clock.advance(10)
    assert 13 <= taken(pace) <= 15


def test_no_window_holds_more_than_the_quota_and_most_of_it_can_be_used(pace: Pace, clock: FakeClock) -> None:
    counts = []
    for _ in range(900):
        counts.append(taken(pace))
        clock.advance(1)
    assert max(sum(counts[start : start + 300]) for start in range(600)) <= 500
    assert sum(counts[300:600]) >= 0.8 * 500


def test_a_turn_that_is_waited_for_is_taken(pace: Pace, clock: FakeClock) -> None:
    taken(pace)
    first, second = (pace.take("api", patience_seconds=5) for _ in range(2))
    assert 0.6 < first < 0.8
    assert second == pytest.approx(2 * first)
    clock.advance(first + 0.001)
    with pytest.raises(RateLimited):
        pace.take("api", patience_seconds=0)


def test_a_refusal_says_how_long_and_takes_nothing(pace: Pace, clock: FakeClock) -> None:
    taken(pace)
    waits = []
    for _ in range(5):
        with pytest.raises(RateLimited) as caught:
            pace.take("api", patience_seconds=0.1)
        waits.append(caught.value.retry_after_seconds or 0)
    assert waits == pytest.approx([waits[0]] * 5)
    assert 0.6 < waits[0] < 0.8
    clock.advance(waits[0])
    assert pace.take("api", patience_seconds=0.1) < 0.1


def test_each_kind_has_turns_of_its_own(pace: Pace) -> None:
    assert [taken(pace, kind) for kind in ("api", "resolvers", "pages")] == [50, 300, 10]


def test_the_quota_that_the_hub_names_is_taken_over(pace: Pace) -> None:
    pace.heed(policy(1000))
    pace.heed(policy(99, kind="nobody knows it"))
    assert taken(pace) == 100
    pace.heed(policy(10))
    with pytest.raises(RateLimited):
        pace.take("api", patience_seconds=5)
    assert taken(pace, "resolvers") == 300


def test_what_others_use_of_the_same_token_is_not_there_for_us(pace: Pace, clock: FakeClock) -> None:
    pace.take("api", patience_seconds=0)
    pace.heed(policy(1000) | left(30, 200))
    assert 15 <= taken(pace) <= 20
    clock.advance(190)
    assert taken(pace) == 0
    clock.advance(12)
    assert taken(pace) == 100


def test_a_quota_that_is_used_up_closes_itself_alone(pace: Pace, clock: FakeClock) -> None:
    pace.heed(left(0, 200))
    pace.heed({"ratelimit": "nonsense"})
    with pytest.raises(RateLimited) as caught:
        pace.take("api", patience_seconds=5)
    assert caught.value.retry_after_seconds == pytest.approx(201)
    assert taken(pace, "resolvers") == 300
    clock.advance(201)
    assert taken(pace) > 0
