# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""When license texts, notices and card metadata of a repository appeared, changed and vanished, and what happened beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.costs import Unavailable
from bot.model.history import Commit
from bot.model.licensing import RecognisedText


class Change(Enum):
    """What became of a file in a commit. The stored words never change."""

    STOOD = "stood"
    """It stood there already when it was first looked at."""
    APPEARED = "appeared"
    CHANGED = "changed"
    VANISHED = "vanished"
    RENAMED = "renamed"
    """The same content under another path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of the card's metadata, as it was declared before and after; ``None`` is not declared."""

    name: str
    """As the card has it: ``license``, ``license_name``, ``license_link``, ``base_model`` or ``base_model_relation``."""
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """What one commit did to one file that holds licenses, notices or the card."""

    commit: Commit
    before: Commit | None
    """The commit before it, where things were still the other way; ``None`` for the oldest one."""
    path: str
    what: Change
    former_path: str = ""
    """Of what was renamed."""
    texts: tuple[RecognisedText, ...] = ()
    """License texts that stand in the file after the commit."""
    lines_added: tuple[str, ...] = ()
    """Copyright lines whose holder was not named in the file before."""
    lines_kept: tuple[str, ...] = ()
    """All others that stand in the file."""
    lines_lost: tuple[str, ...] = ()
    """Copyright lines whose holder is not named in the file any more."""
    fields: tuple[FieldChange, ...] = ()
    """Of the card alone. Where it stood there already, every field that it declared, as if it were new."""
    is_read: bool = True
    """Whether the content after the commit was read: otherwise texts, lines and fields say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is known of a repository's past. What stands in no event was not looked at, or did not change."""

    commits: tuple[Commit, ...] = ()
    """Those whose files were looked at, newest first, without a gap."""
    total: int | None = None
    """How many commits there are in all; ``None`` where it is not told."""
    complete: bool = False
    """Whether every commit was looked at and every file read."""
    events: tuple[TimelineEvent, ...] = ()
    """Oldest first; within a commit by path."""
    not_checked: tuple[Unavailable, ...] = ()

    def commit(self, revision: str) -> Commit | None:
        """The commit of this id; ``None`` where it was not looked at, or is not part of this history any more."""
        return next((each for each in self.commits if each.id == revision), None)

    def after(self, revision: str) -> tuple[TimelineEvent, ...]:
        """Everything that happened after this commit; nothing where it was not looked at."""
        places = {each.id: place for place, each in enumerate(self.commits)}
        if revision not in places:
            return ()
        return tuple(each for each in self.events if places[each.commit.id] < places[revision])


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened beside the commits: a scan, a post, a reply."""

    at: datetime
    words: str
