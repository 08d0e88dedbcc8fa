# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The promises of the daemon over any order of events: one thread a repository, and no word after the owner closed it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import ClassVar

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.model.cases import ActionKind, CaseState, Thread
from bot.model.errors import RateLimited, Unreachable
from bot.model.repository import SnapshotKey
from bot.render.markers import find_marker
from tests.fakes.forum import FakeForum
from tests.samples.daemon import FIXED, HALF_FIXED, OTHER_WEIGHTS, REPO, UNREAD, UNSEEN_WEIGHTS, World
from tests.samples.judged import SAME_SHAPE_OWN_WEIGHTS, TWO_PARTS, WHOLE_MODEL, rulebook


class MeetingForum(FakeForum):
    """Holds each new thread back for a moment, until as many others as possible are about to be created too."""

    def __init__(self) -> None:
        super().__init__()
        self.meeting = Barrier(6)

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        with suppress(BrokenBarrierError):
            self.meeting.wait(timeout=0.05)
        return super().create(repo, title=title, body=body)


RARELY = st.sampled_from([False, False, True])
MOSTLY_NEWEST = st.sampled_from([0, 0, 0, 1, 2])
STATES = [WHOLE_MODEL, HALF_FIXED, FIXED, TWO_PARTS, UNREAD, UNSEEN_WEIGHTS, OTHER_WEIGHTS]


def test_from_poll_to_thanks() -> None:
    world = World()
    world.hub.publish("hubnotice-bot/notes", {"model.safetensors": b"own"}, at=world.clock.now())
    for repository in (WHOLE_MODEL, FIXED):
        world.clock.advance(3600)
        world.publish(repository)
        world.jobs.intake()
        for key in world.inbox.claim("main", most=9, at=world.clock.now()):
            action = world.jobs.scan(key)
            if action is not None:
                world.jobs.act(action)
            world.inbox.done([key])
    assert world.state() is CaseState.RESOLVED
    assert world.wrote() == ["create", "comment", "close"]
    assert {key.repo for key in world.scans} == {REPO}
    world.jobs.intake()
    assert world.inbox.waiting() == 0


def test_scans_of_one_repository_beside_each_other_open_one_case() -> None:
    world = World()
    key = world.publish(WHOLE_MODEL)
    with ThreadPoolExecutor(4) as pool:
        actions = set(pool.map(world.jobs.scan, [key] * 8))
    assert len(actions) == 1
    assert len(world.casebook.cases()) == 1
    assert len(world.casebook.pending_actions()) == 1


def test_acts_beside_each_other_keep_to_the_cap() -> None:
    world = World()
    world.forum = MeetingForum()
    world.jobs = world.daemon(replace(rulebook().preset("demo"), posts_per_hour=2))
    actions = [world.scan(WHOLE_MODEL, repo=f"a/model-{number}") for number in range(6)]

    def act(action: str | None) -> bool:
        assert action is not None
        try:
            world.jobs.act(action)
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(act, actions)) == 2
    assert world.wrote() == ["create", "create"]


def test_the_solar_like_scan_leaves_no_trace_but_its_report() -> None:
    world = World()
    key = world.publish(SAME_SHAPE_OWN_WEIGHTS)
    assert world.jobs.scan(key) is None
    assert world.jobs.scan(key) is None
    assert (world.casebook.cases(), world.casebook.pending_actions(), world.forum.writes) == ([], [], [])


