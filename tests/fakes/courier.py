# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A courier that keeps what it was given, and fails when told to."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from datetime import datetime

from bot.model.alerts import Channel, ChannelKind
from bot.model.deliveries import DeliveryKind
from bot.ports.alerts import Answer, Parcel


class FakeCourier:
    """Implements `bot.ports.alerts.Courier`. Webhooks repeat their challenge."""

    def __init__(self) -> None:
        self.carried: list[Parcel] = []
        self.at: list[datetime] = []
        self.fails: deque[Exception | None] = deque()
        """What becomes of the next ones; ``None`` goes well."""
        self.before: Callable[[Parcel], None] = lambda _: None
        self.checked: list[Channel] = []

    def check(self, channel: Channel) -> None:
        self.checked.append(channel)

    def carry(self, parcel: Parcel, *, at: datetime) -> Answer:
        self.before(parcel)
        self.carried.append(parcel)
        self.at.append(at)
        error = self.fails.popleft() if self.fails else None
        if error is not None:
            raise error
        if parcel.kind is DeliveryKind.CONFIRMATION and parcel.channel.kind is ChannelKind.WEBHOOK:
            return Answer(status=200, text=json.loads(parcel.payload)["data"]["challenge"])
        return Answer(status=200)

    def news(self) -> list[Parcel]:
        """Everything that carried news."""
        return [each for each in self.carried if each.kind in {DeliveryKind.ALERT, DeliveryKind.DIGEST}]
