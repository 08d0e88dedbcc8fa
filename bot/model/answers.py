# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What questions about cases are answered with; `bot.model.questions` asks them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.cases import ActionKind, CaseState
from bot.model.components import Component
from bot.model.findings import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamOfCase:
    """One upstream that a case is about."""

    repo: str
    license: str | None
    """Its id; ``None`` where no scan told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as lists show it. Everything that is not known is ``None`` or empty, never a guess."""

    number: int
    repo: str
    owner: str
    """In lower case."""
    revision: str
    """The commit that was examined last, in full."""
    state: CaseState
    tier: Tier
    rules: tuple[str, ...]
    """Of the findings that a license asks for, sorted."""
    components: tuple[Component, ...]
    upstreams: tuple[UpstreamOfCase, ...]
    share: float | None
    """Share of all parameters that is inherited, 0 to 1, as the newest scan measured it; ``None`` where it did not."""
    opened_at: datetime
    changed_at: datetime
    entered_at: datetime
    """When it came into its state."""
    due_at: datetime | None
    """When somebody should have looked at it; ``None`` where nobody is waited for."""
    was_asked: bool
    """Whether its owners were asked in public, in a discussion or an issue."""
    is_public: bool
    """Whether everybody may see it."""
    thread: int | None = None
    issue: str | None = None
    correction: int | None = None
    readers: tuple[str, ...] = ()
    """Whose approvals hold, in lower case."""
    readers_missing: int = 0
    """How many more have to approve it where no preset does; 0 where nobody is asked any more."""
    posts_at: datetime | None = None
    """Where a post about it waits in the outbox: from when on it is written; it can be undone until then."""
    assignee: str = ""
    snoozed_until: datetime | None = None
    labels: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that people use: ``C-17``."""
        return f"C-{self.number}"

    @property
    def needs_second_reader(self) -> bool:
        """Whether somebody approved it and somebody else has to."""
        return bool(self.readers) and self.readers_missing > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Some cases of a longer list."""

    rows: tuple[CaseRow, ...]
    next: str | None = None
    """Where to go on: opaque, and good for the same question only; ``None`` at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCounts:
    """How many cases a question finds."""

    by_state: tuple[tuple[CaseState, int], ...]
    """Every state, in the order of `CaseState`, also those without a case."""
    by_tier: tuple[tuple[Tier, int], ...]
    is_at_least: bool = False
    """Whether there may be more: questions of several common parts are counted over five thousand cases of one of them."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.by_state)

    def of(self, state: CaseState) -> int:
        """Those in one state."""
        return dict(self.by_state)[state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for one person, in numbers."""

    mine: int
    """Open and taken by that person."""
    second_reader: int
    """Approved by somebody else alone."""
    due_today: int
    """Due by the end of today, in UTC, overdue ones included."""
    disputed: int
    outbox: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Something that is going to be written."""

    action: str
    kind: ActionKind
    case: int
    repo: str
    state: CaseState
    created_at: datetime
    not_before: datetime | None
    """Until then it can be undone; ``None`` is at once."""
    may_be_there: bool
    """Whether it was tried once, without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerPage:
    """What is known about one account's or organisation's repositories."""

    name: str
    """In lower case."""
    counts: CaseCounts
    open: tuple[CaseRow, ...]
    """Every case that a change of the repository or a word of its owner can still change, the newest first, at most 200."""
    closed: tuple[CaseRow, ...]
    """Some of the others, the newest first."""
    has_stopped: bool
    """Whether a standing order of theirs keeps us from writing."""
