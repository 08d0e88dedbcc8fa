# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the owners of a repository ask of us in a file of theirs: whether to write, and what not to raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class PostWish(Enum):
    """Whether we may write on their page. The words are those of their file."""

    ANY = "any"
    """They said nothing about it."""
    ASK = "ask"
    """A person of ours asks them first, by other means."""
    PR_ONLY = "pr-only"
    """A pull request is welcome and a discussion is not."""
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One rule that they do not want raised."""

    rule: str
    reason: str
    until: date | None = None
    """The last day on which it holds; ``None`` is for ever."""

    def holds(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Everything that they ask. What cannot be understood is a problem, and with a problem nothing is written by a program alone."""

    post: PostWish = PostWish.ANY
    suppressed: tuple[Suppression, ...] = ()
    where: str = ""
    """The file or the card that says so; empty where nothing does."""
    problem: str = ""
    """Why it could not be understood; empty where it was."""

    def suppresses(self, rule: str, day: date) -> bool:
        """Whether this rule is not to be raised on this day."""
        return any(each.rule == rule and each.holds(day) for each in self.suppressed)
