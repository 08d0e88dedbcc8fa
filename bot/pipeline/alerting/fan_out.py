# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Gives everybody who asked for it an alert for what happened: in order, each happening once, whichever process does it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.model.alerts import Cadence, Subscription
from bot.model.deliveries import Alert, alert_id
from bot.model.happenings import Happening
from bot.pipeline.alerting.grouping import key_of
from bot.pipeline.alerting.matching import Finds, is_told
from bot.pipeline.alerting.timing import due_at
from bot.ports.alerts import Deliveries, Subscriptions
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_AT_ONCE = 200


class FanOut:
    """``finds`` answers saved searches."""

    def __init__(self, *, subscriptions: Subscriptions, deliveries: Deliveries, clock: Clock, finds: Finds) -> None:
        self._subscriptions = subscriptions
        self._deliveries = deliveries
        self._clock = clock
        self._finds = finds

    def run(self) -> int:
        """Go through what happened since; how many happenings that was."""
        count = 0
        while found := self._deliveries.unheard(_AT_ONCE):
            subscriptions = self._subscriptions.owned()
            for happening in found:
                if not self._deliveries.tell(happening, self._alerts(happening, subscriptions)):
                    # Another process is at it, and goes on.
                    return count
                count += 1
        return count

    def _alerts(self, happening: Happening, subscriptions: Sequence[Subscription]) -> list[Alert]:
        """Of several subscriptions that reach one address, the one that tells first counts."""
        now = self._clock.now()
        key = key_of(happening)
        first: dict[str, Alert] = {}
        for subscription in subscriptions:
            if not is_told(subscription, happening, now, self._finds):
                continue
            for channel in subscription.channels:
                if not channel.is_usable:
                    continue
                alert = self._alert(subscription, channel.id, happening, key)
                alert_of_address = alert_id(channel.kind.value, channel.address, happening.sequence)
                known = first.get(alert_of_address)
                if known is None or alert.due_at < known.due_at:
                    first[alert_of_address] = alert
        if first:
            _LOG.info("alerts_made", extra={"happening": happening.kind.value, "repo": happening.repo, "n": len(first)})
        return [replace(alert, id=name) for name, alert in first.items()]

    def _alert(self, subscription: Subscription, channel: str, happening: Happening, key: str) -> Alert:
        # The same news again is an update: it comes with the next morning's, however often somebody wants to hear.
        is_update = subscription.cadence in {Cadence.NOW, Cadence.HOURLY} and bool(
            self._deliveries.told_keys(channel, [key])
        )
        return Alert(
            id="",
            channel=channel,
            happening=happening.sequence,
            case=happening.case,
            key=key,
            due_at=due_at(subscription, happening.at, Cadence.DAILY if is_update else None),
        )
