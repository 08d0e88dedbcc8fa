# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cadence, quiet hours and the days on which clocks are put forward and back."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.alerts import Cadence, QuietHours, Scope, ScopeKind, Subscription, zone_of
from bot.pipeline.alerting.timing import after_quiet, due_at, retry_seconds

PLAIN = Subscription(
    id="s", owner="hf:ada", scope=Scope(ScopeKind.MINE, "ada"), channels=(), created_at=datetime(2026, 1, 1, tzinfo=UTC)
)
NIGHT = QuietHours(start=time(22), end=time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "zone", "happened", "due"),
    [
        (Cadence.NOW, "UTC", "2026-03-17T10:00:01", "2026-03-17T10:00:01"),
        (Cadence.HOURLY, "UTC", "2026-03-17T10:00:01", "2026-03-17T11:00:00"),
        (Cadence.HOURLY, "Asia/Kolkata", "2026-03-17T11:00:00", "2026-03-17T11:00:00"),
        (Cadence.DAILY, "Asia/Tokyo", "2026-03-17T10:00:00", "2026-03-18T00:00:00"),
        (Cadence.DAILY, "Asia/Tokyo", "2026-03-17T23:59:59", "2026-03-18T00:00:00"),
        (Cadence.DAILY, "Asia/Tokyo", "2026-03-18T00:00:00", "2026-03-19T00:00:00"),
        (Cadence.DAILY, "Europe/Berlin", "2026-03-28T20:00:00", "2026-03-29T07:00:00"),
        (Cadence.DAILY, "Europe/Berlin", "2026-03-27T20:00:00", "2026-03-28T08:00:00"),
        (Cadence.DAILY, "Europe/Berlin", "2026-10-24T20:00:00", "2026-10-25T08:00:00"),
        (Cadence.WEEKLY, "America/New_York", "2026-03-02T15:00:00", "2026-03-09T13:00:00"),
        (Cadence.WEEKLY, "America/New_York", "2026-03-02T13:00:00", "2026-03-02T14:00:00"),
    ],
)
def test_a_cadence_is_kept_by_the_clock_on_the_wall(cadence: Cadence, zone: str, happened: str, due: str) -> None:
    assert due_at(replace(PLAIN, cadence=cadence, timezone=zone), utc(happened)) == utc(due)


@pytest.mark.parametrize(
    ("zone", "at", "due"),
    [
        ("Europe/Berlin", "2026-03-17T20:59:59", "2026-03-17T20:59:59"),
        ("Europe/Berlin", "2026-03-17T21:00:00", "2026-03-18T06:00:00"),
        ("Europe/Berlin", "2026-03-18T05:59:59", "2026-03-18T06:00:00"),
        ("Europe/Berlin", "2026-03-18T06:00:00", "2026-03-18T06:00:00"),
        # The night of 28 March has nine hours less one, that of 24 October one more.
        ("Europe/Berlin", "2026-03-28T21:00:00", "2026-03-29T05:00:00"),
        ("Europe/Berlin", "2026-10-24T20:00:00", "2026-10-25T06:00:00"),
    ],
)
def test_nobody_is_disturbed_at_night(zone: str, at: str, due: str) -> None:
    assert due_at(replace(PLAIN, timezone=zone, quiet_hours=NIGHT), utc(at)) == utc(due)


def test_an_end_that_a_day_leaves_out_is_the_moment_at_which_the_clock_is_put_forward() -> None:
    quiet = QuietHours(start=time(1), end=time(2, 30))
    assert after_quiet(utc("2026-03-29T00:30:00"), quiet, zone_of("Europe/Berlin")) == utc("2026-03-29T01:00:00")


def test_an_end_that_comes_twice_counts_the_first_time() -> None:
    quiet = QuietHours(start=time(1), end=time(2, 30))
    assert after_quiet(utc("2026-10-24T23:30:00"), quiet, zone_of("Europe/Berlin")) == utc("2026-10-25T00:30:00")


ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "America/St_Johns")


@given(
    at=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - the zone follows
    zone=st.sampled_from(ZONES),
    cadence=st.sampled_from(Cadence),
    start=st.times(),
    end=st.times(),
)
def test_a_digest_comes_neither_early_nor_in_quiet_hours_nor_more_than_a_week_and_a_day_late(
    at: datetime, zone: str, cadence: Cadence, start: time, end: time
) -> None:
    start, end = (each.replace(second=0, microsecond=0) for each in (start, end))
    quiet = None if start == end else QuietHours(start=start, end=end)
    happened = at.replace(tzinfo=UTC)
    due = due_at(replace(PLAIN, cadence=cadence, timezone=zone, quiet_hours=quiet), happened)
    assert happened <= due <= happened + timedelta(days=8, hours=2)
    if quiet is not None and due != happened:
        wall = due.astimezone(zone_of(zone))
        is_put_forward = (due - timedelta(minutes=1)).astimezone(zone_of(zone)).utcoffset() != wall.utcoffset()
        assert is_put_forward or not quiet.holds(wall.time())


def test_tries_wait_from_five_seconds_to_a_day_and_then_end() -> None:
    chance = random.Random(3)
    waits = [retry_seconds(number, chance=chance) for number in range(1, 10)]
    assert waits[-1] is None
    known = [each for each in waits if each is not None]
    assert len(known) == 8
    assert 4 <= known[0] <= 6
    assert known[-1] <= 86_400
    assert known == sorted(known)
    assert retry_seconds(1, chance=chance, asked_seconds=600.0) == 600.0
    assert retry_seconds(1, chance=chance, asked_seconds=1e9) == 86_400.0
    assert len({retry_seconds(1, chance=chance) for _ in range(50)}) > 40, "tries are spread"
