# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Takes an issue back where it was said: title, a banner above its text, one comment, and the issue closed.

In an issue that somebody closed nothing new is said, but our own words are put right: a wrong statement is not left standing there.
"""

from __future__ import annotations

from bot.model.cases import Action, Case, Thread
from bot.model.errors import AccessRefused, Disabled, NotFound
from bot.pipeline.trackers.ensure import Ensured, Outcome
from bot.pipeline.trackers.own import is_ours, said_in
from bot.ports.tracker import Tracker
from bot.render.markers import WITHDRAWN, find_marker, resigned


def ensure_withdrawn(tracker: Tracker, case: Case, action: Action) -> Ensured:
    """Each step looks whether it was done already, so a crash between two of them does none twice. Raises as `ensure_issue` does."""
    repo, _, number = (case.issue or "").rpartition("#")
    if not repo:
        return Ensured(outcome=Outcome.UNCHANGED, reason="there is no issue")
    _ = tracker.account
    try:
        issue = tracker.issue(repo, int(number))
        if issue.is_locked or not is_ours(tracker, issue.author):
            reason = "the issue is locked" if issue.is_locked else "the issue is not ours"
            return Ensured(outcome=Outcome.REFUSED, number=issue.number, url=issue.url, reason=reason)
        _withdraw(tracker, issue, case, action)
    except (AccessRefused, Disabled, NotFound) as error:
        return Ensured(outcome=Outcome.REFUSED, reason=str(error))
    return Ensured(outcome=Outcome.WITHDRAWN, number=issue.number, url=issue.url)


def _withdraw(tracker: Tracker, issue: Thread, case: Case, action: Action) -> None:
    body = issue.comments[0].body if issue.comments else ""
    marker = find_marker(body)
    if marker is not None and marker.case == case.name and marker.state != WITHDRAWN:
        marked = resigned(f"{action.banner}\n\n{body}", marker, state=WITHDRAWN)
        tracker.edit(issue.repo, issue.number, body=marked)
    if issue.title != action.title:
        tracker.rename(issue.repo, issue.number, title=action.title)
    if issue.is_open:
        if said_in(tracker, issue, WITHDRAWN) is None:
            tracker.comment(issue.repo, issue.number, body=action.body)
        tracker.close(issue.repo, issue.number)
