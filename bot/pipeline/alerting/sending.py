# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sends messages at least once, each with the same id at every try.

1. Claim one message that is due: nobody else is given it for a while, and after that everybody, so that nothing stays with the dead.
2. Whether it is still wanted is asked now; then it is written down that a try begins.
3. Send.
4. Write down what came of it, and whether and when it is tried again.

A crash between 3 and 4 leads to one more message of the same id. After the last try it is dead, until somebody has it sent again.
"""

from __future__ import annotations

import json
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot.model.alerts import Channel, ChannelKind, Stopped, Subscription
from bot.model.deliveries import Attempt, Delivery, DeliveryKind, DeliveryState
from bot.model.errors import BotError, RemoteError, Undelivered
from bot.model.news import Message
from bot.pipeline.alerting.bundling import may_get
from bot.pipeline.alerting.confirming import Confirming
from bot.pipeline.alerting.timing import retry_seconds
from bot.ports.alerts import Answer, Courier, Deliveries, Outcome, Parcel, Subscriptions
from bot.ports.clock import Clock
from bot.render.alert_documents import message_from_payload
from bot.render.alerts import AlertWriter, Links

_LOG = logging.getLogger(__name__)
_CLAIM = timedelta(minutes=5)
"""Longer than any channel may take for one message, see `bot.adapters.channels`."""
_MOST_IN_A_TURN = 500
_MOST_BOUNCES = 3
_LONGEST_RESPONSE = 2000


class Sender:
    """``by`` names this process. With ``beside`` that many messages are on their way at a time."""

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        *,
        subscriptions: Subscriptions,
        deliveries: Deliveries,
        courier: Courier,
        writer: AlertWriter,
        confirming: Confirming,
        clock: Clock,
        by: str,
        public_url: str,
        chance: random.Random | None = None,
        beside: int = 1,
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._courier = courier
        self._writer = writer
        self._confirming = confirming
        self._clock = clock
        self._by = by
        self._public_url = public_url.rstrip("/")
        self._chance = chance or random.Random()  # noqa: S311 - spreads tries, keeps no secret
        self._beside = beside

    def run(self) -> int:
        """Send what is due; how many messages were tried."""
        if self._beside == 1:
            return self._drain(_MOST_IN_A_TURN)
        with ThreadPoolExecutor(self._beside, thread_name_prefix="hubnotice-alerts") as pool:
            return sum(pool.map(lambda _: self._drain(_MOST_IN_A_TURN // self._beside), range(self._beside)))

    def send(self, delivery_id: str) -> bool:
        """Try this one now, if it is due and nobody else is at it; whether it was tried."""
        return self._one(delivery_id)

    def _drain(self, most: int) -> int:
        count = 0
        while count < most and self._one(None):
            count += 1
        return count

    def _one(self, only: str | None) -> bool:
        now = self._clock.now()
        claimed = self._deliveries.claim(self._by, most=1, now=now, until=now + _CLAIM, only=only)
        for delivery in claimed:
            self._try(delivery)
        return bool(claimed)

    def _try(self, delivery: Delivery) -> None:
        now = self._clock.now()
        subscription = self._subscriptions.of_channel(delivery.channel)
        channel = _channel(subscription, delivery.channel)
        message, reason = _read(delivery)
        if message is not None and subscription is not None and channel is not None:
            reason = _why_not(delivery, message, subscription, channel, now)
        if subscription is None or channel is None or message is None or reason:
            _LOG.info("alert_cancelled", extra={"delivery": delivery.id, "reason": reason or "nobody is there"})
            self._deliveries.cancel(delivery.id, now)
            return
        begun = self._deliveries.begin(delivery, self._by, now)
        if begun is not None:
            self._carry(begun, message, subscription, channel)

    def _carry(self, delivery: Delivery, message: Message, subscription: Subscription, channel: Channel) -> None:
        try:
            word = self._confirming.word_for(channel) if delivery.kind in _ASKING else ""
            parcel = self._parcel(delivery, message, subscription, channel, word)
            answer = self._courier.carry(parcel, at=self._clock.now())
            if word and delivery.kind is DeliveryKind.CONFIRMATION and channel.kind is ChannelKind.WEBHOOK:
                self._confirming.heard(answer, word)
        except Undelivered as error:
            self._failed(delivery, channel, error, str(error))
        except BotError as error:
            self._failed(delivery, channel, error, f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - logged and kept
            # The outer loop of this work: a mistake with one message keeps no other from being sent.
            _LOG.exception("alert_broke", extra={"delivery": delivery.id})
            self._failed(delivery, channel, error, type(error).__name__)
        else:
            self._delivered(delivery, channel, answer)

    def _parcel(
        self, delivery: Delivery, message: Message, subscription: Subscription, channel: Channel, word: str
    ) -> Parcel:
        links = Links(
            unsubscribe=f"{self._public_url}/unsubscribe/{channel.token}" if self._public_url else "",
            confirm=f"{self._public_url}/alerts/confirm/{word}" if self._public_url and word else "",
            manage=f"{self._public_url}/alerts" if self._public_url else "",
        )
        written = self._writer.write(message, language=subscription.language, links=links, about=subscription.scope)
        payload = delivery.payload
        if word and channel.kind is ChannelKind.WEBHOOK:
            payload = _with_challenge(payload, word)
        cases = {each.case for each in message.news}
        return Parcel(
            id=delivery.id,
            channel=channel,
            kind=delivery.kind,
            payload=payload,
            title=written.title,
            text=written.text,
            html=written.html,
            thread=cases.pop() if len(cases) == 1 else "",
            unsubscribe_url=links.unsubscribe,
        )

    def _delivered(self, delivery: Delivery, channel: Channel, answer: Answer) -> None:
        now = self._clock.now()
        self._record(delivery, Outcome(state=DeliveryState.DELIVERED, not_before=now), answer.status, answer.text, now)
        # That a mail server took it says nothing about readers; a program that answers is there.
        self._subscriptions.seen(channel.id, now, is_sign=channel.kind is not ChannelKind.EMAIL)
        _LOG.info("alert_delivered", extra={"delivery": delivery.id, "channel": channel.kind.value})

    def _failed(self, delivery: Delivery, channel: Channel, error: Exception, reason: str) -> None:
        now = self._clock.now()
        is_final = isinstance(error, Undelivered) and (error.is_gone or error.is_bounce)
        asked = error.retry_after_seconds if isinstance(error, RemoteError) else None
        wait = None if is_final else retry_seconds(delivery.attempts, chance=self._chance, asked_seconds=asked)
        if wait is None:
            outcome = Outcome(state=DeliveryState.DEAD, not_before=now)
        else:
            outcome = Outcome(state=DeliveryState.WAITING, not_before=now + timedelta(seconds=wait))
        status = error.status if isinstance(error, Undelivered) else None
        self._record(delivery, outcome, status, reason, now)
        facts = {"delivery": delivery.id, "channel": channel.kind.value, "reason": reason, "attempt": delivery.attempts}
        _LOG.log(logging.WARNING if wait is None else logging.INFO, "alert_not_delivered", extra=facts)
        if isinstance(error, Undelivered) and error.is_gone:
            self._subscriptions.stop_channel(channel.id, Stopped.GONE)
        if isinstance(error, Undelivered) and error.is_bounce:
            self._subscriptions.bounced(channel.id, most=_MOST_BOUNCES)

    def _record(self, delivery: Delivery, outcome: Outcome, status: int | None, response: str, now: datetime) -> None:
        attempt = Attempt(
            delivery=delivery.id,
            number=delivery.attempts,
            started_at=now,
            ended_at=now,
            status=status,
            response=_kept(response),
        )
        self._deliveries.record(attempt, outcome)


_ASKING = frozenset({DeliveryKind.CONFIRMATION, DeliveryKind.STILL_WANTED})


def _why_not(
    delivery: Delivery, message: Message, subscription: Subscription, channel: Channel, now: datetime
) -> str | None:
    if delivery.kind.is_service:
        left = subscription.removed_at is not None or channel.stopped in {Stopped.UNSUBSCRIBED, Stopped.GONE}
        return "nobody wants it any more" if left else None
    is_wanted = may_get(subscription, channel, now, closes=message.closes)
    return None if is_wanted else "nobody wants it any more"


def _read(delivery: Delivery) -> tuple[Message | None, str | None]:
    try:
        return message_from_payload(delivery.payload, delivery.kind), None
    except ValueError as error:
        return None, str(error)


def _channel(subscription: Subscription | None, channel_id: str) -> Channel | None:
    channels = subscription.channels if subscription is not None else ()
    return next((each for each in channels if each.id == channel_id), None)


def _with_challenge(payload: str, word: str) -> str:
    document = json.loads(payload)
    document["data"]["challenge"] = word
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _kept(text: str) -> str:
    """As every database takes it."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")[:_LONGEST_RESPONSE]
