# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Makes one issue be there, or be closed, exactly once: looks first, then creates, edits, closes or does nothing.

1. Look for the bot's own issue: a crash, or an answer that never arrived, may have left one behind.
2. An issue that is closed, locked or changed by somebody else is left alone for ever.
3. Write once. A crash from here on leads back to 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.model.cases import Case
from bot.model.errors import AccessRefused, Disabled, NotFound
from bot.pipeline.trackers.own import OwnIssue, own_dashboard, own_issue, said_in
from bot.ports.tracker import Tracker
from bot.render.dashboards import DASHBOARD
from bot.render.markers import Marker, body_digest, find_marker
from bot.render.posts import Post


class Outcome(Enum):
    """How it ended, in the words of `bot.model.cases.Receipt`."""

    CREATED = "created"
    EDITED = "edited"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    """The other side does not let us, or asked us to stop. Never tried again by another way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensured:
    """How it ended; number and address are empty where there is no issue, or where it is not known to be about this case."""

    outcome: Outcome
    number: int = 0
    url: str = ""
    reason: str = ""


def ensure_issue(
    tracker: Tracker,
    repo: str,
    case: Case,
    text: Post,
    *,
    was_created: bool = False,
    before_creating: Callable[[], None] = lambda: None,
) -> Ensured:
    """Make the one issue about this case say this, in this repository of the tracker.

    ``was_created`` says whether a receipt of an earlier creation exists: then an issue that is gone is not made again, and an issue that is
    found is not called created. ``before_creating`` may raise RateLimited where a cap is reached; nothing is created then.

    Raises ValueError for a text without this case's marker, and what the other side raises where a later try may help; the try after that
    finds what this one left behind. A final refusal of the other side is no error. AccessRefused is raised where the bot's own
    account cannot be told.
    """
    marker = _marker_of(text, case.name)
    # Asked out here: a token that is not valid is our own trouble, and no owner's refusal.
    _ = tracker.account
    try:
        own = own_issue(tracker, repo, case.name)
        if own is None:
            if was_created:
                return Ensured(outcome=Outcome.REFUSED, reason="our issue is gone, and there is only ever one")
            before_creating()
            return _created(tracker, repo, text)
        return _edited(tracker, own, case.name, marker, text, was_created=was_created)
    except (AccessRefused, Disabled, NotFound) as error:
        return Ensured(outcome=Outcome.REFUSED, reason=str(error))


def ensure_closed(tracker: Tracker, repo: str, case: Case, thanks: str) -> Ensured:
    """Say thanks once in this case's issue and close it. Raises as `ensure_issue` does."""
    _marker_of(Post(title="", body=thanks), case.name)
    _ = tracker.account
    try:
        own = own_issue(tracker, repo, case.name)
        if own is None or own.marker is None or own.marker.case != case.name:
            return Ensured(outcome=Outcome.UNCHANGED, reason="there is no issue to close")
        return _closed(tracker, own, thanks)
    except (AccessRefused, Disabled, NotFound) as error:
        return Ensured(outcome=Outcome.REFUSED, reason=str(error))


def ensure_dashboard(tracker: Tracker, repo: str, text: Post) -> Ensured:
    """Make the one dashboard in this repository say this. Changes that people made to its text are overwritten.

    Raises what the tracker raises: whoever asked for a dashboard has to hear why there is none.
    """
    _marker_of(text, DASHBOARD)
    own = own_dashboard(tracker, repo, text.title)
    if own is None:
        return _created(tracker, repo, text)
    if own.why_untouchable:
        return _ended(own, Outcome.REFUSED, own.why_untouchable)
    if own.marker is None:
        return _ended(own, Outcome.REFUSED, "its hidden last line is gone; close it, rename it, and a new one is made")
    if body_digest(own.body) == body_digest(text.body):
        return _ended(own, Outcome.UNCHANGED, "same text")
    tracker.edit(repo, own.issue.number, body=text.body)
    return _ended(own, Outcome.EDITED)


def _created(tracker: Tracker, repo: str, text: Post) -> Ensured:
    made = tracker.create(repo, title=text.title, body=text.body)
    return Ensured(outcome=Outcome.CREATED, number=made.number, url=made.url)


def _edited(
    tracker: Tracker, own: OwnIssue, case_name: str, marker: Marker, text: Post, *, was_created: bool
) -> Ensured:
    why_not = own.why_untouchable or _why_foreign(own, case_name)
    if why_not:
        is_about_it = own.marker is not None and own.marker.case == case_name
        return (
            _ended(own, Outcome.REFUSED, why_not) if is_about_it else Ensured(outcome=Outcome.REFUSED, reason=why_not)
        )
    # An issue of this case without a receipt was made by a call whose answer never arrived: it counts as created.
    found = Outcome.UNCHANGED if was_created else Outcome.CREATED
    if body_digest(own.body) == body_digest(text.body):
        return _ended(own, found, "same text")
    if own.marker and own.marker.revision > marker.revision:
        return _ended(own, found, "a newer text is there")
    tracker.edit(own.issue.repo, own.issue.number, body=text.body)
    return _ended(own, Outcome.EDITED if was_created else Outcome.CREATED)


def _why_foreign(own: OwnIssue, case_name: str) -> str | None:
    if own.marker and own.marker.case != case_name:
        return f"our issue there is about {own.marker.case}, and there is one for a repository"
    return None if own.is_as_we_left_it else "our words in the issue were changed by somebody"


def _closed(tracker: Tracker, own: OwnIssue, thanks: str) -> Ensured:
    issue = tracker.issue(own.issue.repo, own.issue.number)
    said = said_in(tracker, issue, "resolved")
    if not issue.is_open:
        # With our thanks in it, it was an earlier try that closed it, and only its answer is missing.
        return _ended(own, Outcome.UNCHANGED if said is None else Outcome.CLOSED, "the issue is closed")
    if issue.is_locked:
        return _ended(own, Outcome.REFUSED, "the issue is locked")
    if said is None:
        tracker.comment(issue.repo, issue.number, body=thanks)
    tracker.close(issue.repo, issue.number)
    return _ended(own, Outcome.CLOSED)


def _ended(own: OwnIssue, outcome: Outcome, reason: str = "") -> Ensured:
    return Ensured(outcome=outcome, number=own.issue.number, url=own.issue.url, reason=reason)


def _marker_of(text: Post, case_name: str) -> Marker:
    marker = find_marker(text.body)
    if marker is None or marker.case != case_name:
        raise ValueError(f"expected a text with the marker of {case_name}, found {marker}: it could not be found again")
    return marker
