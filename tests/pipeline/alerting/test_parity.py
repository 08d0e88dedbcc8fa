# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whoever may have heard a statement hears that it was taken back or settled: the same people, the same way, within the hour."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.storage.engine import open_database
from bot.model.alerts import Cadence, ChannelKind, MinState, QuietHours, Scope, ScopeKind
from bot.model.cases import Case, CaseState
from bot.model.errors import Undelivered
from bot.model.findings import Tier
from bot.ports.alerts import Parcel
from tests.samples.alerting import AlertWorld

HOUR = timedelta(hours=1)


def alerts_in(parcel: Parcel) -> Iterator[tuple[str, str]]:
    """Case and event of everything that a message carries."""
    data = json.loads(parcel.payload)["data"]
    for each in data.get("alerts", [data]):
        yield each["case"], each["event"]


def heard(world: AlertWorld, case: str, *events: str) -> set[str]:
    """The addresses that a message about it was handed to, whether they took it or not."""
    news = world.courier.news()
    return {each.channel.address for each in news if any(c == case and e in events for c, e in alerts_in(each))}


@pytest.mark.parametrize("cadence", Cadence)
def test_a_withdrawal_reaches_those_who_got_the_alert_whatever_they_asked_for_since(
    world: AlertWorld, cadence: Cadence
) -> None:
    subscription = world.subscribe(cadence=cadence)
    case = world.posted()
    world.turns(8 * 86_400)
    world.subscribing.pause(subscription.id, "hf:ada", is_paused=True)
    quiet = replace(
        world.subscribing.get(subscription.id, None), quiet_hours=QuietHours(start=time(0), end=time(23, 59))
    )
    world.subscriptions.change(quiet)
    world.move(case, CaseState.WITHDRAWN, reason="We compared norms.", correction=7)
    world.turns()
    opener, closer = world.courier.news()
    assert opener.channel.id == closer.channel.id
    assert opener.kind == closer.kind, "in the same form"
    assert "We were wrong and withdraw this." in closer.text
    assert "We compared norms." in closer.text


def test_whoever_was_told_of_it_early_hears_that_it_was_nothing_and_nobody_else_does(world: AlertWorld) -> None:
    mine = Scope(ScopeKind.UPSTREAM_OWNER, "deepseek-ai")
    world.subscribe(to=mine, min_state=MinState.PROPOSED, is_verified=True)
    world.subscribe(to=mine, address="https://hooks.slack.com/services/other")
    case = world.case(tier=Tier.UNDECLARED)
    world.turns()
    world.move(case, CaseState.NOT_A_FINDING, reason="a secret of the desk")
    world.turns()
    _, closer = world.courier.news()
    assert "it is not a finding. Nothing was public." in closer.text
    assert "secret" not in closer.payload


def test_whoever_unsubscribed_hears_nothing_more(world: AlertWorld) -> None:
    subscription = world.subscribe()
    case = world.posted()
    world.turns()
    world.subscribing.leave(subscription.channels[0].token, from_all=False)
    world.move(case, CaseState.WITHDRAWN, reason="norms", correction=1)
    world.turns()
    assert len(world.courier.news()) == 1


def test_an_address_that_is_reached_another_way_still_hears_it(world: AlertWorld) -> None:
    first = world.subscribe()
    world.subscribe(to=Scope(ScopeKind.RULE, "license-text-missing"))
    case = world.posted()
    world.turns()
    told_by = world.courier.news()[0].channel.token
    world.subscribing.leave(told_by, from_all=False)
    world.move(case, CaseState.WITHDRAWN, reason="norms", correction=1)
    world.turns()
    assert heard(world, "C-1", "finding.withdrawn") == {first.channels[0].address}


def test_a_settled_question_is_told_to_those_who_watch_and_first_to_those_who_heard_of_it(world: AlertWorld) -> None:
    world.subscribe(cadence=Cadence.DAILY, address="https://hooks.slack.com/services/daily")
    world.subscribe()
    case = world.posted()
    world.turns()
    world.move(case, CaseState.RESOLVED)
    world.turns()
    assert heard(world, "C-1", "finding.resolved") == {"https://hooks.slack.com/services/T/B/x"}
    world.turns(86_400)
    (digest,) = [each for each in world.courier.news() if each.channel.address.endswith("daily")]
    assert [event for _, event in alerts_in(digest)] == ["finding.resolved"], "what was settled before is not told"


