# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The feeder fills places, leaves alone what is under way, and loses nothing where something goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime

import pytest

from bot.adapters.work.feeder import Feeder
from bot.model.errors import OperatorError
from bot.model.repository import SnapshotKey
from bot.ports.inbox import Priority
from tests.adapters.work.jobs import NOW, event, key
from tests.fakes.clock import FakeClock
from tests.fakes.inbox import FakeInbox

LONG = 60.0
ONE, TWO, THREE = (key(f"acme/{name}") for name in ("one", "two", "three"))


class Locked(FakeInbox):
    """Cannot be used the first time."""

    times = 1

    def claim(self, by: str, *, most: int, at: datetime) -> list[SnapshotKey]:
        self.times -= 1
        if self.times >= 0:
            raise OperatorError("database is locked")
        return super().claim(by, most=most, at=at)


class Scans:
    """What was begun, and what else there is to know of scans. Each has a place until `end`."""

    def __init__(self, inbox: FakeInbox, workers: int = 2) -> None:
        self.inbox = inbox
        self.begun: list[SnapshotKey] = []
        self.known: dict[SnapshotKey, bool] = {}
        self.wrong: list[Exception] = []
        self.places: dict[SnapshotKey, ExitStack] = {}
        self.changed = threading.Condition()
        self.feeder = Feeder(
            inbox,
            clock=FakeClock(),
            executor_id="main",
            workers=workers,
            poll_seconds=0.005,
            states=self._states,
            begin=self._begin,
        )

    def add(self, *keys: SnapshotKey) -> None:
        self.inbox.add([event(each.repo) for each in keys], priority=Priority.POLL, at=NOW)

    def end(self, which: SnapshotKey) -> None:
        self.feeder.ended(which)
        self.places.pop(which).close()

    def until(self, is_time: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(is_time, LONG)

    def _states(self, keys: Sequence[SnapshotKey]) -> dict[SnapshotKey, bool]:
        with self.changed:
            self.changed.notify_all()
        return {each: self.known[each] for each in keys if each in self.known}

    def _begin(self, which: SnapshotKey) -> None:
        if self.wrong:
            raise self.wrong.pop(0)
        self.places[which] = ExitStack()
        self.places[which].enter_context(self.feeder.at_work(which))
        with self.changed:
            self.begun.append(which)
            self.changed.notify_all()


@pytest.fixture
def scans(request: pytest.FixtureRequest) -> Iterator[Scans]:
    made = Scans(*getattr(request, "param", (FakeInbox(),)))
    yield made
    made.feeder.stop()


def test_as_many_as_there_are_places_are_begun_and_an_end_begins_the_next(scans: Scans) -> None:
    scans.add(ONE, TWO, THREE)
    scans.feeder.start()
    scans.until(lambda: len(scans.begun) == 2)
    first = scans.begun[0]
    scans.end(first)
    scans.until(lambda: len(scans.begun) == 3)
    assert set(scans.begun) == {ONE, TWO, THREE}
    assert len(scans.places) == 2


def test_what_is_under_way_is_left_and_what_has_ended_is_taken_out(scans: Scans) -> None:
    scans.known = {ONE: True, TWO: False}
    scans.add(ONE, TWO, THREE)
    scans.feeder.start()
    scans.until(lambda: bool(scans.begun) and scans.inbox.waiting() == 2)
    assert scans.begun == [THREE]
    assert set(scans.inbox.claimed("main")) == {ONE, THREE}
    scans.known[ONE] = False
    scans.until(lambda: scans.inbox.claimed("main") == [THREE])


@pytest.mark.parametrize("scans", [(Locked(),)], indirect=True)
def test_an_inbox_that_cannot_be_used_is_looked_into_again(scans: Scans) -> None:
    scans.add(ONE)
    scans.feeder.start()
    scans.until(lambda: scans.begun == [ONE])


def test_what_could_not_be_begun_is_begun_later(scans: Scans, caplog: pytest.LogCaptureFixture) -> None:
    scans.wrong = [RuntimeError("a bug"), OperatorError("database is locked")]
    scans.add(ONE, TWO)
    scans.feeder.start()
    scans.until(lambda: set(scans.begun) == {ONE, TWO})
    assert [record.msg for record in caplog.records if record.name.endswith("feeder")] == [
        "feeding_failed",
        "inbox_unusable",
    ]


@pytest.mark.parametrize("scans", [(FakeInbox(), 1)], indirect=True)
def test_who_rests_gives_its_place_away_and_gets_one_before_what_is_new(scans: Scans) -> None:
    scans.add(ONE, TWO, THREE)
    scans.feeder.start()
    scans.until(lambda: len(scans.begun) == 1)
    first = scans.begun[0]
    go_on, went_on = threading.Event(), threading.Event()

    def rest() -> None:
        with scans.feeder.resting(first):
            go_on.wait(LONG)
        went_on.set()

    resting = threading.Thread(target=rest)
    resting.start()
    scans.until(lambda: len(scans.begun) == 2)
    go_on.set()
    while not scans.feeder._returning:
        threading.Event().wait(0.005)
    scans.end(scans.begun[1])
    assert went_on.wait(LONG)
    resting.join()
    assert len(scans.begun) == 2, "the third one still waits"


@pytest.mark.parametrize("scans", [(FakeInbox(), 1)], indirect=True)
def test_where_many_rest_nothing_new_is_begun(scans: Scans) -> None:
    with ExitStack() as stack:
        for number in range(16):
            stack.enter_context(scans.feeder.resting(key(f"acme/{number}")))
        assert scans.feeder._room() == 0
        scans.feeder.stop()
    assert scans.begun == []


def test_a_feeder_that_does_not_run_can_be_stopped(scans: Scans) -> None:
    scans.feeder.stop()
    scans.add(ONE)
    assert scans.begun == []
