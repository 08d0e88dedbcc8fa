# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Alerts on PostgreSQL, where processes really work beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.model.alerts import Cadence, ChannelKind, QuietHours, Scope, ScopeKind, Stopped
from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryState
from bot.model.errors import Undelivered
from tests.samples.alerting import AlertWorld


@pytest.fixture
def engine(postgres_database: str) -> Iterator[Engine]:
    engine = open_database(postgres_database)
    migrate(engine)
    yield engine
    engine.dispose()


def test_a_story_from_a_question_to_its_withdrawal(engine: Engine) -> None:
    world = AlertWorld(engine)
    world.subscribe(cadence=Cadence.HOURLY, address="https://hooks.slack.com/services/hourly")
    world.subscribe(to=Scope(ScopeKind.RULE, "license-text-missing"))
    world.clock.advance(1)
    wrong, right = world.posted(1), world.posted(2)
    world.courier.fails.extend([None, None, Undelivered("answered 500", status=500)])
    world.turns()
    world.turns(3600)
    world.move(wrong, CaseState.WITHDRAWN, reason="norms", correction=1)
    world.move(right, CaseState.RESOLVED)
    world.turns()
    world.turns(3600)
    titles = sorted((each.channel.address.rpartition("/")[2], each.title) for each in world.courier.news())
    assert titles == [
        ("hourly", "2 changes about upstream deepseek-ai/DeepSeek-V3"),
        ("hourly", "2 changes about upstream deepseek-ai/DeepSeek-V3"),
        ("x", "A question was asked about acme/model-1"),
        ("x", "A question was asked about acme/model-2"),
        ("x", "Settled: acme/model-2"),
        ("x", "Withdrawn, our mistake: acme/model-1"),
    ]


def test_processes_beside_each_other_send_each_message_once(engine: Engine) -> None:
    first = AlertWorld(engine)
    for number in range(3):
        first.subscribe(address=f"https://hooks.slack.com/services/{number}")
    cases = [first.posted(number) for number in range(1, 6)]
    worlds = [first, *(AlertWorld(engine, clock=first.clock, courier=first.courier, name=str(n)) for n in range(5))]

    def turns() -> None:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda world: [world.turn.take_calmly() for _ in range(3)], worlds))

    turns()
    first.turns()
    assert len({(each.channel.address, each.title) for each in first.courier.news()}) == 15
    assert len(first.courier.news()) == 15
    first.clock.advance(1200)
    for case in cases:
        first.move(case, CaseState.WITHDRAWN, reason="norms", correction=case.number)
    turns()
    first.turns()
    taken_back = [each.channel.address for each in first.courier.news() if "Withdrawn" in each.title]
    assert sorted(taken_back) == sorted(f"https://hooks.slack.com/services/{n}" for n in range(3) for _ in range(5))


def test_everything_about_a_subscription_comes_back(engine: Engine) -> None:
    world = AlertWorld(engine)
    quiet = QuietHours(start=time(22, 30), end=time(7))
    added = world.subscribe(
        by=ChannelKind.WEBHOOK,
        address="https://hook.example/x",
        quiet_hours=quiet,
        timezone="Asia/Tokyo",
        expires_at=world.clock.now() + timedelta(days=9),
        is_verified=True,
    )
    assert world.subscriptions.get(added.id) == added
    changed = replace(added, cadence=Cadence.WEEKLY, paused_at=world.clock.now())
    world.subscriptions.change(changed)
    assert world.subscriptions.owned("hf:ada") == [changed]
    channel = added.channels[0]
    assert world.subscriptions.of_token(channel.token) == (changed, channel)
    world.subscriptions.stop_channel(channel.id, Stopped.GONE)
    stopped = world.subscriptions.of_channel(channel.id)
    assert stopped is not None
    assert stopped.channels[0].stopped is Stopped.GONE


def test_a_claim_is_one_processs_and_ends(engine: Engine) -> None:
    world = AlertWorld(engine)
    world.subscribe()
    world.posted()
    world.turn.fan_out.run()
    world.turn.bundler.run()
    now = world.clock.now()
    until = now + timedelta(minutes=5)
    (mine,) = world.deliveries.claim("a", most=9, now=now, until=until)
    assert world.deliveries.claim("b", most=9, now=now, until=until) == []
    assert world.deliveries.begin(mine, "b", now) is None
    assert world.deliveries.begin(mine, "a", until) is None, "the claim has ended"
    (again,) = world.deliveries.claim("b", most=9, now=until, until=until + timedelta(minutes=5))
    begun = world.deliveries.begin(again, "b", until)
    assert begun is not None
    assert (begun.attempts, begun.state) == (1, DeliveryState.WAITING)
