# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Subscriptions in SQL. A row that was removed stays: the log of deliveries names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, func, insert, select, update

from bot.adapters.storage.alert_tables import CHANNELS, CONFIRMATIONS, SUBSCRIPTIONS
from bot.adapters.storage.engine import reading, writing
from bot.adapters.storage.subscription_rows import (
    channel_from_row,
    channel_to_row,
    subscription_from_rows,
    subscription_to_row,
)
from bot.model.alerts import Channel, SigningKeys, Stopped, Subscription

_FOUND = SUBSCRIPTIONS.c.removed_at.is_(None)


class SqlSubscriptions:
    """Implements `bot.ports.alerts.Subscriptions`; several threads and processes may use it at once. The database has to be migrated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, subscription: Subscription) -> None:
        """Keep a new one with its channels."""
        with writing(self._engine) as connection:
            connection.execute(insert(SUBSCRIPTIONS).values(subscription_to_row(subscription)))
            for place, channel in enumerate(subscription.channels):
                connection.execute(insert(CHANNELS).values(channel_to_row(channel, place=place)))

    def get(self, subscription_id: str) -> Subscription | None:
        """One of them, also where it was removed."""
        found = self._read(SUBSCRIPTIONS.c.id == subscription_id)
        return found[0] if found else None

    def of_channel(self, channel_id: str) -> Subscription | None:
        """The one that this channel belongs to."""
        mine = select(CHANNELS.c.subscription).where(CHANNELS.c.id == channel_id)
        found = self._read(SUBSCRIPTIONS.c.id.in_(mine))
        return found[0] if found else None

    def of_token(self, token: str) -> tuple[Subscription, Channel] | None:
        """What somebody who knows this word may unsubscribe from."""
        mine = select(CHANNELS.c.subscription).where(CHANNELS.c.token == token)
        for subscription in self._read(SUBSCRIPTIONS.c.id.in_(mine)):
            for channel in subscription.channels:
                if channel.token == token:
                    return subscription, channel
        return None

    def of_address(self, channel: Channel) -> list[Subscription]:
        """All that go to the same address, those that were removed aside."""
        same = select(CHANNELS.c.subscription).where(*_same_address(channel))
        return self._read(SUBSCRIPTIONS.c.id.in_(same), _FOUND)

    def owned(self, owner: str | None = None) -> list[Subscription]:
        """Those of one person or of all, oldest first, without those that were removed."""
        return self._read(_FOUND, *([] if owner is None else [SUBSCRIPTIONS.c.owner == owner]))

    def change(self, subscription: Subscription) -> None:
        """Keep everything about it but its channels as it is now."""
        row = subscription_to_row(subscription)
        with writing(self._engine) as connection:
            connection.execute(update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id == row.pop("id")).values(row))

    def stop_channel(self, channel_id: str, stopped: Stopped | None) -> None:
        """Use it no more, or with ``None`` use it again, with its bounces forgotten."""
        values = {"stopped": stopped.value} if stopped else {"stopped": None, "bounces": 0, "asked_at": None}
        self._update_channel(channel_id, values)

    def set_keys(self, channel_id: str, keys: SigningKeys) -> None:
        """Sign with these from now on."""
        values = {
            "secret": keys.current,
            "previous_secret": keys.previous or None,
            "previous_until": keys.previous_until,
        }
        self._update_channel(channel_id, values)

    def bounced(self, channel_id: str, *, most: int) -> int:
        """Mail to it was sent back; how often in a row that was. With ``most`` it is stopped."""
        more = update(CHANNELS).where(CHANNELS.c.id == channel_id).values(bounces=CHANNELS.c.bounces + 1)
        with writing(self._engine) as connection:
            count: int = connection.execute(more.returning(CHANNELS.c.bounces)).scalar_one()
            if count >= most:
                still = (CHANNELS.c.id == channel_id) & CHANNELS.c.stopped.is_(None)
                connection.execute(update(CHANNELS).where(still).values(stopped=Stopped.BOUNCED.value))
        return count

    def seen(self, channel_id: str, at: datetime, *, is_sign: bool) -> None:
        """Something arrived: bounces are forgotten. Where that is a sign that it is read, half a year begins anew."""
        sign = {"seen_at": at, "asked_at": None} if is_sign else {}
        self._update_channel(channel_id, {"bounces": 0, **sign})

    def asked(self, channel_id: str, at: datetime) -> None:
        """It was asked whether this is still wanted."""
        self._update_channel(channel_id, {"asked_at": at})

    def idle(self, *, unseen_since: datetime, most: int) -> list[Channel]:
        """Channels that are used and where nobody gave a sign since then."""
        joined = select(CHANNELS).join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.id == CHANNELS.c.subscription)
        idle = joined.where(_FOUND, CHANNELS.c.stopped.is_(None), CHANNELS.c.seen_at < unseen_since)
        idle = idle.where(SUBSCRIPTIONS.c.paused_at.is_(None)).order_by(CHANNELS.c.seen_at).limit(most)
        with reading(self._engine) as connection:
            return [channel_from_row(row) for row in connection.execute(idle).mappings()]

    def put_confirmation(self, channel_id: str, digest: str, *, at: datetime, expires_at: datetime) -> None:
        """Keep the digest of a word that confirms this channel."""
        row = {"digest": digest, "channel": channel_id, "created_at": at, "expires_at": expires_at, "used_at": None}
        with writing(self._engine) as connection:
            connection.execute(insert(CONFIRMATIONS).values(row))

    def confirmations_since(self, channel: Channel, moment: datetime) -> int:
        """How often this address was asked to confirm since then, for whichever subscription."""
        joined = (
            select(func.count()).select_from(CONFIRMATIONS).join(CHANNELS, CHANNELS.c.id == CONFIRMATIONS.c.channel)
        )
        wanted = joined.where(*_same_address(channel), CONFIRMATIONS.c.created_at >= moment)
        with reading(self._engine) as connection:
            return connection.execute(wanted).scalar_one()

    def unconfirmed(self, digest: str, at: datetime) -> Channel | None:
        """Which channel this word confirms; ``None`` where it does not, or not any more."""
        with reading(self._engine) as connection:
            return _unconfirmed(connection, digest, at)

    def confirm(self, digest: str, at: datetime) -> Channel | None:
        """Use the word: its channel is used from now on. ``None`` as above; the same word again changes nothing."""
        with writing(self._engine) as connection:
            channel = _unconfirmed(connection, digest, at)
            if channel is None:
                return None
            connection.execute(update(CONFIRMATIONS).where(CONFIRMATIONS.c.digest == digest).values(used_at=at))
            values: dict[str, object] = {"seen_at": at, "asked_at": None, "bounces": 0}
            if channel.stopped in {Stopped.UNCONFIRMED, Stopped.DORMANT}:
                values["stopped"] = None
            connection.execute(update(CHANNELS).where(CHANNELS.c.id == channel.id).values(values))
        return channel

    def _update_channel(self, channel_id: str, values: Mapping[str, object]) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(CHANNELS).where(CHANNELS.c.id == channel_id).values(values))

    def _read(self, *where: ColumnElement[bool]) -> list[Subscription]:
        wanted = select(SUBSCRIPTIONS).where(*where).order_by(SUBSCRIPTIONS.c.created_at, SUBSCRIPTIONS.c.id)
        theirs = select(CHANNELS).join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.id == CHANNELS.c.subscription).where(*where)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings().all()
            channels: dict[str, list[Channel]] = {row["id"]: [] for row in rows}
            for row in connection.execute(theirs.order_by(CHANNELS.c.place)).mappings():
                channels.setdefault(row["subscription"], []).append(channel_from_row(row))
        return [subscription_from_rows(row, channels[row["id"]]) for row in rows]


def _same_address(channel: Channel) -> tuple[ColumnElement[bool], ...]:
    return CHANNELS.c.kind == channel.kind.value, CHANNELS.c.address == channel.address


def _unconfirmed(connection: Connection, digest: str, at: datetime) -> Channel | None:
    joined = select(CHANNELS).join(CONFIRMATIONS, CONFIRMATIONS.c.channel == CHANNELS.c.id)
    joined = joined.join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.id == CHANNELS.c.subscription).where(_FOUND)
    mine = (CONFIRMATIONS.c.digest == digest) & (CONFIRMATIONS.c.expires_at > at)
    row = connection.execute(joined.where(mine)).mappings().one_or_none()
    return channel_from_row(row) if row else None
