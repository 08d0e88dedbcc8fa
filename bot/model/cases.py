# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cases, decisions, what we intend to write and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.findings import Finding
from bot.model.repository import SnapshotKey
from bot.model.timeline import Timeline


class CaseState(Enum):
    """Where a case stands. The stored words never change."""

    PROPOSED = "proposed"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    POSTED = "posted"
    RESOLVED = "resolved"
    FIXED_SILENTLY = "fixed_silently"
    NOT_A_FINDING = "not_a_finding"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted_out"
    """The owners asked us not to write, in a file of theirs."""
    STOPPED = "stopped"
    """The owners said stop in the thread."""
    DISPUTED = "disputed"
    """The owners say in the thread that it is wrong: nothing is written before a person has looked."""
    WAITING = "waiting"
    """The owners asked for time: quiet until the day that they named."""
    PRIVATE = "private"
    """The owners asked to go on by mail: a person does, and the thread is closed."""

    @property
    def is_open(self) -> bool:
        """Whether a change of the repository can still change the case."""
        return self in {
            CaseState.PROPOSED,
            CaseState.IN_REVIEW,
            CaseState.APPROVED,
            CaseState.POSTED,
            CaseState.UNREACHABLE,
            CaseState.OPTED_OUT,
            CaseState.WAITING,
        }

    @property
    def is_in_public(self) -> bool:
        """Whether a thread with an open question stands on somebody's page."""
        return self in {CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What owners asked for in the thread of one case."""

    quiet_until: datetime | None = None
    language: str = ""
    """Of the summary beside English; empty where they did not say."""
    no_pull_request: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The findings about one derivative repository; there is one thread for a repository, so there is one case for it too."""

    number: int
    repo: str
    state: CaseState
    subject: SnapshotKey
    """The commit that was examined last."""
    upstreams: tuple[str, ...]
    findings: tuple[Finding, ...]
    opened_at: datetime
    changed_at: datetime
    thread: int | None = None
    """Number of the discussion on the Hub."""
    issue: str | None = None
    """The issue in which its owners were asked instead, as ``owner/name#12`` on the code forge; there is never a discussion beside it."""
    timeline: Timeline | None = None
    """The repository's past as it was read last; ``None`` where it never was."""
    asked: Asked = Asked()
    correction: int | None = None
    """Number of the public correction, where the case was withdrawn."""

    @property
    def owner(self) -> str:
        """Whose repository it is, in lower case, as the Hub does not tell names apart by it."""
        return self.repo.split("/", maxsplit=1)[0].casefold()

    @property
    def was_asked(self) -> bool:
        """Whether its owners were asked in public, in a discussion or in an issue."""
        return self.thread is not None or self.issue is not None

    @property
    def issue_repo(self) -> str:
        """The code forge's repository that its issue is in; empty where there is none."""
        return (self.issue or "").rpartition("#")[0]

    @property
    def name(self) -> str:
        """The name that people use: ``C-17``."""
        return f"C-{self.number}"


class Decider(Enum):
    """Who or what ruled."""

    PRESET = "preset"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was ruled on a case and why."""

    case: int
    state: CaseState
    decider: Decider
    name: str
    """Name of the preset or of the person."""
    reason: str
    at: datetime


class ActionKind(Enum):
    """What is to be made true on the other side."""

    ENSURE_THREAD = "ensure_thread"
    """One open discussion with this text."""
    ENSURE_ISSUE = "ensure_issue"
    """One open issue with this text, in a repository of a code forge, and no discussion."""
    ENSURE_CLOSED = "ensure_closed"
    """A comment with thanks, and the discussion closed."""
    ENSURE_REPLY = "ensure_reply"
    """One comment that answers one comment; the discussion stays as it is."""
    ENSURE_LEFT = "ensure_left"
    """One comment that answers one comment, and the discussion closed: the owners asked us to go."""
    ENSURE_WITHDRAWN = "ensure_withdrawn"
    """Title and first post say that we were wrong, a comment says why, and the discussion is closed."""


class ActionState(Enum):
    """Where an outbox row stands."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    """The other side does not let us: discussions off, locked, blocked. Never tried again by another way."""
    UNDONE = "undone"
    """A person took it back before it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What we intend to write; stored with the decision, before anything is sent."""

    id: str
    """Made of case, kind and content digest: the same intention is the same row."""
    case: int
    kind: ActionKind
    state: ActionState
    repo: str
    title: str
    body: str
    """Holds the marker by which the bot finds its own words again."""
    created_at: datetime
    not_before: datetime | None = None
    """Until then a person can undo it, and owners who were told can put it right; ``None`` is at once."""
    tried_at: datetime | None = None
    """When a thread was last asked for that may be there, though no answer said so; it counts for the caps."""
    banner: str = ""
    """What is put above our first post where that is withdrawn."""
    tracker_repo: str = ""
    """The code forge's repository whose issue it is about; empty for discussions on the Hub."""

    def __post_init__(self) -> None:
        if self.kind is ActionKind.ENSURE_ISSUE and not self.tracker_repo:
            raise ValueError(f"{self.id}: expected the repository that the issue is for, found none")

    def is_due(self, now: datetime) -> bool:
        """Whether it may be written by now."""
        return self.not_before is None or self.not_before <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was written, and where."""

    action: str
    thread: int
    url: str
    done: str
    """``created``, ``edited``, ``unchanged``, ``replied``, ``closed``, ``withdrawn`` or ``refused``."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment of a thread."""

    id: str
    author: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One discussion on the other side."""

    repo: str
    number: int
    title: str
    author: str
    is_open: bool
    url: str
    is_locked: bool = False
    comments: tuple[Comment, ...] = ()
    """Empty where only the listing was read."""
