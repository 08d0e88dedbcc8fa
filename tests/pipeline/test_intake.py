# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Polling takes each new pair once and loses none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.tally import ProcessTally
from bot.model.costs import Cost
from bot.model.errors import RateLimited
from bot.model.repository import HubEvent, SnapshotKey
from bot.pipeline.intake import Intake
from bot.policy.watching import Watching
from bot.ports.inbox import Priority
from tests.fakes.casebook import FakeCasebook
from tests.fakes.clock import FakeClock
from tests.fakes.forum import FakeForum
from tests.fakes.hub import FakeHub
from tests.fakes.inbox import FakeInbox
from tests.samples.judged import NOW

PAGE = 500


class RepeatsItself(FakeHub):
    """Pages of a listing that moved while it was read."""

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        listed = [*super().recent(since=since)]
        yield from [*listed, *listed]


class SwitchedOff(FakeHub):
    """The Hub switched every repository off."""

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        yield from (replace(event, disabled=True) for event in super().recent(since=since))


class BreaksOff(FakeHub):
    """The second page of the listing is refused, once."""

    is_broken = True

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        for number, event in enumerate(super().recent(since=since)):
            if self.is_broken and number == PAGE:
                raise RateLimited("too many requests")
            yield event


class Poll:
    def __init__(self, hub: FakeHub | None = None, *watched: str) -> None:
        self.hub = hub or FakeHub()
        self.casebook = FakeCasebook()
        self.tally = ProcessTally(Cost)
        self.inbox = FakeInbox()
        self.intake = Intake(
            hub=self.hub,
            casebook=self.casebook,
            inbox=self.inbox,
            clock=FakeClock(NOW),
            forum=FakeForum(),
            tally=self.tally,
            overlap_seconds=600,
            first_look_back_seconds=3600,
            watching=Watching.of(watched),
        )

    def publish(self, repo: str, *, minutes_ago: float, body: bytes = b"w") -> SnapshotKey:
        return self.hub.publish(repo, {"model.safetensors": body}, at=ago(minutes_ago))

    def keys(self) -> list[SnapshotKey]:
        """What a poll puts into the inbox, in the order in which it would be scanned."""
        new = self.intake.poll().new
        taken = self.take()
        assert len(taken) == new
        return taken

    def take(self) -> list[SnapshotKey]:
        taken = self.inbox.claim("main", most=9999, at=NOW)
        self.inbox.done(taken)
        return taken


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


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


def test_what_waits_already_is_not_taken_twice() -> None:
    poll = Poll()
    key = poll.publish("a/x", minutes_ago=5)
    assert [poll.intake.poll().new for _ in range(2)] == [1, 0]
    assert poll.take() == [key]


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


def test_repositories_that_the_hub_switched_off_are_skipped() -> None:
    poll = Poll(SwitchedOff())
    poll.publish("a/x", minutes_ago=5)
    assert poll.keys() == []


def test_who_is_not_on_the_watch_list_is_left_out_whoever_names_it() -> None:
    poll = Poll(None, "acme", "labs/one", "upstream:deepseek-ai")
    mine = [poll.publish(repo, minutes_ago=5) for repo in ("Acme/x", "labs/one")]
    other = poll.publish("labs/two", minutes_ago=5)
    assert sorted(poll.keys()) == sorted(mine)
    assert poll.intake.named(other).skipped == {"not on the watch list": 1}
    assert poll.hub.opened == []


def test_what_is_left_out_is_counted_by_its_reason() -> None:
    poll = Poll()
    poll.publish("hubnotice-bot/notes", minutes_ago=5)
    known = [poll.publish(f"a/{name}", minutes_ago=4) for name in "xy"]
    for key in known:
        poll.casebook.record_scan(key, report="{}", at=NOW)
    poll.hub.publish("b/card", {"README.md": b"words"}, at=ago(3))
    new = poll.publish("c/new", minutes_ago=2)
    taken_in = poll.intake.poll()
    assert taken_in.skipped == {"the bot's own repository": 1, "scanned before": 2, "no file with weights": 1}
    assert poll.take() == [new]


def test_what_somebody_names_goes_first_but_for_what_no_poll_takes() -> None:
    poll = Poll()
    listed, named = poll.publish("a/x", minutes_ago=5), poll.publish("b/y", minutes_ago=1)
    poll.intake.poll()
    assert poll.intake.named(named).new == 0, "it waits already"
    assert poll.intake.named(SnapshotKey("hubnotice-bot/notes", "a" * 40)).skipped == {"the bot's own repository": 1}
    assert poll.take() == [named, listed]
    assert poll.hub.opened == []


def test_a_long_listing_is_taken_page_by_page() -> None:
    poll = Poll()
    count = 2 * PAGE + 1
    for number in range(count):
        poll.publish(f"a/{number}", minutes_ago=1 + number / PAGE)
    asked: list[int] = []
    add = poll.inbox.add

    def counted(events: Sequence[HubEvent], *, priority: Priority, at: datetime) -> int:
        asked.append(len(events))
        return add(events, priority=priority, at=at)

    poll.inbox.add = counted  # type: ignore[method-assign]
    assert poll.intake.poll().new == count
    assert asked == [PAGE, PAGE, 1]


def test_the_watermark_moves_to_the_newest_event() -> None:
    poll = Poll()
    poll.publish("a/x", minutes_ago=2)
    poll.publish("b/y", minutes_ago=5)
    poll.hub.publish("c/card", {"README.md": b"words"}, at=ago(1))
    poll.intake.poll()
    assert poll.casebook.watermark() == ago(1), "what is left out need not be listed again"


def test_nothing_new_leaves_the_watermark() -> None:
    poll = Poll()
    poll.casebook.advance(ago(20))
    poll.publish("a/x", minutes_ago=25)
    poll.intake.poll()
    assert poll.casebook.watermark() == ago(20)


def test_a_time_in_the_future_does_not_carry_the_watermark_away() -> None:
    poll = Poll()
    poll.publish("a/x", minutes_ago=-600)
    poll.intake.poll()
    assert poll.casebook.watermark() == NOW


def test_a_listing_that_breaks_off_loses_nothing() -> None:
    hub = BreaksOff()
    poll = Poll(hub)
    published = {poll.publish(f"a/{number}", minutes_ago=1 + number / PAGE) for number in range(PAGE + 1)}
    with pytest.raises(RateLimited):
        poll.intake.poll()
    assert poll.casebook.watermark() is None
    assert poll.inbox.waiting() == PAGE, "the first page waits already"
    hub.is_broken = False
    assert poll.intake.poll().new == 1
    assert set(poll.take()) == published


def test_what_is_taken_in_and_what_is_left_out_is_counted() -> None:
    poll = Poll()
    known = poll.publish("acme/known", minutes_ago=3)
    poll.casebook.record_scan(known, report="{}", at=NOW)
    poll.publish("acme/new", minutes_ago=2)
    poll.hub.publish("acme/words", {"README.md": b"# Hello"}, at=ago(1))
    poll.publish("hubnotice-bot/own", minutes_ago=1)
    assert poll.intake.poll().new == 1
    counts = poll.tally.counts()
    assert counts.events_taken_in == 1
    assert dict(counts.events_skipped) == {
        "no file with weights": 1,
        "scanned before": 1,
        "the bot's own repository": 1,
    }
