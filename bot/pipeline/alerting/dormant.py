# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Asks once whether alerts are still wanted where nobody gave a sign for half a year, and stops them two weeks later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.model.alerts import Channel, Stopped
from bot.model.deliveries import DeliveryKind
from bot.pipeline.alerting.service_messages import service_delivery
from bot.ports.alerts import Deliveries, Subscriptions
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_HALF_A_YEAR = timedelta(days=180)
_PATIENCE = timedelta(days=14)
_AT_ONCE = 100


class Dormancy:
    """``new_id`` gives a message its name."""

    def __init__(
        self, *, subscriptions: Subscriptions, deliveries: Deliveries, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._clock = clock
        self._new_id = new_id

    def run(self) -> None:
        """Ask those who were not asked yet, and stop those who did not answer."""
        for channel in self._subscriptions.idle(unseen_since=self._clock.now() - _HALF_A_YEAR, most=_AT_ONCE):
            self._look(channel)

    def _look(self, channel: Channel) -> None:
        now = self._clock.now()
        if channel.asked_at is None:
            subscription = self._subscriptions.of_channel(channel.id)
            if subscription is not None:
                name = self._new_id()
                self._subscriptions.asked(channel.id, now)
                kind = DeliveryKind.STILL_WANTED
                self._deliveries.put(service_delivery(kind, subscription, channel, name=name, now=now))
        elif now - channel.asked_at >= _PATIENCE:
            self._subscriptions.stop_channel(channel.id, Stopped.DORMANT)
            _LOG.info("alerts_stopped", extra={"channel": channel.id, "reason": "nobody gave a sign for half a year"})
