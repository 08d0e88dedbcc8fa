# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is to be told to whom, the messages that tell it, and what became of each try."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class AlertState(Enum):
    """Where one piece of news for one channel stands. The stored words never change."""

    WAITING = "waiting"
    CARRIED = "carried"
    """A delivery takes it along."""
    CANCELLED = "cancelled"
    """It will not be told: it was withdrawn or settled before anybody heard of it, or nobody wants it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One happening for one channel."""

    id: str
    """Made of the channel's address and the happening: the same news goes to the same place once."""
    channel: str
    happening: int
    case: int | None
    key: str
    """What counts as the same news: later alerts of one key are told together, and later."""
    due_at: datetime
    state: AlertState = AlertState.WAITING
    closes: bool = False
    """Whether it follows an alert that this channel got: then it goes out within the hour, whatever was asked for since."""
    delivery: str | None = None
    is_told: bool = False
    """Whether its delivery was ever tried: it may have arrived, whatever the answer was."""


def alert_id(kind: str, address: str, happening: int) -> str:
    """The same news for the same address is one alert, whichever subscription it is for."""
    return hashlib.sha256(f"{kind}\n{address}\n{happening}".encode()).hexdigest()[:40]


class DeliveryKind(Enum):
    """What a message is for. The stored words never change."""

    ALERT = "alert"
    DIGEST = "digest"
    CONFIRMATION = "confirmation"
    """Asks a mail address, or a webhook, whether it wants to hear from us at all."""
    TEST = "test"
    STILL_WANTED = "still_wanted"

    @property
    def is_service(self) -> bool:
        """Whether somebody asked for this one message; it goes to channels that get nothing else."""
        return self in {DeliveryKind.CONFIRMATION, DeliveryKind.TEST}


class DeliveryState(Enum):
    """Where a message stands. The stored words never change."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Tried often enough; somebody can have it sent again."""
    CANCELLED = "cancelled"
    """Overtaken before it arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one channel. Its id is the same at every try, so that a receiver can leave out what it has."""

    id: str
    channel: str
    kind: DeliveryKind
    payload: str
    """JSON, the same at every try."""
    created_at: datetime
    not_before: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    """Tries begun."""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to deliver a message."""

    delivery: str
    number: int
    """From 1."""
    started_at: datetime
    ended_at: datetime | None = None
    """``None`` where a crash came in between: then nobody knows."""
    status: int | None = None
    """Of HTTP or SMTP; ``None`` where nobody answered."""
    response: str = ""
    """What was answered, or why nothing could be, cut short."""
