# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of turns: no window ever holds more than the quota, whatever clocks and other programs do."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from bot.adapters.hub.buckets import Bucket

STEPS = st.lists(st.tuples(st.floats(0, 40), st.integers(1, 64), st.booleans()), min_size=1, max_size=120)


def full(requests: float = 1000, window: float = 300, slack: float = 0) -> Bucket:
    return Bucket.full(requests=requests, window_seconds=window, now=0.0, slack_seconds=slack)


def drained(bucket: Bucket, now: float, *, is_urgent: bool = True) -> tuple[Bucket, int]:
    """All that can be had at one moment."""
    count = 0
    while (grant := bucket.take(now, patience_seconds=0, is_urgent=is_urgent)).turns:
        bucket, count = grant.bucket, count + 1
    return bucket, count


def most_in_a_window(uses: list[tuple[float, int]], window: float) -> int:
    return max(sum(turns for at, turns in uses if start <= at < start + window) for start, _ in uses)


@given(
    requests=st.integers(10, 3000),
    steps=STEPS,
    patience=st.sampled_from([0.0, 5.0, 300.0]),
    late=st.sampled_from([0.0, 1.0]),
)
@example(requests=1000, steps=[(0.0, 64, True)] * 100, patience=300.0, late=1.0)
def test_no_window_holds_more_turns_than_the_quota(
    requests: int, steps: list[tuple[float, int, bool]], patience: float, late: float
) -> None:
    """Also where turns that were given out are used by the slack later than they could be."""
    slack, now, uses = 20.0, 0.0, []
    bucket = full(requests, slack=slack)
    for number, (pause, most, is_urgent) in enumerate(steps):
        now += pause
        grant = bucket.take(now, most=most, patience_seconds=patience, is_urgent=is_urgent)
        bucket = grant.bucket
        if grant.turns:
            uses.append((now + grant.wait_seconds + late * slack * (number % 2), grant.turns))
    assert not uses or most_in_a_window(uses, 300.0) <= requests


def test_what_is_not_urgent_leaves_a_reserve() -> None:
    bucket, scans = drained(full(), 0.0, is_urgent=False)
    bucket, polls = drained(bucket, 0.0)
    assert (scans, polls) == (75, 25)
    assert bucket.take(5.0, patience_seconds=0, is_urgent=False).turns == 0
    assert bucket.take(5.0, patience_seconds=0).turns == 1


def test_many_that_wait_do_not_use_up_the_reserve() -> None:
    bucket, now = full(), 0.0
    for _ in range(1000):
        bucket = bucket.take(now, patience_seconds=300.0, is_urgent=False).bucket
    assert drained(bucket, now)[1] == 13


def test_large_shares_are_given_out_of_plenty_and_single_turns_of_little() -> None:
    assert full().take(0.0, most=64, patience_seconds=0).turns == 25
    assert full().take(0.0, most=4, patience_seconds=0).turns == 4
    nearly_empty, _ = drained(full(), 0.0)
    assert nearly_empty.take(1.0, most=64, patience_seconds=0).turns == 1


def test_what_the_hub_says_is_left_is_all_there_is() -> None:
    bucket = full().told(30, 200, 0.0)
    bucket, count = drained(bucket, 0.0)
    assert count == 20, "one percent of the quota is taken to be on its way"
    assert bucket.take(0.0, patience_seconds=300).wait_seconds == 201


def test_an_answer_of_the_same_window_never_raises_what_is_left() -> None:
    bucket = full().told(30, 200, 0.0).told(900, 199, 1.0)
    assert drained(bucket, 1.0)[1] == 20


def test_an_answer_that_was_long_on_its_way_says_nothing_about_this_window() -> None:
    bucket = full().told(900, 300, 300.0).told(1, 2, 300.0)
    assert drained(bucket, 300.0)[1] == 100


def test_the_next_window_begins_anew() -> None:
    bucket = full().told(12, 200, 0.0)
    assert drained(bucket, 100.0)[1] == 2
    assert drained(bucket, 201.0)[1] == 100
    assert drained(bucket.told(900, 300, 201.0), 201.0)[1] == 100


def test_of_what_is_left_a_part_is_kept_for_what_is_urgent() -> None:
    bucket = full().told(90, 299, 0.0)
    assert drained(bucket, 0.0, is_urgent=False)[1] == 0
    assert drained(bucket, 0.0)[1] == 80
    wait = bucket.take(0.0, patience_seconds=300, is_urgent=False).wait_seconds
    assert 0 < wait < 100
    assert bucket.take(wait + 0.001, patience_seconds=0, is_urgent=False).turns == 1


def test_nothing_is_asked_for_while_the_hub_says_that_all_is_used() -> None:
    bucket = full().told(0, 55, 0.0)
    assert bucket.take(55.5, patience_seconds=0).turns == 0
    assert bucket.take(56.1, patience_seconds=0).turns == 1


def test_a_smaller_quota_closes_for_a_window_at_most() -> None:
    bucket, _ = drained(full(10_000), 0.0)
    bucket = bucket.resized(10, 300, 0.0)
    assert 200 < bucket.take(0.0, patience_seconds=0).wait_seconds <= 400


@pytest.mark.parametrize("lag", [0.5, 3.0, 3600.0])
def test_a_clock_that_lags_behind_adds_nothing_and_takes_nothing(lag: float) -> None:
    bucket = full().take(1000.0, patience_seconds=0).bucket
    grant = bucket.take(1000.0 - lag, patience_seconds=0)
    assert grant.turns == 1
    assert grant.bucket.tokens == bucket.tokens - 1
    assert grant.bucket.counted_at == 1000.0


def test_a_bucket_that_is_reopened_starts_empty() -> None:
    bucket = full().take(9e9, patience_seconds=0).bucket.told(0, 99, 9e9).reopened(10.0)
    assert bucket.take(10.0, patience_seconds=0).turns == 0
    assert bucket.take(11.0, patience_seconds=0).turns == 1
