# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""At least once, with the same id; retries, ends, and two processes at one outbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.model.alerts import ChannelKind, Stopped, Subscription
from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryState
from bot.model.errors import NotAllowed, NotFound, Undelivered
from bot.ports.alerts import Parcel
from tests.samples.alerting import AlertWorld


class Killed(BaseException):
    """A process dies here."""


def agreed(world: AlertWorld) -> Subscription:
    """A mail address that wants to hear from us."""
    subscription = world.subscribe(by=ChannelKind.EMAIL, address="ada@example.org")
    world.turns()
    assert world.subscribing.confirm(world.courier.carried[-1].text.partition("/alerts/confirm/")[2].split()[0])
    return subscription


def test_a_crash_between_sending_and_noting_it_leads_to_one_more_of_the_same_id(engine: Engine) -> None:
    world = AlertWorld(engine)
    world.subscribe()
    world.posted()
    world.courier.fails.append(Killed())  # type: ignore[arg-type]
    with pytest.raises(Killed):
        world.turns()
    other = AlertWorld(engine, clock=world.clock, courier=world.courier, name="two")
    other.turns(60)
    assert len(world.courier.news()) == 1, "the claim of the dead holds for a while"
    other.turns(300)
    other.turns(86_400)
    first, second = world.courier.news()
    assert first.id == second.id
    delivery = world.deliveries.get(first.id)
    assert delivery is not None
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 2)
    lost, arrived = world.deliveries.attempts(first.id)
    assert (lost.ended_at, arrived.status) == (None, 200)


def test_a_crash_before_the_send_loses_nothing(engine: Engine) -> None:
    world = AlertWorld(engine)
    world.subscribe()
    world.posted()
    world.turn.fan_out.run()
    again = AlertWorld(engine, clock=world.clock, courier=world.courier, name="two")
    again.turn.fan_out.run()
    again.turn.bundler.run()
    world.turn.bundler.run()
    world.turns()
    assert len(world.courier.news()) == 1


def test_processes_that_take_turns_at_once_send_each_message_once(engine: Engine) -> None:
    first = AlertWorld(engine)
    for number in range(4):
        first.subscribe(address=f"https://hooks.slack.com/services/{number}")
    for number in range(1, 4):
        first.posted(number)
    worlds = [first, *(AlertWorld(engine, clock=first.clock, courier=first.courier, name=str(n)) for n in range(3))]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda world: world.turn.take_calmly(), worlds))
    first.turns()
    sent = [(each.channel.address, each.title) for each in first.courier.news()]
    assert len(sent) == len(set(sent)) == 12


def test_what_fails_is_tried_again_and_ends_among_the_dead_from_where_it_is_sent_again(world: AlertWorld) -> None:
    world.subscribe()
    world.posted()
    world.courier.fails.extend([Undelivered("answered 500", status=500)] * 9)
    world.turns()
    for _ in range(9):
        world.turns(90_000)
    (dead,) = world.subscribing.deliveries("hf:ada", state=DeliveryState.DEAD)
    assert dead.attempts == len(world.courier.news()) == 9
    world.subscribing.replay(dead.id, "hf:ada")
    world.turns()
    assert len({each.id for each in world.courier.news()}) == 1
    (found,) = world.subscribing.deliveries("hf:ada")
    assert found.state is DeliveryState.DELIVERED
    with pytest.raises(NotFound):
        world.subscribing.replay(dead.id, "hf:mallory")


def test_a_receiver_that_asks_for_time_gets_it(world: AlertWorld) -> None:
    world.subscribe()
    world.posted()
    world.courier.fails.append(Undelivered("answered 429", status=429, retry_after_seconds=3600.0))
    world.turns()
    world.turns(3599)
    assert len(world.courier.news()) == 1
    world.turns(2)
    assert len(world.courier.news()) == 2


def test_gone_is_gone(world: AlertWorld) -> None:
    subscription = world.subscribe()
    world.posted(1)
    world.courier.fails.append(Undelivered("answered 410", status=410, is_gone=True))
    world.turns()
    world.posted(2)
    world.turns(90_000)
    assert len(world.courier.news()) == 1
    assert world.subscribing.get(subscription.id, None).channels[0].stopped is Stopped.GONE


def test_three_bounces_in_a_row_pause_an_address_and_a_test_takes_it_back(world: AlertWorld) -> None:
    subscription = agreed(world)
    bounce = Undelivered("no such user", status=550, is_bounce=True)
    for number in range(1, 4):
        world.posted(number)
        world.courier.fails.append(bounce)
        world.turns(700)
    assert world.subscribing.get(subscription.id, None).channels[0].stopped is Stopped.BOUNCED
    world.posted(4)
    world.turns(700)
    assert len(world.courier.news()) == 3
    world.subscribing.test(subscription.id, "hf:ada")
    world.posted(5)
    world.turns(700)
    assert len(world.courier.news()) == 4


