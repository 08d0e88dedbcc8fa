# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The timeline of a case inside one column, as JSON; what is not known is refused, never guessed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.adapters.storage.codecs import member_from_word
from bot.model.costs import Reason, Unavailable
from bot.model.errors import OperatorError
from bot.model.history import Commit
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.timeline import Change, FieldChange, Timeline, TimelineEvent


def timeline_to_json(timeline: Timeline | None) -> str | None:
    """Commits once, and events that name them by their place."""
    if timeline is None:
        return None
    places = {commit.id: place for place, commit in enumerate(timeline.commits)}
    document = {
        "commits": [_commit_to(commit) for commit in timeline.commits],
        "total": timeline.total,
        "complete": timeline.complete,
        "events": [_event_to(event, places[event.commit.id]) for event in timeline.events],
        "not_checked": [[each.what, each.reason.value, each.detail] for each in timeline.not_checked],
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def timeline_from_json(text: str | None) -> Timeline | None:
    """The timeline again. Raises OperatorError where it is none."""
    if text is None:
        return None
    try:
        document: dict[str, Any] = json.loads(text)
        commits = [_commit_from(*each) for each in document["commits"]]
        return Timeline(
            commits=tuple(commits),
            total=document["total"],
            complete=document["complete"],
            events=tuple(_event_from(each, commits) for each in document["events"]),
            not_checked=tuple(
                Unavailable(what, member_from_word(Reason, reason), detail)
                for what, reason, detail in document["not_checked"]
            ),
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise OperatorError(f"database: expected a stored timeline, found {text[:40]!r}") from error


def _commit_to(commit: Commit) -> list[object]:
    return [commit.id, commit.date.isoformat() if commit.date else None, commit.title, list(commit.authors)]


def _commit_from(oid: str, date: str | None, title: str, authors: list[str]) -> Commit:
    return Commit(id=oid, date=datetime.fromisoformat(date) if date else None, title=title, authors=tuple(authors))


def _event_to(event: TimelineEvent, place: int) -> dict[str, object]:
    return {
        "commit": place,
        "first": event.before is None,
        "path": event.path,
        "what": event.what.value,
        "former_path": event.former_path,
        "texts": [[each.license_id, each.match.value] for each in event.texts],
        "lines": [list(event.lines_added), list(event.lines_kept), list(event.lines_lost)],
        "fields": [[each.name, each.old, each.new] for each in event.fields],
        "is_read": event.is_read,
    }


def _event_from(document: dict[str, Any], commits: Sequence[Commit]) -> TimelineEvent:
    place, path = document["commit"], document["path"]
    added, kept, lost = document["lines"]
    return TimelineEvent(
        commit=commits[place],
        before=None if document["first"] else commits[place + 1],
        path=path,
        what=member_from_word(Change, document["what"]),
        former_path=document["former_path"],
        texts=tuple(
            RecognisedText(path=path, license_id=license_id, match=member_from_word(TextMatch, match))
            for license_id, match in document["texts"]
        ),
        lines_added=tuple(added),
        lines_kept=tuple(kept),
        lines_lost=tuple(lost),
        fields=tuple(FieldChange(name=name, old=old, new=new) for name, old, new in document["fields"]),
        is_read=document["is_read"],
    )
