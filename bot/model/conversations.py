# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What people said about a case: in its thread, and in a statement of the owners that stands beside the question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

LONGEST_STATEMENT = 4000
"""Signs; as long as the question that it answers, and a little longer."""


class Side(Enum):
    """Who speaks. The stored words never change."""

    OURS = "ours"
    OWNER = "owner"
    """The owner's own account, or a member of that organisation."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One comment of a thread as it was read last. The words are other people's: hostile until they are escaped."""

    comment: str
    author: str
    side: Side
    body: str
    at: datetime
    """When it was first read: the Hub's own time is not asked for."""
    gone_at: datetime | None = None
    """When it was no longer there; what was said is kept, and not shown as if it still stood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What owners say beside the question. It is never changed: a newer one stands in its place, an empty one takes it back."""

    case: int
    owner: str
    """Whose repository it is, in lower case."""
    name: str
    """Who wrote it."""
    text: str
    at: datetime

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST_STATEMENT:
            raise ValueError(f"expected at most {LONGEST_STATEMENT} signs, found {len(self.text)}")

    @property
    def is_withdrawn(self) -> bool:
        """Whether it takes back what was there."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody at the desk wrote beside a case. It is for the desk alone, and kept for ever."""

    case: int
    name: str
    text: str
    asks_for_evidence: bool
    """Whether more evidence is wanted before anybody decides."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFix:
    """What would settle a case, as a person asked for it."""

    case: int
    revision: str
    """The commit that it was planned on."""
    diff: str
    """As ``git apply`` takes it; empty where texts can settle nothing."""
    remarks: tuple[str, ...]
    """What was left alone and why, in sentences."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFix:
    """What became of the last pull request that owners asked for."""

    case: int
    url: str
    """Empty where none was made."""
    remark: str
    """What was left out, or why none was made; may be empty."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnersSide:
    """What owners said and asked for about one case."""

    statements: tuple[Statement, ...] = ()
    """Oldest first."""
    planned: PlannedFix | None = None
    offered: OfferedFix | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """How owners want to be spoken to next time. Never shown in public."""

    owner: str
    """In lower case."""
    contact: str = ""
    language: str = ""
    """One that we write summaries in, or ``en``; empty where they did not say."""
    name: str = ""
    """Who said so."""
    at: datetime | None = None
