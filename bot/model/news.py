# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What one message says, before it is written in anybody's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.cases import CaseState
from bot.model.deliveries import DeliveryKind
from bot.model.findings import Confidence, Tier
from bot.model.happenings import HappeningKind


class Weight(Enum):
    """How much a piece of news asks of somebody, in words. The stored words never change."""

    INFO = "info"
    ASK = "ask"
    OBLIGATION_OPEN = "obligation open"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news. What is not verified says so: state, tier, basis and the owners' reply are always part of it."""

    id: str
    kind: HappeningKind
    at: datetime
    repo: str
    is_public: bool
    weight: Weight
    closes: bool = False
    """Whether it follows an alert that the reader got."""
    case: str = ""
    """``C-17``; empty where it is about no case."""
    revision: str = ""
    state: CaseState | None = None
    tier: Tier | None = None
    confidence: Confidence | None = None
    upstreams: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    detail: str = ""
    reply: str = ""
    is_credited: bool | None = None
    correction: int | None = None
    others: int = 0
    """Derived uploads that the same holds for."""
    other_repos: tuple[str, ...] = ()
    """Some of them."""
    case_url: str = ""
    thread_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one delivery carries."""

    kind: DeliveryKind
    at: datetime
    news: tuple[News, ...] = ()
    about: str = ""
    """What the subscription is about, for messages that carry no news."""

    @property
    def closes(self) -> bool:
        """Whether it has to arrive whatever was asked for since."""
        return any(each.closes for each in self.news)
