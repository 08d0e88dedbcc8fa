# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Makes messages of what is due: one for each piece of news, or a digest.

1. What nobody wants any more is dropped; what closes an alert that was got never is.
2. What is left is grouped, see `grouping`. Without anything left there is no message: empty digests are not sent.
3. Whoever wants to hear at once gets one message for each group, up to `BURST` in ten minutes; more become one digest, and after that
   what follows waits until the ten minutes are over.
4. Whoever wants digests gets one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.model.alerts import Cadence, Channel, Stopped, Subscription
from bot.model.deliveries import Alert, Delivery, DeliveryKind
from bot.model.happenings import Happening
from bot.model.news import Message
from bot.pipeline.alerting.grouping import BURST_WINDOW, Group, grouped, is_burst
from bot.pipeline.alerting.telling import Telling
from bot.ports.alerts import Deliveries, Subscriptions
from bot.ports.clock import Clock
from bot.render.alert_documents import payload

_LOG = logging.getLogger(__name__)
_MOST_IN_ONE = 100
"""Groups in one digest; the rest come in the next."""


class Bundler:
    """``new_id`` gives a message its name."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        deliveries: Deliveries,
        telling: Telling,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._telling = telling
        self._clock = clock
        self._new_id = new_id

    def run(self) -> int:
        """Make the messages that are due now; how many."""
        return sum(self._bundle(channel) for channel in self._deliveries.channels_with_due(self._clock.now()))

    def _bundle(self, channel_id: str) -> int:
        now = self._clock.now()
        alerts = self._deliveries.due(channel_id, now)
        happenings = self._deliveries.happenings([each.happening for each in alerts])
        subscription = self._subscriptions.of_channel(channel_id)
        unwanted = {each.id for each in alerts if not _is_wanted(each, happenings[each.happening], subscription, now)}
        if unwanted:
            self._deliveries.drop(sorted(unwanted))
        groups = grouped([each for each in alerts if each.id not in unwanted], happenings)[:_MOST_IN_ONE]
        if not groups or subscription is None:
            return 0
        if subscription.cadence is not Cadence.NOW:
            return self._digest(channel_id, groups, now)
        return self._now(channel_id, groups, now)

    def _now(self, channel_id: str, groups: Sequence[Group], now: datetime) -> int:
        since = now - BURST_WINDOW
        if not is_burst(len(groups), self._deliveries.sent_since(channel_id, since, DeliveryKind.ALERT), now):
            return sum(self._carry(channel_id, DeliveryKind.ALERT, [group], now) for group in groups)
        digests = self._deliveries.sent_since(channel_id, since, DeliveryKind.DIGEST)
        if digests and now - digests[-1] < BURST_WINDOW:
            waits = [alert for group in groups for alert in group.alerts]
            self._deliveries.postpone(waits, digests[-1] + BURST_WINDOW)
            return 0
        return self._digest(channel_id, groups, now)

    def _digest(self, channel_id: str, groups: Sequence[Group], now: datetime) -> int:
        return self._carry(channel_id, DeliveryKind.DIGEST, groups, now)

    def _carry(self, channel_id: str, kind: DeliveryKind, groups: Sequence[Group], now: datetime) -> int:
        message = Message(kind=kind, at=now, news=tuple(self._telling.news(group) for group in groups))
        delivery = Delivery(
            id=self._new_id(),
            channel=channel_id,
            kind=kind,
            payload=payload(message),
            created_at=now,
            not_before=now,
        )
        is_kept = self._deliveries.carry(delivery, [alert for group in groups for alert in group.alerts])
        if is_kept:
            _LOG.info("alert_queued", extra={"delivery": delivery.id, "kind": kind.value, "news": len(groups)})
        return int(is_kept)


def may_get(subscription: Subscription, channel: Channel, now: datetime, *, closes: bool) -> bool:
    """Whether anything may be sent to a channel: what closes an alert may, too, where somebody has paused since, and never where they left."""
    if subscription.removed_at is not None or channel.stopped in {Stopped.UNSUBSCRIBED, Stopped.GONE}:
        return False
    return closes or (channel.is_usable and subscription.is_active(now))


def _is_wanted(alert: Alert, happening: Happening, subscription: Subscription | None, now: datetime) -> bool:
    channel = next((each for each in subscription.channels if each.id == alert.channel), None) if subscription else None
    if subscription is None or channel is None or not may_get(subscription, channel, now, closes=alert.closes):
        return False
    return alert.closes or happening.is_public or subscription.is_verified(now)
