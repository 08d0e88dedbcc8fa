# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The backfill takes in every old model once, keeps its place, and gets in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.errors import RemoteFailure
from bot.model.repository import HubEvent, SnapshotKey
from bot.pipeline.backfill import Backfill
from bot.pipeline.intake import Intake
from bot.ports.hub import ListedPage
from bot.ports.inbox import Priority
from bot.ports.work import Pace
from tests.fakes.casebook import FakeCasebook
from tests.fakes.clock import FakeClock
from tests.fakes.forum import FakeForum
from tests.fakes.hub import FakeHub
from tests.fakes.inbox import FakeInbox
from tests.fakes.walks import FakeWalks
from tests.samples.judged import NOW


class InACircle(FakeHub):
    """Every page is followed by itself."""

    def created(self, *, cursor: str | None = None) -> ListedPage:
        return replace(super().created(cursor=cursor), cursor="1")


class Walker:
    def __init__(self, hub: FakeHub | None = None, models: int = 7) -> None:
        self.hub = hub or FakeHub(page_size=2)
        self.casebook = FakeCasebook()
        self.inbox = FakeInbox()
        self.walks = FakeWalks()
        self.clock = FakeClock(NOW)
        self.keys = [self.publish(f"a/{number}", days_ago=100 - number) for number in range(models)]
        self.start()

    def start(self) -> None:
        """What a new process begins with."""
        intake = Intake(
            hub=self.hub,
            casebook=self.casebook,
            inbox=self.inbox,
            clock=self.clock,
            forum=FakeForum(),
            overlap_seconds=600,
            first_look_back_seconds=3600,
        )
        self.backfill = Backfill(hub=self.hub, intake=intake, inbox=self.inbox, walks=self.walks, clock=self.clock)

    def publish(self, repo: str, *, days_ago: float) -> SnapshotKey:
        return self.hub.publish(repo, {"model.safetensors": b"w"}, at=self.clock.now() - timedelta(days=days_ago))

    def walk(self) -> list[Pace]:
        """Step until there is never more to do."""
        paces = [self.backfill.step()]
        while paces[-1] is not Pace.NEVER:
            assert len(paces) < 50
            paces.append(self.backfill.step())
        return paces

    def take(self) -> list[SnapshotKey]:
        taken = self.inbox.claim("main", most=9999, at=NOW)
        self.inbox.done(taken)
        return taken


def test_everything_is_taken_in_once_oldest_first() -> None:
    walker = Walker()
    assert walker.walk() == [Pace.AT_ONCE] * 3 + [Pace.NEVER]
    assert walker.take() == walker.keys
    assert walker.backfill.step() is Pace.NEVER
    assert walker.hub.pages == [None, "2", "4", "6"]


def test_a_restart_goes_on_where_it_was() -> None:
    walker = Walker()
    walker.backfill.step()
    walker.backfill.step()
    walker.start()
    walker.walk()
    assert walker.hub.pages == [None, "2", "4", "6"]
    assert walker.take() == walker.keys


def test_a_crash_before_the_place_was_kept_reads_the_page_again_and_doubles_nothing() -> None:
    walker = Walker()
    walker.backfill.step()
    place = walker.walks.walk()
    assert place is not None
    walker.backfill.step()
    walker.walks.keep(place)
    walker.walk()
    assert walker.hub.pages == [None, "2", "2", "4", "6"]
    assert walker.take() == walker.keys


def test_a_place_that_the_hub_has_forgotten_begins_again_and_passes_over_what_was_taken_in() -> None:
    walker = Walker()
    walker.backfill.step()
    walker.backfill.step()
    assert walker.take() == walker.keys[:4]
    walker.hub.forgets_cursors = True
    assert walker.backfill.step() is Pace.LATER
    walker.walk()
    assert walker.hub.pages == [None, "2", None, "2", "4", "6"]
    assert walker.take() == walker.keys[2:], "the page with the last one that was taken in is read again"


def test_it_ends_at_the_time_of_its_start() -> None:
    walker = Walker()
    walker.backfill.step()
    walker.clock.advance(3600)
    later = [walker.publish(f"b/{number}", days_ago=0) for number in range(5)]
    walker.walk()
    assert not set(later[1:]) & set(walker.take()), "those are for polls to find"
    assert walker.hub.pages == [None, "2", "4", "6"]


def test_where_many_wait_nothing_is_asked_for() -> None:
    walker = Walker()
    many = [HubEvent(key=SnapshotKey(f"c/{n}", "a" * 40), last_modified=NOW, source="poll") for n in range(1000)]
    walker.inbox.add(many, priority=Priority.POLL, at=NOW)
    assert walker.backfill.step() is Pace.LATER
    assert walker.hub.pages == []
    walker.take()
    assert walker.backfill.step() is Pace.AT_ONCE


def test_what_a_poll_finds_goes_before_it() -> None:
    walker = Walker()
    walker.backfill.step()
    listed = HubEvent(key=SnapshotKey("z/new", "a" * 40), last_modified=NOW, source="poll")
    walker.inbox.add([listed], priority=Priority.POLL, at=NOW)
    assert walker.take() == [listed.key, *walker.keys[:2]]


def test_what_no_poll_would_take_is_left_out() -> None:
    walker = Walker(models=3)
    walker.casebook.record_scan(walker.keys[0], report="{}", at=NOW)
    walker.hub.publish("a/card", {"README.md": b"words"}, at=NOW - timedelta(days=50))
    walker.walk()
    assert walker.take() == walker.keys[1:]


def test_an_empty_list_is_soon_done() -> None:
    walker = Walker(models=0)
    assert walker.walk() == [Pace.NEVER]


def test_a_list_that_leads_in_a_circle_is_refused() -> None:
    walker = Walker(InACircle(page_size=2))
    walker.backfill.step()
    with pytest.raises(RemoteFailure, match="the same one again"):
        walker.backfill.step()
