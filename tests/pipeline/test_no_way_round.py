# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""There is no way to a posted thread or issue round what its tier demands, whatever people, owners, scans and the clock do in whichever order.

What is demanded is computed here once more, from the log alone and in other words than the program's.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.model.cases import CaseState, Decider
from bot.model.errors import BotError, NotAllowed, RateLimited, Unreachable
from bot.model.findings import Finding, Severity, Tier
from bot.model.orders import POSTING, owner_scope
from bot.model.repository import Declared
from bot.policy.presets import Preset
from bot.render.markers import find_marker
from bot.render.tone import lint
from tests.fakes.forum import FakeForum
from tests.fakes.tracker import FakeTracker
from tests.samples.daemon import FIXED, HALF_FIXED, REPO, UNCLEAR, World
from tests.samples.judged import WHOLE_MODEL, Repository, rulebook

DECLARED = Declared(license_id="mit", base_models=("deepseek-ai/DeepSeek-V3-0324",))
WHAT: tuple[Repository, ...] = (
    WHOLE_MODEL,
    replace(WHOLE_MODEL, declared=DECLARED),
    HALF_FIXED,
    FIXED,
    UNCLEAR,
)
REPOS = (REPO, "example-lab/Second", "other/third")
PEOPLE = ("ada", "Ada", "bob", "")
WORDS = (
    "/notice stop",
    "/notice stop org",
    "/notice dispute no",
    "/notice wait 3d",
    "/notice unstop",
    "/notice private",
    "Thanks.",
)


