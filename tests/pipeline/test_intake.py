# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Polling takes each new pair once and loses none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from bot.adapters.tally import ProcessTally
from bot.model.costs import Cost
from bot.model.errors import RateLimited
from bot.model.repository import HubEvent, SnapshotKey
from bot.pipeline.intake import Intake
from tests.fakes.casebook import FakeCasebook
from tests.fakes.clock import FakeClock
from tests.fakes.forum import FakeForum
from tests.fakes.hub import FakeHub
from tests.samples.judged import NOW


class RepeatsItself(FakeHub):
    """Pages of a listing that moved while it was read."""

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        listed = [*super().recent(since=since)]
        yield from [*listed, *listed]


class BreaksOff(FakeHub):
    """The second page of the listing is refused."""

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        yield next(super().recent(since=since))
        raise RateLimited("too many requests")


class Poll:
    def __init__(self, hub: FakeHub | None = None) -> None:
        self.hub = hub or FakeHub()
        self.casebook = FakeCasebook()
        self.tally = ProcessTally(Cost)
        self.intake = Intake(
            hub=self.hub,
            casebook=self.casebook,
            clock=FakeClock(NOW),
            forum=FakeForum(),
            tally=self.tally,
            overlap_seconds=600,
            first_look_back_seconds=3600,
        )

    def publish(self, repo: str, *, minutes_ago: float, body: bytes = b"w") -> SnapshotKey:
        return self.hub.publish(repo, {"model.safetensors": body}, at=ago(minutes_ago))

    def keys(self) -> list[SnapshotKey]:
        return keys(self.intake.read())


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def keys(events: Sequence[HubEvent]) -> list[SnapshotKey]:
    return [event.key for event in events]


def test_events_come_oldest_first() -> None:
    poll = Poll()
    newer, older = poll.publish("a/x", minutes_ago=1), poll.publish("b/y", minutes_ago=5)
    assert poll.keys() == [older, newer]


def test_the_first_poll_begins_at_the_look_back() -> None:
    poll = Poll()
    poll.publish("a/old", minutes_ago=61)
    new = poll.publish("a/new", minutes_ago=60)
    assert poll.keys() == [new]


def test_later_polls_begin_an_overlap_before_the_watermark() -> None:
    poll = Poll()
    poll.casebook.advance(ago(20))
    poll.publish("a/seen", minutes_ago=31)
    late = poll.publish("a/late", minutes_ago=29)
    assert poll.keys() == [late]


def test_a_pair_that_was_scanned_is_not_taken_again_but_its_next_commit_is() -> None:
    poll = Poll()
    first = poll.publish("a/x", minutes_ago=5)
    poll.casebook.record_scan(first, report="{}", at=NOW)
    assert poll.keys() == []
    second = poll.publish("a/x", minutes_ago=4, body=b"v")
    assert poll.keys() == [second]


def test_a_poll_that_was_not_handed_on_is_read_again() -> None:
    poll = Poll()
    key = poll.publish("a/x", minutes_ago=5)
    assert poll.keys() == poll.keys() == [key]
    assert poll.casebook.watermark() is None


def test_a_pair_that_is_listed_twice_is_taken_once() -> None:
    poll = Poll(RepeatsItself())
    key = poll.publish("a/x", minutes_ago=5)
    assert poll.keys() == [key]


@pytest.mark.parametrize("repo", ["hubnotice-bot/notes", "HubNotice-Bot/notes"])
def test_the_bot_s_own_repositories_are_skipped(repo: str) -> None:
    poll = Poll()
    poll.publish(repo, minutes_ago=5)
    assert poll.keys() == []
    assert poll.hub.opened == []


def test_repositories_without_weights_are_skipped_without_a_request() -> None:
    poll = Poll()
    poll.hub.publish("a/card", {"README.md": b"words"}, at=ago(5))
    assert poll.keys() == []
    assert poll.hub.opened == []


def test_the_watermark_moves_to_the_newest_event_when_all_are_handed_on() -> None:
    poll = Poll()
    poll.publish("a/x", minutes_ago=1)
    poll.publish("b/y", minutes_ago=5)
    poll.intake.done(poll.intake.read())
    assert poll.casebook.watermark() == ago(1)


def test_nothing_new_leaves_the_watermark() -> None:
    poll = Poll()
    poll.casebook.advance(ago(20))
    poll.intake.done(poll.intake.read())
    assert poll.casebook.watermark() == ago(20)


def test_a_time_in_the_future_does_not_carry_the_watermark_away() -> None:
    poll = Poll()
    poll.publish("a/x", minutes_ago=-600)
    poll.intake.done(poll.intake.read())
    assert poll.casebook.watermark() == NOW


def test_a_listing_that_breaks_off_takes_nothing_in() -> None:
    poll = Poll(BreaksOff())
    poll.publish("a/x", minutes_ago=5)
    with pytest.raises(RateLimited):
        poll.intake.read()
    assert poll.casebook.watermark() is None


def test_what_is_taken_in_and_what_is_left_out_is_counted() -> None:
    poll = Poll()
    known = poll.publish("acme/known", minutes_ago=3)
    poll.casebook.record_scan(known, report="{}", at=NOW)
    poll.publish("acme/new", minutes_ago=2)
    poll.hub.publish("acme/words", {"README.md": b"# Hello"}, at=ago(1))
    poll.publish("hubnotice-bot/own", minutes_ago=1)
    assert len(poll.keys()) == 1
    counts = poll.tally.counts()
    assert counts.events_taken_in == 1
    assert dict(counts.events_skipped) == {
        "no file with weights": 1,
        "scanned before": 1,
        "the bot's own repository": 1,
    }
