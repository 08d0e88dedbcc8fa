# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The outbox of alerts in SQL: what is to be told, the messages that tell it, and every try.

A try is written down before anything is sent, so whoever may have got a message is known whatever happened in between. Whoever claims
passes over what another process is about to claim; a claim ends by itself, so that nothing stays with the dead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, exists, insert, select, update

from bot.adapters.storage.alert_rows import (
    alert_from_row,
    alert_to_row,
    attempt_from_row,
    delivery_from_row,
    delivery_to_row,
)
from bot.adapters.storage.alert_tables import ALERTS, DELIVERIES, DELIVERY_ATTEMPTS, HAPPENINGS, HEARD
from bot.adapters.storage.closing import close_case
from bot.adapters.storage.engine import reading, writing
from bot.adapters.storage.happenings import happening_from_row
from bot.model.deliveries import Alert, AlertState, Attempt, Delivery, DeliveryKind, DeliveryState
from bot.model.happenings import Happening, HappeningKind
from bot.ports.alerts import Outcome

_WAITS = ALERTS.c.state == AlertState.WAITING.value


class _NotAll(Exception):
    """Something that was to be changed is not as it was any more: nothing is kept."""


class SqlDeliveries:
    """Implements `bot.ports.alerts.Deliveries`; several threads and processes may use it at once. The database has to be migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unheard(self, most: int) -> list[Happening]:
        """What happened and nobody was given an alert for yet, oldest first."""
        heard = select(HEARD.c.sequence).scalar_subquery()
        wanted = select(HAPPENINGS).where(HAPPENINGS.c.sequence > heard).order_by(HAPPENINGS.c.sequence).limit(most)
        with reading(self._engine) as connection:
            return [happening_from_row(row) for row in connection.execute(wanted).mappings()]

    def tell(self, happening: Happening, alerts: Sequence[Alert]) -> bool:
        """Keep these alerts for what happened, and go on to the next; ``False``, and nothing kept, where another process was first."""
        mine = HEARD.c.sequence == happening.sequence - 1
        with writing(self._engine) as connection:
            if not connection.execute(update(HEARD).where(mine).values(sequence=happening.sequence)).rowcount:
                return False
            closing = close_case(connection, happening) if happening.kind.closes else ()
            followed = {each.id for each in closing}
            for alert in (*closing, *(each for each in alerts if each.id not in followed)):
                if connection.execute(select(ALERTS.c.id).where(ALERTS.c.id == alert.id)).first() is None:
                    connection.execute(insert(ALERTS).values(alert_to_row(alert)))
        return True

    def channels_with_due(self, now: datetime) -> list[str]:
        """Channels for which something is due."""
        wanted = select(ALERTS.c.channel).where(_WAITS, ALERTS.c.due_at <= now).distinct().order_by(ALERTS.c.channel)
        with reading(self._engine) as connection:
            return list(connection.execute(wanted).scalars())

    def due(self, channel_id: str, now: datetime) -> list[Alert]:
        """What is due for one channel, what happened first coming first."""
        mine = select(ALERTS).where(ALERTS.c.channel == channel_id, _WAITS, ALERTS.c.due_at <= now)
        with reading(self._engine) as connection:
            rows = connection.execute(mine.order_by(ALERTS.c.happening)).mappings().all()
        return [alert_from_row(row) for row in rows]

    def told_keys(self, channel_id: str, keys: Sequence[str]) -> set[str]:
        """Which of these keys this channel was told of before."""
        mine = select(ALERTS.c.key).where(ALERTS.c.channel == channel_id, ALERTS.c.key.in_(keys))
        with reading(self._engine) as connection:
            return set(connection.execute(mine.where(ALERTS.c.state == AlertState.CARRIED.value)).scalars())

    def sent_since(self, channel_id: str, moment: datetime, kind: DeliveryKind) -> list[datetime]:
        """When messages of this kind to this channel were made since then, oldest first."""
        mine = DELIVERIES.c.channel == channel_id, DELIVERIES.c.created_at >= moment, DELIVERIES.c.kind == kind.value
        wanted = select(DELIVERIES.c.created_at).where(*mine).order_by(DELIVERIES.c.created_at)
        with reading(self._engine) as connection:
            return list(connection.execute(wanted).scalars())

    def happenings(self, sequences: Sequence[int]) -> Mapping[int, Happening]:
        """Those that are there."""
        wanted = select(HAPPENINGS).where(HAPPENINGS.c.sequence.in_(sequences))
        with reading(self._engine) as connection:
            found = [happening_from_row(row) for row in connection.execute(wanted).mappings()]
        return {each.sequence: each for each in found}

    def carry(self, delivery: Delivery, alerts: Sequence[str]) -> bool:
        """Keep a message that takes these alerts along; ``False``, and nothing kept, where one of them does not wait any more."""
        mine = ALERTS.c.id.in_(alerts) & _WAITS
        taken = {"state": AlertState.CARRIED.value, "delivery": delivery.id}
        try:
            with writing(self._engine) as connection:
                # First, since the lock on its row makes two processes with the same alerts take turns.
                connection.execute(select(ALERTS.c.id).where(mine).order_by(ALERTS.c.id).with_for_update()).all()
                connection.execute(insert(DELIVERIES).values(delivery_to_row(delivery)))
                if connection.execute(update(ALERTS).where(mine).values(taken)).rowcount != len(alerts):
                    raise _NotAll  # noqa: TRY301 - ends the transaction
        except _NotAll:
            return False
        return True

    def put(self, delivery: Delivery) -> None:
        """Keep a message that carries no alert."""
        with writing(self._engine) as connection:
            connection.execute(insert(DELIVERIES).values(delivery_to_row(delivery)))

    def postpone(self, alerts: Sequence[str], until: datetime) -> None:
        """These are not due before then."""
        self._update_waiting(alerts, {"due_at": until})

    def drop(self, alerts: Sequence[str]) -> None:
        """These will not be told."""
        self._update_waiting(alerts, {"state": AlertState.CANCELLED.value})

    def claim(self, by: str, *, most: int, now: datetime, until: datetime, only: str | None = None) -> list[Delivery]:
        """Take messages that are due, or ``only`` one; nobody else is given them until then."""
        free = DELIVERIES.c.claimed_until.is_(None) | (DELIVERIES.c.claimed_until <= now)
        due = select(DELIVERIES).where(
            DELIVERIES.c.state == DeliveryState.WAITING.value, DELIVERIES.c.not_before <= now, free
        )
        due = due.where(*([] if only is None else [DELIVERIES.c.id == only]))
        due = due.order_by(DELIVERIES.c.not_before, DELIVERIES.c.id).limit(most)
        # A look costs nobody anything, while a write on SQLite would stop everybody else's.
        with reading(self._engine) as connection:
            if connection.execute(due.limit(1)).first() is None:
                return []
        with writing(self._engine) as connection:
            rows = connection.execute(due.with_for_update(skip_locked=True)).mappings().all()
            mine = DELIVERIES.c.id.in_([row["id"] for row in rows])
            connection.execute(update(DELIVERIES).where(mine).values(claimed_by=by, claimed_until=until))
        return [delivery_from_row(row) for row in rows]

    def begin(self, delivery: Delivery, by: str, at: datetime) -> Delivery | None:
        """A try begins, and is kept as begun: from now on its reader may have got it. ``None`` where it was cancelled, or the claim ended."""
        number = delivery.attempts + 1
        mine = (
            DELIVERIES.c.id == delivery.id,
            DELIVERIES.c.state == DeliveryState.WAITING.value,
            DELIVERIES.c.attempts == delivery.attempts,
            DELIVERIES.c.claimed_by == by,
            DELIVERIES.c.claimed_until > at,
        )
        begun = {"delivery": delivery.id, "number": number, "started_at": at, "response": ""}
        with writing(self._engine) as connection:
            if not connection.execute(update(DELIVERIES).where(*mine).values(attempts=number)).rowcount:
                return None
            connection.execute(insert(DELIVERY_ATTEMPTS).values(begun))
            connection.execute(update(ALERTS).where(ALERTS.c.delivery == delivery.id).values(is_told=True))
        return replace(delivery, attempts=number)

    def record(self, attempt: Attempt, outcome: Outcome) -> None:
        """Keep what became of a try. A message that was cancelled meanwhile stays so; one that another claim took over does, too."""
        values = {"ended_at": attempt.ended_at, "status": attempt.status, "response": attempt.response}
        tried = DELIVERY_ATTEMPTS.c.delivery == attempt.delivery, DELIVERY_ATTEMPTS.c.number == attempt.number
        mine = (
            DELIVERIES.c.id == attempt.delivery,
            DELIVERIES.c.state == DeliveryState.WAITING.value,
            DELIVERIES.c.attempts == attempt.number,
        )
        settled = None if outcome.state is DeliveryState.WAITING else attempt.ended_at
        after = {"state": outcome.state.value, "not_before": outcome.not_before, "settled_at": settled}
        with writing(self._engine) as connection:
            connection.execute(update(DELIVERY_ATTEMPTS).where(*tried).values(values))
            connection.execute(update(DELIVERIES).where(*mine).values(claimed_by=None, claimed_until=None, **after))

    def cancel(self, delivery_id: str, at: datetime) -> None:
        """It is not sent any more; what it carries will not be told."""
        mine = DELIVERIES.c.id == delivery_id, DELIVERIES.c.state == DeliveryState.WAITING.value
        values = {"state": DeliveryState.CANCELLED.value, "settled_at": at, "claimed_by": None, "claimed_until": None}
        carried = (ALERTS.c.delivery == delivery_id) & ALERTS.c.is_told.is_(False)
        with writing(self._engine) as connection:
            connection.execute(update(DELIVERIES).where(*mine).values(values))
            connection.execute(update(ALERTS).where(carried).values(state=AlertState.CANCELLED.value))

    def get(self, delivery_id: str) -> Delivery | None:
        """One message."""
        with reading(self._engine) as connection:
            row = connection.execute(select(DELIVERIES).where(DELIVERIES.c.id == delivery_id)).mappings().one_or_none()
        return delivery_from_row(row) if row else None

    def attempts(self, delivery_id: str) -> list[Attempt]:
        """Every try of it, oldest first."""
        mine = select(DELIVERY_ATTEMPTS).where(DELIVERY_ATTEMPTS.c.delivery == delivery_id)
        with reading(self._engine) as connection:
            rows = connection.execute(mine.order_by(DELIVERY_ATTEMPTS.c.number)).mappings().all()
        return [attempt_from_row(row) for row in rows]

    def log(self, channels: Sequence[str], *, most: int, state: DeliveryState | None = None) -> list[Delivery]:
        """The newest messages to these channels."""
        wanted = select(DELIVERIES).where(DELIVERIES.c.channel.in_(channels))
        wanted = wanted.where(*([] if state is None else [DELIVERIES.c.state == state.value]))
        wanted = wanted.order_by(DELIVERIES.c.created_at.desc(), DELIVERIES.c.id).limit(most)
        with reading(self._engine) as connection:
            return [delivery_from_row(row) for row in connection.execute(wanted).mappings()]

    def replay(self, delivery_id: str, at: datetime) -> bool:
        """Send it once more, with the same id; ``False`` where it is on its way anyway, was cancelled, or tells what was withdrawn since."""
        ended = DELIVERIES.c.state.in_([DeliveryState.DELIVERED.value, DeliveryState.DEAD.value])
        values = {"state": DeliveryState.WAITING.value, "not_before": at, "settled_at": None}
        again = update(DELIVERIES).where(DELIVERIES.c.id == delivery_id, ended, ~_withdrawn_since(delivery_id))
        with writing(self._engine) as connection:
            return bool(connection.execute(again.values(values)).rowcount)

    def _update_waiting(self, alerts: Sequence[str], values: dict[str, object]) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(ALERTS).where(ALERTS.c.id.in_(alerts), _WAITS).values(values))


def _withdrawn_since(delivery_id: str) -> ColumnElement[bool]:
    """Whether a case that the message tells of was withdrawn after that."""
    later = (HAPPENINGS.c.case == ALERTS.c.case) & (HAPPENINGS.c.sequence > ALERTS.c.happening)
    withdrawn = later & (HAPPENINGS.c.kind == HappeningKind.WITHDRAWN.value)
    return exists().where(ALERTS.c.delivery == delivery_id, withdrawn)
