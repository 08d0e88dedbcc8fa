# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What happened to a case or a repository: what people are told of who asked to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.cases import CaseState
from bot.model.findings import Confidence, Severity, Tier


class HappeningKind(Enum):
    """What happened. The stored words never change."""

    PROPOSED = "finding.proposed"
    """Found, not checked by everybody who has to, and not public: only for those who speak for the upstream or for the repository."""
    POSTED = "finding.posted"
    """Its owners were asked in public."""
    ANSWERED = "finding.answered"
    """Its owners, or a person of ours, said something that changes where it stands."""
    DISPUTED = "finding.disputed"
    """Its owners say that it is wrong."""
    RESOLVED = "finding.resolved"
    """What was asked for is there."""
    WITHDRAWN = "finding.withdrawn"
    """We were wrong."""
    LICENSE_CHANGED = "license.changed"
    """A repository declares another license."""
    NOTICE_ADDED = "notice.added"
    NOTICE_REMOVED = "notice.removed"
    DERIVATIVE_APPEARED = "derivative.appeared"
    """A repository that builds on an upstream was seen for the first time, credited or not."""
    COVERAGE_LOST = "coverage.lost"
    """What could be looked at before can not be any more."""

    @property
    def closes(self) -> bool:
        """Whether everybody who was told of the case is told of this, too."""
        return self in {HappeningKind.RESOLVED, HappeningKind.WITHDRAWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, with everything that it takes to say who is told and what; nothing of it is looked up later."""

    sequence: int = 0
    """Its place among all; 0 where it is not stored yet."""
    kind: HappeningKind
    at: datetime
    repo: str
    """The repository that it is about."""
    is_public: bool
    """Whether everybody may know. What is not is told to nobody but those who speak for one of both sides."""
    case: int | None = None
    revision: str = ""
    """The commit that it is about."""
    root: str = ""
    """The repository that this one builds on, where the finding came down from it; the repository itself where it did not."""
    state: CaseState | None = None
    """Where the case stands after it."""
    tier: Tier | None = None
    severity: Severity | None = None
    """The gravest among the findings."""
    confidence: Confidence | None = None
    """The least among the findings."""
    upstreams: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    """Of the upstreams, and the one that the repository declares; as far as they are known."""
    detail: str = ""
    """Our own or other people's words on it: a path, a reason, a license before and after. Hostile until it is quoted."""
    reply: str = ""
    """What the owners said, where they did."""
    url: str = ""
    """Where it is written; empty where it is not."""
    is_credited: bool | None = None
    """Whether the repository names the upstream itself; ``None`` where that is not what it is about."""
    correction: int | None = None

    @property
    def owner(self) -> str:
        """Whose repository it is, in lower case."""
        return self.repo.split("/", maxsplit=1)[0].casefold()

    @property
    def upstream_owners(self) -> frozenset[str]:
        """Whose the upstreams are, in lower case."""
        return frozenset(each.split("/", maxsplit=1)[0].casefold() for each in self.upstreams)
