# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Who is told of what: by scope, state, and whether it is anybody's business."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.model.alerts import ChannelKind, MinState, Scope, ScopeKind
from bot.model.cases import CaseState
from bot.model.conversations import Statement
from bot.model.errors import InputError, NotAllowed
from bot.model.findings import Tier
from bot.model.happenings import Happening, HappeningKind
from tests.samples.alerting import UPSTREAM, AlertWorld


def test_whoever_watches_an_upstream_hears_of_a_post_and_of_nothing_before(world: AlertWorld) -> None:
    world.subscribe()
    case = world.case()
    world.turns()
    assert world.told() == []
    world.move(replace(case, thread=7), CaseState.POSTED)
    world.turns()
    assert world.told() == ["A question was asked about acme/model-1"]


@pytest.mark.parametrize(
    ("scope", "is_told"),
    [
        (Scope(ScopeKind.UPSTREAM, "DeepSeek-AI/deepseek-v3"), True),
        (Scope(ScopeKind.UPSTREAM, "deepseek-ai/DeepSeek-V2"), False),
        (Scope(ScopeKind.UPSTREAM_OWNER, "deepseek-ai"), True),
        (Scope(ScopeKind.UPSTREAM_OWNER, "acme"), False),
        (Scope(ScopeKind.MINE, "ACME"), True),
        (Scope(ScopeKind.USED_OWNER, "acme"), True),
        (Scope(ScopeKind.USED_OWNER, "deepseek-ai"), False),
        (Scope(ScopeKind.RULE, "license-text-missing"), True),
        (Scope(ScopeKind.RULE, "notice-file-missing"), False),
        (Scope(ScopeKind.LICENSE, "MI*"), True),
        (Scope(ScopeKind.LICENSE, "cc-by-*"), False),
    ],
)
def test_a_scope_is_about_what_it_names(world: AlertWorld, scope: Scope, *, is_told: bool) -> None:
    world.subscribe(to=scope)
    report = {"lineage": [{"upstream": {"license": "mit"}}, None, {"upstream": "?"}], "declared": {"license": None}}
    world.casebook.record_scan(world.case().subject, report=json.dumps(report), at=world.clock.now())
    world.posted()
    world.turns()
    assert bool(world.told()) is is_told


def test_a_saved_search_is_asked_for_each_case(engine: Engine) -> None:
    asked: list[str] = []

    def finds(query: str, happening: Happening) -> bool:
        asked.append(f"{query} {happening.repo}")
        return happening.repo == "acme/model-2"

    world = AlertWorld(engine, finds=finds)
    world.subscribe(to=Scope(ScopeKind.FILTER, "state=posted&owner=acme"))
    world.posted(1)
    world.posted(2)
    world.turns()
    assert world.told() == ["A question was asked about acme/model-2"]
    assert "state=posted&owner=acme acme/model-1" in asked


def test_a_saved_search_that_asks_for_nothing_is_refused(world: AlertWorld) -> None:
    with pytest.raises(InputError, match="a saved search"):
        world.subscribe(to=Scope(ScopeKind.FILTER, "colour=blue"))


def test_what_is_not_public_goes_to_a_verified_side_that_asked_for_it_and_to_nobody_else(world: AlertWorld) -> None:
    def hook(name: str) -> str:
        return f"https://hooks.slack.com/services/{name}"

    mine = Scope(ScopeKind.UPSTREAM_OWNER, "deepseek-ai")
    world.subscribe(to=mine, address=hook("asked"), min_state=MinState.PROPOSED, is_verified=True)
    world.subscribe(to=mine, address=hook("verified"), is_verified=True)
    world.subscribe(to=mine, address=hook("anybody"))
    world.subscribe(to=Scope(ScopeKind.RULE, "license-text-missing"), address=hook("rule"))
    world.case(tier=Tier.UNDECLARED)
    world.turns()
    (parcel,) = world.courier.news()
    assert parcel.channel.address == hook("asked")
    assert "This is not public and not checked by everybody who has to" in parcel.text
    data = json.loads(parcel.payload)["data"]
    assert (data["state"], data["is_public"], data["tier"], data["severity"]) == ("proposed", False, "B", "ask")
    assert data["confidence_basis"] == "measured on the files; the repository does not name the upstream"
    assert "reply" in data


def test_nobody_asks_for_what_is_not_public_without_being_verified(world: AlertWorld) -> None:
    with pytest.raises(NotAllowed, match="speak for a side"):
        world.subscribe(to=Scope(ScopeKind.MINE, "acme"), min_state=MinState.PROPOSED)
    with pytest.raises(InputError, match="only told about"):
        world.subscribe(to=Scope(ScopeKind.RULE, "x"), min_state=MinState.PROPOSED, is_verified=True)


def test_being_verified_ends(world: AlertWorld) -> None:
    world.subscribe(to=Scope(ScopeKind.MINE, "acme"), min_state=MinState.PROPOSED, is_verified=True)
    world.clock.advance(timedelta(days=91).total_seconds())
    world.case()
    world.turns()
    assert world.told() == []