def test_a_digest_that_did_not_arrive_is_made_anew_without_what_was_withdrawn(world: AlertWorld) -> None:
    world.subscribe(cadence=Cadence.HOURLY)
    world.clock.advance(1)
    wrong, _ = world.posted(1), world.posted(2)
    world.courier.fails.append(Undelivered("answered 500", status=500))
    world.turns(3600)
    world.move(wrong, CaseState.WITHDRAWN, reason="norms", correction=1)
    world.turns(10)
    world.turns(3600)
    tried, *later = world.courier.news()
    assert ("C-1", "finding.posted") in list(alerts_in(tried))
    told = [each for parcel in later for each in alerts_in(parcel)]
    assert ("C-1", "finding.posted") not in told
    assert sorted(told) == [("C-1", "finding.withdrawn"), ("C-2", "finding.posted")]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(1, 3)),
        st.tuples(st.just("withdraw"), st.integers(1, 3)),
        st.tuples(st.just("resolve"), st.integers(1, 3)),
        st.tuples(st.just("pause"), st.integers(0, 3)),
        st.tuples(st.just("leave"), st.integers(0, 3)),
        st.tuples(st.just("fail"), st.integers(1, 4)),
        st.tuples(st.just("part"), st.integers(0, 2)),
        st.tuples(st.just("pass"), st.sampled_from([1, 30, 400, 4000, 90_000])),
    ),
    min_size=4,
    max_size=14,
)


class _Story:
    """Something happens, and everything that has to hold is looked at afterwards."""

    def __init__(self, world: AlertWorld) -> None:
        self.world = world
        self.cases: dict[int, Case] = {}
        self.withdrawn_at: dict[str, datetime] = {}
        self.left: set[str] = set()
        cadences = [Cadence.NOW, Cadence.HOURLY, Cadence.DAILY, Cadence.NOW]
        scopes = [Scope(ScopeKind.UPSTREAM_OWNER, "deepseek-ai"), Scope(ScopeKind.RULE, "license-text-missing")] * 2
        self.subscriptions = [
            world.subscribe(
                to=scope,
                cadence=cadence,
                address=f"https://hooks.slack.com/services/{number % 3}",
                by=ChannelKind.SLACK,
                owner=f"hf:{number}",
            )
            for number, (cadence, scope) in enumerate(zip(cadences, scopes, strict=True))
        ]

    def step(self, what: str, number: int) -> None:
        world = self.world
        match what:
            case "post" if number not in self.cases:
                self.cases[number] = world.posted(number)
            case "withdraw" if number in self.cases and self.cases[number].state is not CaseState.WITHDRAWN:
                self.cases[number] = world.move(self.cases[number], CaseState.WITHDRAWN, reason="norms", correction=1)
                self.withdrawn_at[f"C-{number}"] = world.clock.now()
            case "resolve" if number in self.cases and self.cases[number].state is CaseState.POSTED:
                self.cases[number] = world.move(self.cases[number], CaseState.RESOLVED)
            case "pause" if self.subscriptions[number].channels[0].address not in self.left:
                world.subscribing.pause(self.subscriptions[number].id, None, is_paused=True)
            case "leave":
                channel = self.subscriptions[number].channels[0]
                world.subscribing.leave(channel.token, from_all=True)
                self.left.add(channel.address)
            case "fail":
                world.courier.fails.extend([Undelivered("answered 500", status=500)] * number)
            case "part":
                [world.turn.fan_out.run, world.turn.bundler.run, world.sender.run][number]()
            case "pass":
                world.turns(number)

    def end(self) -> None:
        self.world.courier.fails.clear()
        for _ in range(5):
            self.world.turns(660)

    def check(self) -> None:
        for case, at in self.withdrawn_at.items():
            told = heard(self.world, case, "finding.posted", "finding.resolved")
            taken_back = heard(self.world, case, "finding.withdrawn")
            assert taken_back - self.left == told - self.left, f"{case}: told {told}, taken back {taken_back}"
            when = [
                moment
                for parcel, moment in zip(self.world.courier.carried, self.world.courier.at, strict=True)
                if parcel in self.world.courier.news() and (case, "finding.withdrawn") in alerts_in(parcel)
            ]
            assert all(moment >= at for moment in when)
        self.no_statement_after_it_was_taken_back()

    def no_statement_after_it_was_taken_back(self) -> None:
        taken_back: set[tuple[str, str]] = set()
        for parcel in self.world.courier.news():
            for case, event in alerts_in(parcel):
                place = parcel.channel.address, case
                if event == "finding.withdrawn":
                    taken_back.add(place)
                else:
                    assert place not in taken_back


@given(steps=STEPS)
@settings(max_examples=25)
def test_the_same_people_hear_of_a_withdrawal_as_heard_of_the_post(
    empty_database: Path, steps: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hubnotice.sqlite"
        shutil.copyfile(empty_database, path)
        engine = open_database(path)
        try:
            story = _Story(AlertWorld(engine))
            for what, number in steps:
                story.step(what, number)
            story.end()
            story.check()
        finally:
            engine.dispose()