class WatchedForum(FakeForum):
    """Tells each new thread before it is there."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine

    def create(self, repo: str, *, title: str, body: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - as in the fake
        self._machine.judge(repo, body)
        return super().create(repo, title=title, body=body)


class WatchedTracker(FakeTracker):
    """Tells each new issue before it is there."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine

    def create(self, repo: str, *, title: str, body: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - as in the fake
        marker = find_marker(body)
        assert marker is not None
        case = self._machine.world.casebook.case(int(marker.case.removeprefix("C-")))
        assert case is not None
        assert self._machine.world.forum.threads(case.repo) == []
        Machine.issues += 1
        self._machine.judge(case.repo, body)
        return super().create(repo, title=title, body=body)


class Machine(RuleBasedStateMachine):
    """One daemon and its world."""

    created: ClassVar[int] = 0
    issues: ClassVar[int] = 0

    @initialize(preset=st.sampled_from(["review", "automatic", "dry-run"]), hours=st.sampled_from([0, 72]))
    def begin(self, preset: str, hours: int) -> None:
        self.preset: Preset = replace(rulebook().preset(preset), courtesy_hours=hours)
        self.world = World(self.preset)
        self.world.forum = WatchedForum(self)
        self.tracker = self.world.tracker = WatchedTracker(self)
        self.world.jobs = self.world.daemon(self.preset)
        self.desk = self.world.desk(self.preset)
        self.opened: list[tuple[str, datetime]] = []

    def judge(self, repo: str, body: str) -> None:
        """Everything that has to hold in the moment before a thread appears."""
        now, book = self.world.clock.now(), self.world.casebook
        Machine.created += 1
        case = book.case_of(repo)
        assert case is not None
        assert self.world.killed is None
        assert lint(body) == ()
        for scope in (POSTING, owner_scope(repo.split("/", maxsplit=1)[0])):
            order = book.standing(scope)
            assert order is None or not order.is_off
        asked = [each for each in case.findings if each.severity is not Severity.ADVICE]
        assert asked
        assert all(each.tier is not Tier.UNCLEAR for each in asked)
        self._judge_approvals(case.number, asked, now)
        mine = [at for name, at in self.opened if name.split("/")[0].lower() == repo.split("/", maxsplit=1)[0].lower()]
        assert repo not in [name for name, _ in self.opened], "one thread for a repository, for ever"
        assert not [at for at in mine if at > now - timedelta(days=7)]
        assert len([at for _, at in self.opened if at > now - timedelta(hours=1)]) < 2
        assert len([at for _, at in self.opened if at > now - timedelta(days=1)]) < 10
        self.opened.append((repo, now))

    def _judge_approvals(self, number: int, asked: list[Finding], now: datetime) -> None:
        people: set[str] = set()
        by_preset = False
        first = None
        for each in self.world.casebook.decisions(number):
            if each.state is not CaseState.APPROVED:
                people, by_preset, first = set(), False, None
            elif each.decider is Decider.PRESET:
                people, by_preset, first = set(), True, each.at
            else:
                people.add(each.name.lower())
                first = first or each.at
        undeclared = any(each.tier is Tier.UNDECLARED for each in asked)
        assert first is not None
        assert by_preset or len(people) >= (2 if undeclared else 1)
        assert self.preset.id == "automatic" or not by_preset
        assert now >= first + (timedelta(hours=self.preset.courtesy_hours) if undeclared else timedelta(0))

    @rule(what=st.sampled_from(WHAT), repo=st.sampled_from(REPOS))
    def upload(self, what: Repository, repo: str) -> None:
        self.world.scan(what, repo)

    @rule(number=st.integers(1, 3), name=st.sampled_from(PEOPLE))
    def approve(self, number: int, name: str) -> None:
        with suppress(BotError):
            self.desk.approve(number, name=name, reason="read it")

    @rule(number=st.integers(1, 3), name=st.sampled_from(PEOPLE))
    def post(self, number: int, name: str) -> None:
        case = self.world.casebook.case(number)
        if case is not None:
            with suppress(BotError):
                self.desk.post(number, self.world.report(case.repo), name=name, reason="now")

    @rule(number=st.integers(1, 3), name=st.sampled_from(PEOPLE), code=st.sampled_from(["a/code", "b/code"]))
    def issue(self, number: int, name: str, code: str) -> None:
        case = self.world.casebook.case(number)
        if case is not None:
            with suppress(BotError):
                self.desk.issue(number, self.world.report(case.repo), code, name=name, reason="now")

    @rule(code=st.sampled_from(["a/code", "b/code"]), lock=st.booleans())
    def close_issue(self, code: str, lock: bool) -> None:  # noqa: FBT001 - drawn by the test
        for each in self.tracker.issues(code):
            self.tracker.change(code, each.number, is_open=False, is_locked=lock)

    @rule(
        repo=st.sampled_from(REPOS),
        what=st.sampled_from(WHAT[:3]),
        people=st.sampled_from([(), ("ada",), ("ada", "bob")]),
        in_issue=st.booleans(),
    )
    def nearly(self, repo: str, what: Repository, people: tuple[str, ...], in_issue: bool) -> None:  # noqa: FBT001 - drawn
        """All that a post needs, but for what these people leave out: chance alone seldom comes so far."""
        self.upload(what, repo)
        case = self.world.casebook.case_of(repo)
        for name in people:
            self.approve(case.number if case else 0, name)
        self.wait(73 * 3600)
        if in_issue:
            self.issue(case.number if case else 0, "ada", "a/code")
        else:
            self.post(case.number if case else 0, "ada")
        self.wait(601)

    @rule(number=st.integers(1, 3), what=st.sampled_from(["undo", "dismiss", "withdraw", "uphold"]))
    def other_rulings(self, number: int, what: str) -> None:
        with suppress(BotError):
            getattr(self.desk, what)(number, name="ada", reason="because")

    @rule(on=st.booleans())
    def switch(self, on: bool) -> None:  # noqa: FBT001 - drawn by the test
        self.desk.switch_posting(on=on, name="ada", reason="because")

    @rule(pulled=st.booleans())
    def kill_switch(self, pulled: bool) -> None:  # noqa: FBT001 - drawn by the test
        self.world.killed = "pulled" if pulled else None

    @rule(
        repo=st.sampled_from(REPOS),
        author=st.sampled_from(["example-lab", "other", "stranger"]),
        said=st.sampled_from(WORDS),
    )
    def say(self, repo: str, author: str, said: str) -> None:
        case = self.world.casebook.case_of(repo)
        if case is not None and case.thread is not None:
            self.world.forum.answer(repo, case.thread, author=author, body=said)

    @rule()
    def listen(self) -> None:
        for work in self.world.jobs.listen():
            with suppress(RateLimited):
                self.world.jobs.follow_up(work)

    @rule(lost=st.booleans())
    def act(self, lost: bool) -> None:  # noqa: FBT001 - drawn by the test
        """Everything in the outbox, due or not."""
        for action in self.world.casebook.pending_actions():
            if lost:
                self.world.forum.lost_replies[:] = [Unreachable("no answer")]
                self.tracker.lost_replies[:] = [Unreachable("no answer")]
            with suppress(RateLimited, Unreachable, NotAllowed):
                self.world.jobs.act(action.id)
            self.world.forum.lost_replies.clear()
            self.tracker.lost_replies.clear()

    @rule(seconds=st.sampled_from([60, 601, 3601, 24 * 3600, 73 * 3600, 8 * 24 * 3600]))
    def wait(self, seconds: int) -> None:
        self.world.clock.advance(seconds)

    @invariant()
    def one_thread_for_a_repository(self) -> None:
        for repo in REPOS:
            assert len(self.world.forum.threads(repo)) <= 1
        for code in ("a/code", "b/code"):
            assert len(self.tracker.issues(code)) <= 1


TestNoWayRound = Machine.TestCase
TestNoWayRound.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)


def test_the_machine_above_does_come_to_posts() -> None:
    """Otherwise it would hold for a program that never posts."""
    machine = Machine()
    machine.begin(preset="review", hours=72)
    machine.upload(WHOLE_MODEL, REPO)
    machine.approve(1, "ada")
    machine.wait(73 * 3600)
    machine.post(1, "bob")
    machine.wait(601)
    machine.act(lost=True)
    assert [repo for repo, _ in machine.opened] == [REPO]


def test_the_machine_above_does_come_to_issues() -> None:
    """Otherwise it would hold for a program that never writes one."""
    machine = Machine()
    machine.begin(preset="review", hours=72)
    machine.nearly(REPO, WHAT[1], ("ada",), in_issue=True)
    machine.act(lost=True)
    assert [repo for repo, _ in machine.opened] == [REPO]
    assert len(machine.tracker.issues("a/code")) == 1
