# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The schedule names times that every scheduler names alike, and does no work."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.work.schedule import PollSchedule, last_due
from tests.fakes.clock import FakeClock


def test_a_poll_is_told_its_scheduled_time() -> None:
    clock = FakeClock(datetime(2026, 3, 17, 10, 0, 7, 300, tzinfo=UTC))
    polled: list[datetime] = []
    schedule = PollSchedule(polled.append, 60, clock=clock)
    schedule.fire()
    clock.advance(30)
    schedule.fire()
    clock.advance(30)
    schedule.fire()
    first, again, later = polled
    assert first == again == datetime(2026, 3, 17, 10, 0, tzinfo=UTC)
    assert later == datetime(2026, 3, 17, 10, 1, tzinfo=UTC)


def test_a_scheduled_time_is_its_own() -> None:
    due = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)
    assert last_due(due, 300) == due


def test_it_starts_and_stops_and_catches_up_with_one_call() -> None:
    schedule = PollSchedule(lambda _: None, 3600, clock=FakeClock())
    schedule.stop()
    schedule.start()
    schedule.start()
    assert schedule._scheduler is not None
    (job,) = schedule._scheduler.get_jobs()
    assert job.coalesce
    assert job.max_instances == 1
    assert (job.next_run_time.minute, job.next_run_time.second, job.next_run_time.microsecond) == (0, 0, 0)
    schedule.stop()
    assert schedule._scheduler is None


def test_no_time_between_polls_is_refused() -> None:
    with pytest.raises(ValueError, match="one second or more"):
        PollSchedule(lambda _: None, 0, clock=FakeClock())