def test_the_owners_reply_goes_along_with_everything_after_it(world: AlertWorld) -> None:
    world.subscribe()
    case = world.posted()
    world.turns()
    said = "comment 7f: /notice dispute we trained it ourselves @all <b>"
    case = world.move(case, CaseState.DISPUTED, reason=said)
    world.turns()
    world.move(case, CaseState.POSTED)
    world.turns()
    _, disputed, upheld = (json.loads(each.payload)["data"] for each in world.courier.news())
    assert disputed["state"] == "disputed"
    assert disputed["reply"] == upheld["reply"] == "we trained it ourselves all"
    assert upheld["event"] == "finding.answered"
    assert "so ruled" not in world.courier.news()[2].payload, "why a person ruled is nobody's news"


def test_a_statement_that_stands_beside_the_question_stands_in_the_alert_too(world: AlertWorld) -> None:
    world.subscribe()
    case = world.posted()
    for text in ("We trained it ourselves.", "The license is in the parent folder."):
        world.conversations.state(Statement(case=1, owner="acme", name="hf:hana", text=text, at=world.clock.now()))
    world.move(case, CaseState.DISPUTED)
    world.turns()
    (parcel,) = world.courier.news()
    assert json.loads(parcel.payload)["data"]["reply"] == "The license is in the parent folder."
    assert "Its owners say: “The license is in the parent folder.”" in parcel.text


def test_what_is_optional_is_told_when_asked_for_by_name(world: AlertWorld) -> None:
    world.subscribe(address="https://hooks.slack.com/services/a")
    world.subscribe(address="https://hooks.slack.com/services/b", also=frozenset({HappeningKind.DERIVATIVE_APPEARED}))
    appeared = Happening(
        kind=HappeningKind.DERIVATIVE_APPEARED,
        at=world.clock.now(),
        repo="acme/new",
        is_public=True,
        upstreams=(UPSTREAM.repo,),
        is_credited=True,
    )
    world.casebook.tell([appeared])
    world.casebook.tell([replace(appeared, repo="acme/silent", is_public=False, is_credited=False)])
    world.turns()
    (parcel,) = world.courier.news()
    assert parcel.channel.address.endswith("/b")
    assert "builds on `deepseek-ai/DeepSeek-V3` and says so" in parcel.text


def test_what_was_before_a_subscription_is_not_told(world: AlertWorld) -> None:
    world.posted()
    world.clock.advance(1)
    world.subscribe()
    world.turns()
    assert world.told() == []


def test_two_subscriptions_of_one_address_bring_one_message(world: AlertWorld) -> None:
    world.subscribe()
    world.subscribe(to=Scope(ScopeKind.RULE, "license-text-missing"))
    world.posted()
    world.turns()
    assert len(world.courier.news()) == 1


def test_a_paused_or_expired_subscription_brings_nothing_new(world: AlertWorld) -> None:
    paused = world.subscribe(address="https://hooks.slack.com/services/a")
    world.subscribing.pause(paused.id, "hf:ada", is_paused=True)
    world.subscribe(address="https://hooks.slack.com/services/b", expires_at=world.clock.now() + timedelta(minutes=1))
    world.clock.advance(61)
    world.posted()
    world.turns()
    assert world.told() == []
    world.subscribing.pause(paused.id, "hf:ada", is_paused=False)
    world.posted(2)
    world.turns()
    assert len(world.told()) == 1


def test_an_address_that_did_not_agree_gets_the_question_and_nothing_else(world: AlertWorld) -> None:
    subscription = world.subscribe(by=ChannelKind.EMAIL, address="ada@example.org")
    world.posted(1)
    world.turns()
    (parcel,) = world.courier.carried
    word = parcel.text.partition("/alerts/confirm/")[2].split()[0]
    assert word not in parcel.payload, "whoever typed a stranger's address reads the log of deliveries, too"
    assert world.subscribing.confirming(word) is not None
    assert world.subscriptions.of_channel(subscription.channels[0].id) == subscription, "looking changes nothing"
    assert world.subscribing.confirm(word) is not None
    world.posted(2)
    world.turns()
    assert world.told() == ["A question was asked about acme/model-2"]


def test_the_word_of_a_confirmation_holds_for_a_week(world: AlertWorld) -> None:
    world.subscribe(by=ChannelKind.EMAIL, address="ada@example.org")
    world.turns()
    word = world.courier.carried[0].text.partition("/alerts/confirm/")[2].split()[0]
    world.clock.advance(timedelta(days=7, seconds=1).total_seconds())
    assert world.subscribing.confirm(word) is None
    assert world.subscribing.confirm("") is None


def test_nobody_floods_a_stranger_with_questions(world: AlertWorld) -> None:
    for number in range(5):
        world.subscribe(by=ChannelKind.EMAIL, address="victim@example.org", owner=f"hf:{number}")
        world.turns()
    with pytest.raises(NotAllowed, match="asked 5 times today"):
        world.subscribe(by=ChannelKind.EMAIL, address="victim@example.org", owner="hf:six")


def test_a_webhook_agrees_by_repeating_the_challenge(world: AlertWorld) -> None:
    world.subscribe(by=ChannelKind.WEBHOOK, address="https://hook.example/x")
    world.turns()
    world.posted()
    world.turns()
    assert [each.kind.value for each in world.courier.carried] == ["confirmation", "alert"]
