# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The backfill goes on until there is never more to do, whatever goes wrong, in one process at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import URL

from bot.adapters.work.attempts import Retries
from bot.adapters.work.backfiller import Backfiller
from bot.model.errors import RateLimited
from bot.ports.work import Pace
from tests.adapters.work.conftest import MakeEngine
from tests.adapters.work.jobs import FakeJobs, event, key

LONG = 60.0


class Steps:
    """What each step gives, or raises."""

    def __init__(self, url: URL, *answers: Pace | Exception) -> None:
        self.left = list(answers)
        self.woken = 0
        self.stopping = threading.Event()
        self.waits: list[float] = []
        self.backfiller = Backfiller(
            self._step,
            url=url,
            wake=self._wake,
            retries=Retries(first_wait_seconds=0.001, longest_wait_seconds=0.01),
            stopping=self.stopping,
            later_seconds=0.001,
        )

    def _step(self) -> Pace:
        answer = self.left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def url(tmp_path: Path) -> URL:
    return sqlalchemy.make_url(f"sqlite:///{tmp_path / 'hubnotice.sqlite'}")


def test_it_goes_on_until_there_is_never_more_to_do(url: URL) -> None:
    steps = Steps(url, Pace.AT_ONCE, Pace.LATER, Pace.AT_ONCE, Pace.NEVER, Pace.AT_ONCE)
    steps.backfiller.start()
    steps.backfiller.join()
    assert steps.left == [Pace.AT_ONCE]
    assert steps.woken == 3


def test_what_goes_wrong_is_tried_again(url: URL, caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps(url, *[RateLimited("slow down")] * 9, KeyError("a bug"), Pace.NEVER)
    steps.backfiller.start()
    steps.backfiller.join()
    assert steps.left == []
    told = [vars(record)["reason"] for record in caplog.records if record.msg == "backfill_put_off"]
    assert told == ["RateLimited: slow down"] * 9 + ["KeyError"]


def test_another_process_waits_until_the_first_one_is_done(url: URL) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def step() -> Pace:
        begun.set()
        go_on.wait(LONG)
        return Pace.NEVER

    first, second = Steps(url), Steps(url, Pace.NEVER)
    first.backfiller._step = step
    first.backfiller.start()
    assert begun.wait(LONG)
    assert second.backfiller._seconds_until_next() is not None
    assert second.left == [Pace.NEVER], "it was not its turn"
    go_on.set()
    first.backfiller.join()
    second.backfiller.start()
    second.backfiller.join()
    assert second.left == []


def test_a_stop_ends_it(url: URL) -> None:
    steps = Steps(url, *[Pace.LATER] * 99_999)
    steps.backfiller.start()
    steps.stopping.set()
    steps.backfiller.join()
    assert steps.left


def test_an_engine_backfills_where_it_is_asked_to(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    old = key("acme/old")
    pages: list[Callable[[], None]] = [lambda: jobs.named(old)]

    def backfill() -> Pace:
        if not pages:
            return Pace.NEVER
        pages.pop()()
        return Pace.AT_ONCE

    jobs.backfill = backfill  # type: ignore[method-assign]
    scanned = threading.Event()
    jobs.during[f"scan {old}"] = scanned.set
    quiet = make_engine()
    quiet.start()
    jobs.events = [event()]
    quiet.poll()
    assert quiet.drain(LONG)
    quiet.stop()
    assert pages, "nobody asked for it"
    make_engine(backfills=True).start()
    assert scanned.wait(LONG)
