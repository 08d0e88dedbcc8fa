# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rows of alerts, messages and tries, and the values that they stand for."""

from __future__ import annotations

from sqlalchemy import RowMapping

from bot.adapters.storage.codecs import member_from_word
from bot.adapters.storage.rows import Row
from bot.model.deliveries import Alert, AlertState, Attempt, Delivery, DeliveryKind, DeliveryState


def alert_to_row(alert: Alert) -> Row:
    """One row of `alerts`."""
    return {
        "id": alert.id,
        "channel": alert.channel,
        "happening": alert.happening,
        "case": alert.case,
        "key": alert.key,
        "due_at": alert.due_at,
        "state": alert.state.value,
        "closes": alert.closes,
        "is_told": alert.is_told,
        "delivery": alert.delivery,
    }


def alert_from_row(row: RowMapping) -> Alert:
    """The alert again. Raises OperatorError where the row holds what this release does not know, as all readers here do."""
    return Alert(
        id=row["id"],
        channel=row["channel"],
        happening=row["happening"],
        case=row["case"],
        key=row["key"],
        due_at=row["due_at"],
        state=member_from_word(AlertState, row["state"]),
        closes=row["closes"],
        is_told=row["is_told"],
        delivery=row["delivery"],
    )


def delivery_to_row(delivery: Delivery) -> Row:
    """One row of `deliveries`, which nobody has claimed."""
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "kind": delivery.kind.value,
        "payload": delivery.payload,
        "created_at": delivery.created_at,
        "not_before": delivery.not_before,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "claimed_by": None,
        "claimed_until": None,
        "settled_at": delivery.settled_at,
    }


def delivery_from_row(row: RowMapping) -> Delivery:
    """The message again."""
    return Delivery(
        id=row["id"],
        channel=row["channel"],
        kind=member_from_word(DeliveryKind, row["kind"]),
        payload=row["payload"],
        created_at=row["created_at"],
        not_before=row["not_before"],
        state=member_from_word(DeliveryState, row["state"]),
        attempts=row["attempts"],
        settled_at=row["settled_at"],
    )


def attempt_from_row(row: RowMapping) -> Attempt:
    """The try again."""
    return Attempt(
        delivery=row["delivery"],
        number=row["number"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        status=row["status"],
        response=row["response"],
    )
