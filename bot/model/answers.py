# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the questions of `bot.model.questions` are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.model.cases import ActionKind, CaseState
from bot.model.components import Component
from bot.model.findings import Tier
from bot.model.lineage import Relation
from bot.model.questions import LogKind
from bot.model.rates import Rate


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


class Standing(Enum):
    """How it is known that one model builds on another."""

    DECLARED = "declared"
    """The repository says so."""
    INFERRED = "inferred"
    """Its files say so."""
    WITHDRAWN = "withdrawn"
    """We said so and were wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One model that builds on another, as the newest scan of the derivative says; a line of the family graph."""

    repo: str
    upstream: str
    standing: Standing
    relation: Relation
    components: tuple[Component, ...]
    share: float | None
    """Share of all parameters of the repository that comes from this upstream, 0 to 1; ``None`` where it was not measured."""
    is_credited: bool | None
    """Whether everything that the upstream's license asks for was found; ``None`` where that could not be told."""
    license: str | None
    """Of the upstream, by its id."""
    seen_at: datetime
    case: int | None = None
    """The case that asks about it; ``None`` where there is none, or where it is not for the public and the public asks."""
    state: CaseState | None = None
    """Of that case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The models around one, or around all."""

    edges: tuple[Edge, ...]
    is_cut: bool = False
    """Whether there are more than were asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Builders:
    """How many repositories build on an upstream."""

    credited: int = 0
    not_credited: int = 0
    not_told: int = 0
    """Where it could not be told."""
    withdrawn: int = 0
    """Where we asked and were wrong, so that nothing is said about them here."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.credited + self.not_credited + self.not_told + self.withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamRow:
    """One upstream in the list of all."""

    repo: str
    license: str | None
    builders: Builders


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamList:
    """Some upstreams of a longer list, by name."""

    rows: tuple[UpstreamRow, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamPage:
    """Who builds on one upstream."""

    repo: str
    license: str | None
    builders: Builders
    counts: CaseCounts
    """Of the cases about it."""
    edges: tuple[Edge, ...]
    """Some of the repositories that build on it, by name."""
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoPage:
    """What is known of one repository."""

    repo: str
    case: CaseRow | None
    builds_on: tuple[Edge, ...]
    built_on_by: tuple[Edge, ...]
    """Some of them, by name."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One time that we were wrong in public."""

    number: int
    case: int
    repo: str
    said: tuple[str, ...]
    """The messages of the findings as they were posted."""
    wrong: str
    """What was wrong with it, as the person wrote who withdrew it."""
    by: str
    """Who withdrew it."""
    found_by_owner: bool
    """Whether its owners had said so in the thread; otherwise we found it ourselves."""
    posted_at: datetime | None
    told_at: datetime | None
    """When its owners first said so."""
    corrected_at: datetime

    @property
    def hours_to_correct(self) -> float | None:
        """From when we were told, or else from the post, until it was withdrawn; ``None`` where neither is known."""
        since = self.told_at or self.posted_at
        return None if since is None else (self.corrected_at - since) / timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Every correction, the newest first, and how often one was needed."""

    rows: tuple[Correction, ...]
    withdrawn: Rate
    """Of all cases that were ever posted."""
    disputed: int
    """Cases that are disputed now."""
    resolved: int
    """Cases that were posted and are resolved."""
    median_answer_hours: float | None
    """From an owner's dispute until a person ruled on it; ``None`` before the first such ruling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the append-only log, of whatever kind."""

    kind: LogKind
    sequence: int
    """Its place in the chain of its own kind, from 1 without a gap."""
    at: datetime
    case: int | None
    """``None`` for a standing order."""
    what: str
    """The state that was ruled, what was done, or the word of the order: a stored word."""
    name: str
    """Who ruled or ordered; empty for a receipt."""
    text: str
    """The reason, or the address that was written to."""
    scope: str = ""
    """Of a standing order."""
    digest: str
    """Of this entry and everything of its kind before it, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Some entries of the log, the newest first."""

    entries: tuple[LogEntry, ...]
    next: str | None = None
