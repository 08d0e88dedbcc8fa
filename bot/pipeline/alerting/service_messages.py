# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Messages without news: whether an address agrees, whether alerts are still wanted, tests."""

from __future__ import annotations

from datetime import datetime

from bot.model.alerts import (
    Channel,
    Subscription,
)
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.news import Message
from bot.render.alert_documents import payload


def service_delivery(
    kind: DeliveryKind, subscription: Subscription, channel: Channel, *, name: str, now: datetime
) -> Delivery:
    """A message without news."""
    message = Message(kind=kind, at=now, about=str(subscription.scope))
    return Delivery(
        id=f"msg_{name}", channel=channel.id, kind=kind, payload=payload(message), created_at=now, not_before=now
    )