class Life(RuleBasedStateMachine):
    """One repository, its owner, the daemon and a network that loses answers, in any order."""

    preset: ClassVar[str] = "automatic"

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.preset)
        self.keys: list[SnapshotKey] = []
        self.actions: list[str] = []
        self.writes_at_close: int | None = None
        self.highest_revision = 0

    @rule(index=st.integers(0, len(STATES) - 1))
    def a_new_commit(self, index: int) -> None:
        self.keys.append(self.world.publish(STATES[index]))

    @rule(index=st.integers(0, len(STATES) - 1), is_lost=RARELY)
    def a_new_commit_is_scanned_and_done(self, *, index: int, is_lost: bool) -> None:
        """What happens most days, so that unusual days begin in every state."""
        self.a_new_commit(index)
        self.scan(back=0, is_lost=False)
        if self.actions:
            self.act(back=0, is_lost=is_lost)

    @precondition(lambda self: self.keys)
    @rule(back=MOSTLY_NEWEST, is_lost=RARELY)
    def scan(self, *, back: int, is_lost: bool) -> None:
        """Of one of the newest commits; a crash may lose the answer."""
        action = self.world.jobs.scan(self.keys[-1 - min(back, len(self.keys) - 1)])
        if action is not None and not is_lost:
            self.actions.append(action)

    @precondition(lambda self: self.actions)
    @rule(back=MOSTLY_NEWEST, is_lost=RARELY)
    def act(self, *, back: int, is_lost: bool) -> None:
        """One of the last intentions, perhaps again; the other side's answer may be lost."""
        if is_lost:
            self.world.forum.lost_replies.append(Unreachable("no answer"))
        with suppress(RateLimited, Unreachable):
            self.world.jobs.act(self.actions[-1 - min(back, len(self.actions) - 1)])
        self.world.forum.lost_replies.clear()

    @precondition(lambda self: self.is_open())
    @rule()
    def the_owner_closes_the_thread(self) -> None:
        self.world.forum.change(REPO, self.world.forum.threads(REPO)[0].number, is_open=False)
        self.writes_at_close = len(self.world.forum.writes)

    @precondition(lambda self: self.world.casebook.pending_actions())
    @rule()
    def a_stranger_pastes_what_we_want_to_say(self) -> None:
        body = self.world.casebook.pending_actions()[-1].body
        self.world.forum.say(REPO, author="stranger", title="look at this", body=body)
        for thread in self.world.forum.threads(REPO):
            self.world.forum.answer(REPO, thread.number, author="stranger", body=body)

    @rule()
    def an_hour_passes(self) -> None:
        self.world.clock.advance(3600)

    @rule()
    def the_daemon_starts_again(self) -> None:
        self.world.jobs = self.world.daemon(self.preset)

    @invariant()
    def there_is_one_thread_at_most(self) -> None:
        assert len(self.world.forum.threads(REPO)) <= 1
        assert self.world.wrote().count("create") <= 1

    @invariant()
    def there_is_one_case_at_most(self) -> None:
        assert len(self.world.casebook.cases()) <= 1

    @invariant()
    def nothing_is_written_after_the_owner_closed(self) -> None:
        if self.writes_at_close is not None:
            assert len(self.world.forum.writes) == self.writes_at_close

    @invariant()
    def nothing_is_written_twice_or_out_of_order(self) -> None:
        wrote = self.world.wrote()
        assert wrote.count("comment") <= 1
        assert "edit" not in wrote[wrote.index("comment") :] if "comment" in wrote else True
        shown = self.shown_revision()
        assert shown >= self.highest_revision
        self.highest_revision = shown

    @invariant()
    def thanks_come_only_for_what_was_resolved(self) -> None:
        pending = self.world.casebook.pending_actions()
        if any(each.kind is ActionKind.ENSURE_CLOSED for each in pending):
            assert self.world.state() is CaseState.RESOLVED

    def is_open(self) -> bool:
        found = self.world.forum.threads(REPO)
        return bool(found) and found[0].is_open

    def shown_revision(self) -> int:
        found = self.world.forum.threads(REPO)
        if not found:
            return 0
        marker = find_marker(self.world.forum.thread(REPO, found[0].number).comments[0].body)
        return marker.revision if marker else 0


class DryLife(Life):
    """The same under the default preset."""

    preset: ClassVar[str] = "dry-run"

    @invariant()
    def nothing_is_even_intended(self) -> None:
        assert self.actions == []
        assert self.world.casebook.pending_actions() == []
        assert self.world.forum.writes == []


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=120, stateful_step_count=20, deadline=None)
TestDryLife = DryLife.TestCase
TestDryLife.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
