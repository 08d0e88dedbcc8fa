# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Digests, bursts, and what is told as one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time

from sqlalchemy import Engine

from bot.model.alerts import Cadence, QuietHours
from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryKind
from tests.fakes.clock import FakeClock
from tests.samples.alerting import AlertWorld

HOUR = 3600.0


def at_ten(engine: Engine) -> AlertWorld:
    return AlertWorld(engine, clock=FakeClock(datetime(2026, 3, 17, 10, 0, tzinfo=UTC)))


def test_a_daily_digest_says_first_what_changed_and_last_how_to_hear_no_more(engine: Engine) -> None:
    world = at_ten(engine)
    world.subscribe(cadence=Cadence.DAILY)
    world.posted(1)
    world.posted(2)
    world.turns(HOUR)
    assert world.told() == []
    world.turns(22 * HOUR)
    (digest,) = world.courier.news()
    lines = digest.text.strip().splitlines()
    assert lines[0] == "2 changes since the last message."
    assert lines[-1].startswith("Unsubscribe from this: https://desk.example/unsubscribe/")
    assert lines[-1].endswith("?all=1")
    assert json.loads(digest.payload)["data"]["changes"] == 2


def test_an_empty_digest_is_not_sent(engine: Engine) -> None:
    world = at_ten(engine)
    world.subscribe(cadence=Cadence.DAILY)
    case = world.posted(1)
    world.turns(60)
    world.move(case, CaseState.WITHDRAWN, reason="norms", correction=1)
    for _ in range(3):
        world.turns(24 * HOUR)
    assert world.told() == []


def test_of_a_case_a_digest_tells_the_newest_alone(engine: Engine) -> None:
    world = at_ten(engine)
    world.subscribe(cadence=Cadence.DAILY)
    case = world.posted(1)
    world.move(case, CaseState.DISPUTED)
    world.turns(23 * HOUR)
    (digest,) = world.courier.news()
    (told,) = json.loads(digest.payload)["data"]["alerts"]
    assert told["event"] == "finding.disputed"


def test_quiet_hours_hold_back_what_is_new(engine: Engine) -> None:
    world = at_ten(engine)
    world.subscribe(quiet_hours=QuietHours(start=time(9), end=time(12)))
    world.posted(1)
    world.turns(HOUR)
    assert world.told() == []
    world.turns(HOUR)
    assert len(world.told()) == 1


def test_ten_in_ten_minutes_come_one_by_one_and_more_as_one(world: AlertWorld) -> None:
    world.subscribe()
    for number in range(1, 11):
        world.posted(number)
    world.turns()
    assert [each.kind for each in world.courier.news()] == [DeliveryKind.ALERT] * 10
    for number in range(11, 14):
        world.posted(number)
    world.turns(60)
    assert [each.kind for each in world.courier.news()[10:]] == [DeliveryKind.DIGEST]
    world.posted(14)
    world.turns(60)
    assert len(world.courier.news()) == 11, "after a digest the rest of the ten minutes is quiet"
    world.turns(600)
    assert len(world.courier.news()) == 12


def test_a_burst_is_one_digest(world: AlertWorld) -> None:
    world.subscribe()
    for number in range(1, 31):
        world.posted(number)
    world.turns()
    (digest,) = world.courier.news()
    assert json.loads(digest.payload)["data"]["changes"] == 30


def test_children_are_told_with_their_root_as_a_number(world: AlertWorld) -> None:
    world.subscribe()
    world.posted(1, "acme/root")
    for number in range(2, 15):
        world.posted(number, f"mirror/copy-{number}", via=("acme/root",))
    world.turns()
    (parcel,) = world.courier.news()
    data = json.loads(parcel.payload)["data"]
    assert data["repo"] == "acme/root"
    assert data["derived_uploads"]["count"] == 13
    assert "The same holds for 13 uploads derived from it." in parcel.text


def test_the_same_news_again_comes_with_the_next_mornings(engine: Engine) -> None:
    world = at_ten(engine)
    world.subscribe()
    world.posted(1, "acme/root")
    world.turns()
    world.posted(2, "mirror/copy-2", via=("acme/root",))
    world.posted(3, "mirror/copy-3", via=("acme/root",))
    world.turns(60)
    assert len(world.told()) == 1
    world.turns(23 * HOUR)
    _, update = world.courier.news()
    assert json.loads(update.payload)["data"]["derived_uploads"]["count"] == 1


def test_a_payload_does_not_change_between_tries_and_says_what_is_known(world: AlertWorld) -> None:
    world.subscribe()
    world.posted(1)
    world.courier.fails.append(OSError("a mistake of ours"))
    world.turns()
    world.turns(10)
    first, second = world.courier.news()
    assert (first.id, first.payload) == (second.id, second.payload)
    document = json.loads(first.payload)
    assert document["type"] == "finding.posted"
    assert document["data"]["links"] == {
        "case": "https://desk.example/case/C-1",
        "thread": "https://hub.example/acme/model-1/discussions/7",
    }
    assert document["data"]["severity"] == "obligation open"
