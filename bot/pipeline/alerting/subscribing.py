# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people do about their alerts: ask for them, change, test, pause and leave. Nothing of it makes the bot write anywhere else."""

from __future__ import annotations

import base64
import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.alerts import (
    Channel,
    ChannelKind,
    MinState,
    SigningKeys,
    Stopped,
    Subscription,
)
from bot.model.deliveries import Attempt, Delivery, DeliveryKind, DeliveryState
from bot.model.errors import InputError, NotAllowed, NotFound
from bot.pipeline.alerting.confirming import Confirming
from bot.pipeline.alerting.service_messages import service_delivery
from bot.pipeline.alerting.wishes import Wish, check_filter
from bot.ports.alerts import Courier, Deliveries, Subscriptions
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_MOST_SUBSCRIPTIONS = 50
_MOST_CHANNELS = 5
_MOST_CONFIRMATIONS = 5
_DAY = timedelta(days=1)
_KEYS_OVERLAP = timedelta(days=1)
"""How long the old key signs beside a new one."""
_VERIFIED_FOR = timedelta(days=90)
_KEY_BYTES = 32
_MOST_TESTS = 10


class Subscribing:
    """``new_word`` makes words that cannot be guessed. ``owner`` limits what is seen and changed to one person's; ``None`` is everybody's.

    Raises NotFound for what is not there, or not theirs; InputError for addresses that cannot be used; NotAllowed at a limit.
    """

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        deliveries: Deliveries,
        courier: Courier,
        confirming: Confirming,
        clock: Clock,
        new_word: Callable[[], str] = lambda: secrets.token_hex(24),
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._courier = courier
        self._confirming = confirming
        self._clock = clock
        self._new_word = new_word

    def add(self, wish: Wish) -> Subscription:
        """Keep it. Mail addresses and webhooks are asked first; messages wait until they agreed."""
        now = self._clock.now()
        if not 1 <= len(wish.channels) <= _MOST_CHANNELS:
            raise InputError(f"expected 1 to {_MOST_CHANNELS} ways to reach you, found {len(wish.channels)}")
        if len(self._subscriptions.owned(wish.owner)) >= _MOST_SUBSCRIPTIONS:
            raise NotAllowed(f"{wish.owner} has {_MOST_SUBSCRIPTIONS} subscriptions already; remove one first")
        if wish.min_state is MinState.PROPOSED and not wish.is_verified:
            raise NotAllowed("what is not public yet is told to those alone who were seen to speak for a side")
        check_filter(wish.scope)
        name = self._new_word()
        subscription = self._made(wish, name, now)
        for channel in subscription.channels:
            self._courier.check(channel)
            self._check_asked(channel, now)
        self._subscriptions.add(subscription)
        for channel in subscription.channels:
            if channel.stopped is Stopped.UNCONFIRMED:
                self._put(DeliveryKind.CONFIRMATION, subscription, channel)
        _LOG.info("subscribed", extra={"subscription": name, "scope": str(wish.scope), "owner": wish.owner})
        return subscription

    def owned(self, owner: str | None) -> list[Subscription]:
        """Theirs, oldest first."""
        return self._subscriptions.owned(owner)

    def get(self, subscription_id: str, owner: str | None) -> Subscription:
        """One of theirs."""
        found = self._subscriptions.get(subscription_id)
        if found is None or found.removed_at is not None or owner not in {None, found.owner}:
            raise NotFound(f"subscription {subscription_id[:40]}: there is none of that name")
        return found

    def remove(self, subscription_id: str, owner: str | None) -> None:
        """Send nothing for it any more, for whatever reason."""
        self._subscriptions.change(replace(self.get(subscription_id, owner), removed_at=self._clock.now()))

    def pause(self, subscription_id: str, owner: str | None, *, is_paused: bool) -> Subscription:
        """Bring nothing new until it is taken back. What closes an alert that was got still arrives."""
        found = self.get(subscription_id, owner)
        after = replace(found, paused_at=(found.paused_at or self._clock.now()) if is_paused else None)
        self._subscriptions.change(after)
        return after

    def test(self, subscription_id: str, owner: str | None) -> list[Delivery]:
        """A test message to every channel of it; to one that has not agreed yet, the question again."""
        now = self._clock.now()
        subscription = self.get(subscription_id, owner)
        sent: list[Delivery] = []
        for channel in subscription.channels:
            kinds = (DeliveryKind.TEST, DeliveryKind.CONFIRMATION)
            lately = sum(len(self._deliveries.sent_since(channel.id, now - _DAY, kind)) for kind in kinds)
            if lately >= _MOST_TESTS:
                raise NotAllowed(f"{channel.shown}: {_MOST_TESTS} tests in a day are enough")
            if channel.stopped is Stopped.UNCONFIRMED:
                self._check_asked(channel, now)
                sent.append(self._put(DeliveryKind.CONFIRMATION, subscription, channel))
                continue
            if channel.stopped is not None and channel.stopped is not Stopped.UNSUBSCRIBED:
                # Whoever asks for a test says that it works again.
                self._subscriptions.stop_channel(channel.id, None)
            self._subscriptions.seen(channel.id, now, is_sign=True)
            sent.append(self._put(DeliveryKind.TEST, subscription, channel))
        return sent

    def deliveries(
        self,
        owner: str | None,
        *,
        subscription_id: str | None = None,
        most: int = 50,
        state: DeliveryState | None = None,
    ) -> list[Delivery]:
        """The newest messages to them, with what was sent."""
        mine = [self.get(subscription_id, owner)] if subscription_id else self._subscriptions.owned(owner)
        channels = [channel.id for subscription in mine for channel in subscription.channels]
        return self._deliveries.log(channels, most=most, state=state)

    def delivery(self, delivery_id: str, owner: str | None) -> tuple[Delivery, Channel, list[Attempt]]:
        """One message to them, and every try."""
        found = self._deliveries.get(delivery_id)
        subscription = self._subscriptions.of_channel(found.channel) if found is not None else None
        if found is None or subscription is None or owner not in {None, subscription.owner}:
            raise NotFound(f"delivery {delivery_id[:40]}: there is none of that name")
        channel = next(each for each in subscription.channels if each.id == found.channel)
        return found, channel, self._deliveries.attempts(delivery_id)

    def replay(self, delivery_id: str, owner: str | None) -> Delivery:
        """Send it once more, with the same id."""
        found, _, _ = self.delivery(delivery_id, owner)
        if not self._deliveries.replay(delivery_id, self._clock.now()):
            raise NotAllowed(
                f"delivery {delivery_id}: it is on its way, or was overtaken: what was withdrawn is not sent again"
            )
        return found

    def rotate(self, channel_id: str, owner: str | None) -> SigningKeys:
        """A new key for a webhook; the old one signs beside it for a day."""
        channel = self._webhook(channel_id, owner)
        old = channel.keys.current if channel.keys else ""
        keys = SigningKeys(current=_new_key(), previous=old, previous_until=self._clock.now() + _KEYS_OVERLAP)
        self._subscriptions.set_keys(channel_id, keys)
        return keys

    def keys(self, channel_id: str, owner: str | None) -> SigningKeys:
        """The keys of a webhook."""
        found = self._webhook(channel_id, owner).keys
        if found is None:
            raise NotFound(f"channel {channel_id[:40]}: it has no key")
        return found

    def confirming(self, word: str) -> tuple[Subscription, Channel] | None:
        """What the word of a confirmation would confirm. Changes nothing."""
        channel = self._confirming.channel_of(word)
        return None if channel is None else self._with_subscription(channel)

    def confirm(self, word: str) -> tuple[Subscription, Channel] | None:
        """The address agrees."""
        channel = self._confirming.confirm(word)
        return None if channel is None else self._with_subscription(channel)

    def leaving(self, token: str) -> tuple[Subscription, Channel] | None:
        """What somebody who knows this word may unsubscribe from. Changes nothing."""
        return self._subscriptions.of_token(token) if 0 < len(token) <= 64 else None

    def leave(self, token: str, *, from_all: bool) -> Channel | None:
        """Unsubscribe, from this one or from everything that goes to the same address; the same again changes nothing."""
        found = self.leaving(token)
        if found is None:
            return None
        subscription, channel = found
        for each in self._subscriptions.of_address(channel) if from_all else [subscription]:
            self._leave(each, channel)
        return channel

    def _leave(self, subscription: Subscription, at: Channel) -> None:
        for channel in subscription.channels:
            if (channel.kind, channel.address) == (at.kind, at.address):
                self._subscriptions.stop_channel(channel.id, Stopped.UNSUBSCRIBED)
        others = [each for each in subscription.channels if (each.kind, each.address) != (at.kind, at.address)]
        if all(each.stopped is Stopped.UNSUBSCRIBED for each in others) and subscription.removed_at is None:
            self._subscriptions.change(replace(subscription, removed_at=self._clock.now()))
        _LOG.info("unsubscribed", extra={"subscription": subscription.id})

    def _made(self, wish: Wish, name: str, now: datetime) -> Subscription:
        channels = tuple(self._channel(kind, address, name, wish.owner, now) for kind, address in wish.channels)
        try:
            return Subscription(
                id=name,
                owner=wish.owner,
                scope=wish.scope,
                channels=channels,
                created_at=now,
                cadence=wish.cadence,
                min_state=wish.min_state,
                also=wish.also,
                language=wish.language,
                timezone=wish.timezone,
                quiet_hours=wish.quiet_hours,
                verified_until=now + _VERIFIED_FOR if wish.is_verified else None,
                expires_at=wish.expires_at,
            )
        except ValueError as error:
            raise InputError(str(error)) from error

    def _channel(self, kind: ChannelKind, address: str, subscription: str, owner: str, now: datetime) -> Channel:
        channel = Channel(
            id=self._new_word(),
            subscription=subscription,
            kind=kind,
            address=address.strip(),
            token=self._new_word(),
            keys=SigningKeys(current=_new_key()) if kind is ChannelKind.WEBHOOK else None,
            # Whoever knows a chat's address may write there: that is what it is for.
            stopped=None if kind.is_chat else Stopped.UNCONFIRMED,
            seen_at=now,
        )
        if kind is ChannelKind.EMAIL and self._has_agreed(channel, owner):
            return replace(channel, stopped=None)
        return channel

    def _has_agreed(self, channel: Channel, owner: str) -> bool:
        """Whether this address agreed to hear from this person's subscriptions before."""
        same = (channel.kind, channel.address)
        theirs = [each for each in self._subscriptions.of_address(channel) if each.owner == owner]
        return any((one.kind, one.address) == same and one.stopped is None for each in theirs for one in each.channels)

    def _check_asked(self, channel: Channel, now: datetime) -> None:
        if channel.stopped is not Stopped.UNCONFIRMED:
            return
        if self._subscriptions.confirmations_since(channel, now - _DAY) >= _MOST_CONFIRMATIONS:
            raise NotAllowed(f"{channel.shown} was asked {_MOST_CONFIRMATIONS} times today; try again tomorrow")

    def _put(self, kind: DeliveryKind, subscription: Subscription, channel: Channel) -> Delivery:
        delivery = service_delivery(kind, subscription, channel, name=self._new_word(), now=self._clock.now())
        self._deliveries.put(delivery)
        return delivery

    def _webhook(self, channel_id: str, owner: str | None) -> Channel:
        subscription = self._subscriptions.of_channel(channel_id)
        if subscription is None or subscription.removed_at is not None or owner not in {None, subscription.owner}:
            raise NotFound(f"channel {channel_id[:40]}: there is none of that name")
        channel = next(each for each in subscription.channels if each.id == channel_id)
        if channel.kind is not ChannelKind.WEBHOOK:
            raise InputError(f"{channel.shown}: only webhooks are signed")
        return channel

    def _with_subscription(self, channel: Channel) -> tuple[Subscription, Channel] | None:
        subscription = self._subscriptions.of_channel(channel.id)
        return None if subscription is None else (subscription, channel)


def _new_key() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"
