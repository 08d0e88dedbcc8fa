# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Turns are taken one at a time, from a start to a stop."""

from __future__ import annotations

import threading

import pytest

from bot.adapters.work.turns import Together, TurnSchedule


class Remembering:
    def __init__(self, name: str, calls: list[str]) -> None:
        self.name, self.calls = name, calls

    def start(self) -> None:
        self.calls.append(f"start {self.name}")

    def stop(self) -> None:
        self.calls.append(f"stop {self.name}")


def test_turns_are_taken_until_it_stops() -> None:
    taken = threading.Event()
    schedule = TurnSchedule(taken.set, 1)
    schedule.stop()
    schedule.start()
    schedule.start()
    assert schedule._scheduler is not None
    (job,) = schedule._scheduler.get_jobs()
    assert (job.coalesce, job.max_instances) == (True, 1)
    assert taken.wait(30)
    schedule.stop()
    assert schedule._scheduler is None


def test_no_time_between_turns_is_refused() -> None:
    with pytest.raises(ValueError, match="one second or more"):
        TurnSchedule(lambda: None, 0)


def test_several_schedules_start_and_stop_as_one() -> None:
    calls: list[str] = []
    together = Together((Remembering("poll", calls), Remembering("turns", calls)))
    together.start()
    together.stop()
    assert calls == ["start poll", "start turns", "stop turns", "stop poll"]
