# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Subscriptions and messages as lists: tables for people, JSON for programs. Keys and the words of leaving are in neither."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.model.alerts import Channel, Subscription
from bot.model.deliveries import Attempt, Delivery
from bot.render.documents import Document
from bot.render.pages import Page, Table

Told = tuple[Delivery, Channel, list[Attempt]]
"""One message, where it goes, and every try."""


def subscriptions_document(subscriptions: Sequence[Subscription]) -> Document:
    """``hubnotice.alerts/1``."""
    return {"schema": "hubnotice.alerts/1", "subscriptions": [_subscription(each) for each in subscriptions]}


def subscriptions_page(subscriptions: Sequence[Subscription]) -> Page:
    """One row for each channel."""
    rows = tuple(
        (
            each.id,
            each.owner,
            str(each.scope),
            "paused" if each.paused_at else each.cadence.value,
            channel.id,
            f"{channel.kind.value} {channel.shown}",
            channel.stopped.value if channel.stopped else "ready",
        )
        for each in subscriptions
        for channel in each.channels
    )
    headings = ("subscription", "whose", "about", "how often", "channel", "where", "state")
    return Page("Alerts", ("Nobody asked for any.",) if not rows else (Table(headings, rows),))


def deliveries_document(told: Sequence[Told]) -> Document:
    """``hubnotice.deliveries/1``: with what was sent and what was answered."""
    return {"schema": "hubnotice.deliveries/1", "deliveries": [_delivery(*each) for each in told]}


def deliveries_page(told: Sequence[Told]) -> Page:
    """One row for each message."""
    rows = tuple(
        (
            delivery.id,
            delivery.created_at.isoformat(timespec="seconds"),
            delivery.kind.value,
            f"{channel.kind.value} {channel.shown}",
            delivery.state.value,
            str(delivery.attempts),
            (attempts[-1].response if attempts else "")[:80],
        )
        for delivery, channel, attempts in told
    )
    headings = ("delivery", "made", "kind", "where", "state", "tries", "last answer")
    return Page("Deliveries", ("There are none.",) if not rows else (Table(headings, rows),))


def _subscription(subscription: Subscription) -> Document:
    return {
        "id": subscription.id,
        "owner": subscription.owner,
        "scope": {"kind": subscription.scope.kind.value, "value": subscription.scope.value},
        "cadence": subscription.cadence.value,
        "min_state": subscription.min_state.value,
        "also": sorted(each.value for each in subscription.also),
        "language": subscription.language,
        "timezone": subscription.timezone,
        "quiet_hours": str(subscription.quiet_hours) if subscription.quiet_hours else None,
        "created_at": subscription.created_at.isoformat(),
        "expires_at": subscription.expires_at.isoformat() if subscription.expires_at else None,
        "paused_at": subscription.paused_at.isoformat() if subscription.paused_at else None,
        "channels": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "address": each.shown,
                "state": each.stopped.value if each.stopped else "ready",
            }
            for each in subscription.channels
        ],
    }


def _delivery(delivery: Delivery, channel: Channel, attempts: Sequence[Attempt]) -> Document:
    return {
        "id": delivery.id,
        "channel": {"id": channel.id, "kind": channel.kind.value, "address": channel.shown},
        "kind": delivery.kind.value,
        "state": delivery.state.value,
        "created_at": delivery.created_at.isoformat(),
        "not_before": delivery.not_before.isoformat(),
        "payload": json.loads(delivery.payload),
        "attempts": [
            {
                "number": each.number,
                "started_at": each.started_at.isoformat(),
                "ended_at": each.ended_at.isoformat() if each.ended_at else None,
                "status": each.status,
                "response": each.response or None,
            }
            for each in attempts
        ],
    }
