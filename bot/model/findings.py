# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One rule's statement about one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component
from bot.model.repository import SnapshotKey


class Severity(Enum):
    """How much it matters. Never folded into one number with `Confidence`."""

    ADVICE = "advice"
    OBLIGATION = "obligation"
    CONFLICT = "conflict"


class Confidence(Enum):
    """How sure we are that the statement is true of the files."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Tier(Enum):
    """Who may press the button."""

    DECLARED = "A"
    """The repository itself names the upstream."""
    UNDECLARED = "B"
    """The lineage was inferred from the files."""
    UNCLEAR = "C"
    """Nobody posts this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says about one snapshot, one upstream and one component."""

    rule: str
    severity: Severity
    confidence: Confidence
    tier: Tier
    subject: SnapshotKey
    upstream: SnapshotKey
    component: Component
    message: str
    remedy: str
    """What to add or change, in words that can be followed."""
    for_a_person: bool = False
    """Whether a person has to judge it before it is written anywhere, under every preset."""
    via: tuple[SnapshotKey, ...] = ()
    """The upstreams through which this one was reached, the nearest to the subject first; empty where it was reached directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotTell:
    """A rule that could neither fire nor stay silent, because something it needs is missing."""

    rule: str
    upstream: SnapshotKey
    component: Component
    missing: str
