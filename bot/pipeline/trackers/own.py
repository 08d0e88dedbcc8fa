# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds the bot's own issues again, and is not fooled by somebody who repeats their words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.cases import Comment, Thread
from bot.ports.tracker import Tracker
from bot.render.dashboards import DASHBOARD
from bot.render.markers import Marker, body_digest, find_marker


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIssue:
    """An issue that the bot's account opened."""

    issue: Thread
    marker: Marker | None
    """``None`` where it is gone: somebody changed our words, or the issue never was about a case."""

    @property
    def body(self) -> str:
        """The issue's own text as it is now."""
        return self.issue.comments[0].body if self.issue.comments else ""

    @property
    def is_as_we_left_it(self) -> bool:
        """Whether the text is the one that its marker was made for."""
        return self.marker is not None and self.marker.digest == body_digest(self.body)

    @property
    def why_untouchable(self) -> str | None:
        """Why nothing may be written there, or ``None``. A closed issue means stop, whoever closed it."""
        if not self.issue.is_open:
            return "the issue is closed"
        return "the issue is locked" if self.issue.is_locked else None


def own_issue(tracker: Tracker, repo: str, case_name: str) -> OwnIssue | None:
    """The bot's issue in this repository: this case's if there are several, otherwise the oldest that is no dashboard.

    Any issue that the bot's account opened counts, also one of another case or without a marker: there is one issue for a repository,
    for ever. An issue by anybody else never counts, whatever it says.
    """
    ours = [own for own in _by_us(tracker, repo) if own.marker is None or own.marker.case != DASHBOARD]
    return next((own for own in ours if own.marker and own.marker.case == case_name), next(iter(ours), None))


def own_dashboard(tracker: Tracker, repo: str, title: str) -> OwnIssue | None:
    """The oldest issue that is marked as a dashboard, otherwise one of this title whose marker is gone.

    Whoever asks for a dashboard may do so with an account that has issues of other kinds there: those do not count.
    """
    ours = _by_us(tracker, repo)
    marked = (own for own in ours if own.marker and own.marker.case == DASHBOARD)
    titled = (own for own in ours if own.marker is None and own.issue.title.strip() == title.strip())
    return next(marked, next(titled, None))


def said_in(tracker: Tracker, issue: Thread, state: str) -> Comment | None:
    """The comment in which the bot already said this, by the state in its marker; the issue's own text is none."""
    for comment in issue.comments[1:]:
        marker = find_marker(comment.body) if is_ours(tracker, comment.author) else None
        if marker and marker.state == state:
            return comment
    return None


def _by_us(tracker: Tracker, repo: str) -> list[OwnIssue]:
    issues = [issue for issue in tracker.issues(repo) if is_ours(tracker, issue.author)]
    return [
        OwnIssue(issue=issue, marker=find_marker(issue.comments[0].body) if issue.comments else None)
        for issue in sorted(issues, key=lambda issue: issue.number)
    ]


def is_ours(tracker: Tracker, author: str) -> bool:
    """Whether this is the bot's account: the forge does not tell names apart by case."""
    return author.casefold() == tracker.account.casefold()
