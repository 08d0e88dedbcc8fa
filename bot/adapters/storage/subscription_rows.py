# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rows of subscriptions and the values that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sqlalchemy import RowMapping

from bot.adapters.storage.codecs import member_from_word, texts_from_json, texts_to_json
from bot.adapters.storage.rows import Row
from bot.model.alerts import (
    Cadence,
    Channel,
    ChannelKind,
    MinState,
    QuietHours,
    Scope,
    ScopeKind,
    SigningKeys,
    Stopped,
    Subscription,
)
from bot.model.happenings import HappeningKind


def subscription_to_row(subscription: Subscription) -> Row:
    """One row of `subscriptions`."""
    return {
        "id": subscription.id,
        "owner": subscription.owner,
        "scope": subscription.scope.kind.value,
        "value": subscription.scope.value,
        "created_at": subscription.created_at,
        "cadence": subscription.cadence.value,
        "min_state": subscription.min_state.value,
        "also": texts_to_json(tuple(sorted(each.value for each in subscription.also))),
        "language": subscription.language,
        "timezone": subscription.timezone,
        "quiet_hours": str(subscription.quiet_hours) if subscription.quiet_hours else None,
        "verified_until": subscription.verified_until,
        "expires_at": subscription.expires_at,
        "paused_at": subscription.paused_at,
        "removed_at": subscription.removed_at,
    }


def subscription_from_rows(row: RowMapping, channels: Sequence[Channel]) -> Subscription:
    """The subscription again. Raises OperatorError where the row holds what this release does not know, as all readers here do."""
    return Subscription(
        id=row["id"],
        owner=row["owner"],
        scope=Scope(member_from_word(ScopeKind, row["scope"]), row["value"]),
        channels=tuple(channels),
        created_at=row["created_at"],
        cadence=member_from_word(Cadence, row["cadence"]),
        min_state=member_from_word(MinState, row["min_state"]),
        also=frozenset(member_from_word(HappeningKind, each) for each in texts_from_json(row["also"])),
        language=row["language"],
        timezone=row["timezone"],
        quiet_hours=_quiet_hours(row["quiet_hours"]),
        verified_until=row["verified_until"],
        expires_at=row["expires_at"],
        paused_at=row["paused_at"],
        removed_at=row["removed_at"],
    )


def channel_to_row(channel: Channel, *, place: int) -> Row:
    """One row of `channels`."""
    return {
        "id": channel.id,
        "subscription": channel.subscription,
        "place": place,
        "kind": channel.kind.value,
        "address": channel.address,
        "token": channel.token,
        "secret": channel.keys.current if channel.keys else None,
        "previous_secret": (channel.keys.previous or None) if channel.keys else None,
        "previous_until": channel.keys.previous_until if channel.keys else None,
        "stopped": channel.stopped.value if channel.stopped else None,
        "bounces": channel.bounces,
        "seen_at": channel.seen_at,
        "asked_at": channel.asked_at,
    }


def channel_from_row(row: RowMapping) -> Channel:
    """The channel again."""
    keys = None
    if row["secret"] is not None:
        keys = SigningKeys(
            current=row["secret"], previous=row["previous_secret"] or "", previous_until=row["previous_until"]
        )
    return Channel(
        id=row["id"],
        subscription=row["subscription"],
        kind=member_from_word(ChannelKind, row["kind"]),
        address=row["address"],
        token=row["token"],
        keys=keys,
        stopped=None if row["stopped"] is None else member_from_word(Stopped, row["stopped"]),
        bounces=row["bounces"],
        seen_at=row["seen_at"],
        asked_at=row["asked_at"],
    )


def _quiet_hours(text: str | None) -> QuietHours | None:
    if text is None:
        return None
    start, _, end = text.partition("-")
    return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end))
