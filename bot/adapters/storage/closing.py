# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What becomes of the alerts about a case that is settled or withdrawn, in the transaction that takes note of it.

1. Whatever nobody can have got is cancelled: a wrong statement is not sent after it was taken back, an old one not after it was settled.
2. Of a message that carries such an alert and did not arrive, no further try is made; what else it carries waits again.
3. Every address that may have got one follows with an alert for this, once, due at once.

A message that was tried may have arrived whatever was answered, so its reader counts among those who got it.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, RowMapping, select, update

from bot.adapters.storage.alert_tables import ALERTS, CHANNELS, DELIVERIES, SUBSCRIPTIONS
from bot.model.alerts import Stopped
from bot.model.deliveries import Alert, AlertState, DeliveryState, alert_id
from bot.model.happenings import Happening

_LEFT = {Stopped.UNSUBSCRIBED.value, Stopped.GONE.value}


def close_case(connection: Connection, happening: Happening) -> tuple[Alert, ...]:
    """The alerts that follow. Everything that was to be cancelled is."""
    rows = _alerts_of(connection, happening)
    for row in rows:
        if row["delivery_state"] == DeliveryState.WAITING.value:
            _stop_delivery(connection, row, happening)
        if row["state"] == AlertState.WAITING.value or not row["is_told"]:
            _cancel(connection, row["id"])
    told = {(row["kind"], row["address"]) for row in rows if row["is_told"]}
    found = ((kind, address, _hears(connection, kind, address)) for kind, address in sorted(told))
    return tuple(_following(kind, address, channel, happening) for kind, address, channel in found if channel)


def _alerts_of(connection: Connection, happening: Happening) -> list[RowMapping]:
    """Locked, so that nobody begins to send one of them meanwhile."""
    mine = ALERTS.c.case == happening.case, ALERTS.c.happening < happening.sequence
    carrying = select(ALERTS.c.delivery).where(*mine, ALERTS.c.delivery.is_not(None))
    locked = select(DELIVERIES.c.id).where(DELIVERIES.c.id.in_(carrying)).order_by(DELIVERIES.c.id)
    connection.execute(locked.with_for_update()).all()
    connection.execute(select(ALERTS.c.id).where(*mine).order_by(ALERTS.c.id).with_for_update()).all()
    wanted = (
        select(ALERTS, CHANNELS.c.kind, CHANNELS.c.address, DELIVERIES.c.state.label("delivery_state"))
        .join(CHANNELS, CHANNELS.c.id == ALERTS.c.channel)
        .outerjoin(DELIVERIES, DELIVERIES.c.id == ALERTS.c.delivery)
        .where(*mine)
        .order_by(ALERTS.c.happening)
    )
    return list(connection.execute(wanted).mappings())


def _cancel(connection: Connection, alert: str) -> None:
    connection.execute(update(ALERTS).where(ALERTS.c.id == alert).values(state=AlertState.CANCELLED.value))


def _stop_delivery(connection: Connection, row: RowMapping, happening: Happening) -> None:
    values = {"state": DeliveryState.CANCELLED.value, "settled_at": happening.at}
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == row["delivery"]).values(values))
    others = ALERTS.c.case.is_(None) | (ALERTS.c.case != happening.case)
    again = (ALERTS.c.delivery == row["delivery"]) & (ALERTS.c.state == AlertState.CARRIED.value) & others
    connection.execute(update(ALERTS).where(again).values(state=AlertState.WAITING.value, delivery=None))


def _hears(connection: Connection, kind: str, address: str) -> str | None:
    """A channel by which this address is still reached. Whoever paused did not leave; whoever unsubscribed did, and hears nothing more."""
    joined = select(CHANNELS.c.id).join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.id == CHANNELS.c.subscription)
    there = joined.where(CHANNELS.c.kind == kind, CHANNELS.c.address == address, SUBSCRIPTIONS.c.removed_at.is_(None))
    there = there.where(CHANNELS.c.stopped.is_(None) | CHANNELS.c.stopped.not_in(_LEFT)).order_by(CHANNELS.c.id)
    return connection.execute(there.limit(1)).scalar_one_or_none()


def _following(kind: str, address: str, channel: str, happening: Happening) -> Alert:
    return Alert(
        id=alert_id(kind, address, happening.sequence),
        channel=channel,
        happening=happening.sequence,
        case=happening.case,
        key=hashlib.sha256(f"{happening.sequence}".encode()).hexdigest(),
        due_at=happening.at,
        closes=True,
    )