def test_bounces_that_are_not_in_a_row_are_forgotten(world: AlertWorld) -> None:
    subscription = agreed(world)
    bounce = Undelivered("mailbox full", status=552, is_bounce=True)
    for number, error in enumerate([bounce, bounce, None, bounce, bounce], start=1):
        world.posted(number)
        world.courier.fails.append(error)
        world.turns(700)
    assert world.subscribing.get(subscription.id, None).channels[0].stopped is None


def test_what_was_unsubscribed_meanwhile_is_not_sent(world: AlertWorld) -> None:
    subscription = world.subscribe()
    world.posted()
    world.turn.fan_out.run()
    world.turn.bundler.run()
    world.subscribing.leave(subscription.channels[0].token, from_all=False)
    world.turns()
    assert world.courier.news() == []
    (delivery,) = world.deliveries.log([subscription.channels[0].id], most=5)
    assert (delivery.state, delivery.attempts) == (DeliveryState.CANCELLED, 0)


def test_leaving_all_leaves_every_subscription_of_the_address_and_of_no_other(world: AlertWorld) -> None:
    first = world.subscribe()
    world.subscribe(owner="hf:bob")
    world.subscribe(address="https://hooks.slack.com/services/other")
    token = first.channels[0].token
    assert world.subscribing.leaving(token) is not None
    assert len(world.subscribing.owned(None)) == 3, "looking changes nothing"
    world.subscribing.leave(token, from_all=True)
    world.subscribing.leave(token, from_all=True)
    (left,) = world.subscribing.owned(None)
    assert left.channels[0].address.endswith("/other")
    assert world.subscribing.leave("nonsense", from_all=True) is None


def test_what_was_withdrawn_is_not_sent_again_on_request(world: AlertWorld) -> None:
    world.subscribe()
    case = world.posted()
    world.turns()
    told = world.courier.news()[0].id
    world.move(case, CaseState.WITHDRAWN, reason="norms", correction=1)
    world.turns()
    with pytest.raises(NotAllowed, match="withdrawn"):
        world.subscribing.replay(told, "hf:ada")


def test_new_keys_sign_beside_the_old_ones_for_a_day(world: AlertWorld) -> None:
    subscription = world.subscribe(by=ChannelKind.WEBHOOK, address="https://hook.example/x")
    channel = subscription.channels[0]
    assert channel.keys is not None
    new = world.subscribing.rotate(channel.id, "hf:ada")
    kept = world.subscribing.keys(channel.id, "hf:ada")
    now = world.clock.now()
    assert kept.in_force(now) == (new.current, channel.keys.current)
    assert kept.in_force(now + timedelta(days=1)) == (new.current,)
    assert channel.keys.current not in repr(subscription)
    with pytest.raises(NotFound):
        world.subscribing.keys(channel.id, "hf:mallory")


def test_where_nobody_gives_a_sign_for_half_a_year_it_is_asked_once_and_then_stopped(world: AlertWorld) -> None:
    agreed(world)
    world.turns(181 * 86_400)
    (question,) = [each for each in world.courier.carried if each.kind.value == "still_wanted"]
    assert "Do you still want alerts" in question.title
    world.turns(13 * 86_400)
    assert len([each for each in world.courier.carried if each.kind.value == "still_wanted"]) == 1
    world.turns(86_400)
    world.turns()
    world.posted()
    world.turns()
    assert world.told() == []


def test_a_sign_keeps_alerts(world: AlertWorld) -> None:
    agreed(world)
    world.turns(181 * 86_400)
    question = world.courier.carried[-1]
    world.subscribing.confirm(question.text.partition("/alerts/confirm/")[2].split()[0])
    world.turns(20 * 86_400)
    world.posted()
    world.turns()
    assert len(world.told()) == 1


def test_a_message_that_is_cancelled_while_it_is_on_its_way_stays_cancelled(world: AlertWorld) -> None:
    world.subscribe()
    case = world.posted()

    def withdrawn_meanwhile(_: Parcel) -> None:
        world.courier.before = lambda _: None
        world.move(case, CaseState.WITHDRAWN, reason="norms", correction=1)
        world.turn.fan_out.run()

    world.courier.before = withdrawn_meanwhile
    world.turns()
    world.turns()
    opener, closer = world.courier.news()
    assert closer.title.startswith("Withdrawn, our mistake")
    delivery = world.deliveries.get(opener.id)
    assert delivery is not None
    assert delivery.state is DeliveryState.CANCELLED
    assert world.deliveries.attempts(opener.id)[0].status == 200
