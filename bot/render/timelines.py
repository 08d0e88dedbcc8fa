# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A repository's past as a document, as a table and as values for posts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.history import Commit
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.timeline import Change, FieldChange, Timeline, TimelineEvent
from bot.render.numbers import day
from bot.render.pages import Table
from bot.render.quoting import inert

_CARD = "README.md"
_MOST_ROWS = 30
_MOST_CHANGES = 4
"""Changes that one post names."""
_BECAME = {
    Change.STOOD: "stood there already",
    Change.APPEARED: "was added",
    Change.CHANGED: "was changed",
    Change.VANISHED: "was removed",
    Change.RENAMED: "was renamed",
}
_MATCHES = {
    TextMatch.EXACT: "{}",
    TextMatch.NEAR: "{}",
    TextMatch.ADDED: "{} with further terms",
    TextMatch.MODIFIED: "{} with changed terms",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedChange:
    """One change of a file as a post tells it. Dates are empty where none is known."""

    path: str
    what: str
    """``was added``, ``was changed``, ``was renamed`` or ``was removed``."""
    commit: str
    date: str
    before: str
    """The commit before it."""
    before_date: str


def timeline_document(timeline: Timeline | None) -> dict[str, object]:
    """The keys ``timeline`` and ``history`` of a document; ``history`` is null where nobody looked."""
    if timeline is None:
        return {"timeline": [], "history": None}
    return {
        "timeline": [_event(event) for event in timeline.events],
        "history": {"commits": len(timeline.commits), "of": timeline.total, "complete": timeline.complete},
    }


def timeline_table(timeline: Timeline | None) -> Table:
    """The newest events, oldest of them first; without rows where there are none."""
    events = timeline.events[-_MOST_ROWS:] if timeline else ()
    return Table(
        ("when", "commit", "history of licenses and card"),
        tuple((_iso(event.commit), event.commit.short_id, event_words(event)) for event in events),
    )


def history_words(timeline: Timeline | None) -> str:
    """How much of the past was looked at; empty where nobody looked.

    >>> history_words(Timeline(commits=(Commit(id="a" * 40),), complete=True, total=1))
    'History: 1 commit, all of it.'
    """
    if timeline is None:
        return ""
    seen, total = len(timeline.commits), timeline.total
    count = f"{seen} commit{'' if seen == 1 else 's'}"
    if timeline.complete:
        return f"History: {count}, all of it."
    if total is not None and total > seen:
        return f"History: the newest {seen} of {total} commits."
    return f"History: {count}, not all of it."


def added_later(timeline: Timeline | None, revision: str) -> tuple[PostedChange, ...]:
    """What came after this commit, or changed, and is still there: what a thank-you names."""
    if timeline is None:
        return ()
    after = timeline.after(revision)
    gone = {event.path for event in after if event.what is Change.VANISHED}
    gone |= {event.former_path for event in after if event.what is Change.RENAMED}
    said = [event for event in after if event.path not in gone and event.what is not Change.STOOD]
    return tuple(_posted(event) for event in said[:_MOST_CHANGES])


def removed_before(timeline: Timeline | None) -> tuple[PostedChange, ...]:
    """License and notice files that were there once and are not any more, each with its last removal."""
    last: dict[str, TimelineEvent] = {}
    for event in timeline.events if timeline else ():
        last[event.path] = event
    gone = [event for event in last.values() if event.what is Change.VANISHED and event.path != _CARD]
    return tuple(_posted(event) for event in gone[:_MOST_CHANGES])


def dated(timeline: Timeline | None, revision: str) -> str:
    """The day of this commit; empty where it is not known."""
    commit = timeline.commit(revision) if timeline else None
    return day(commit.date) if commit and commit.date else ""


def _posted(event: TimelineEvent) -> PostedChange:
    before = event.before
    return PostedChange(
        path=event.path,
        what=_BECAME[event.what],
        commit=event.commit.short_id,
        date=day(event.commit.date) if event.commit.date else "",
        before=before.short_id if before else "",
        before_date=day(before.date) if before and before.date else "",
    )


def _event(event: TimelineEvent) -> dict[str, object]:
    return {
        "commit": event.commit.id,
        "date": event.commit.date.isoformat() if event.commit.date else None,
        "before": _commit(event.before),
        "path": event.path,
        "what": event.what.value,
        "former_path": event.former_path or None,
        "read": event.is_read,
        "licenses": [{"license": each.license_id, "match": each.match.value} for each in event.texts],
        "copyright": {
            "added": [inert(line) for line in event.lines_added],
            "kept": [inert(line) for line in event.lines_kept],
            "lost": [inert(line) for line in event.lines_lost],
        },
        "fields": [{"name": each.name, "old": _value(each.old), "new": _value(each.new)} for each in event.fields],
    }


def _commit(commit: Commit | None) -> dict[str, object] | None:
    if commit is None:
        return None
    return {"commit": commit.id, "date": commit.date.isoformat() if commit.date else None}


def _value(value: str | None) -> str | None:
    return None if value is None else inert(value)


def event_words(event: TimelineEvent) -> str:
    """What a commit did to a file, as one sentence; other people's words in it are inert."""
    return f"{'; '.join(_parts(event))}."


def _parts(event: TimelineEvent) -> Iterator[str]:
    former = f" from {event.former_path}" if event.former_path else ""
    yield f"{inert(event.path)} {_BECAME[event.what]}{former}{_licenses(event.texts)}"
    if event.what in {Change.APPEARED, Change.VANISHED} and event.before is not None:
        was = "it was there" if event.what is Change.VANISHED else "it was not there"
        yield f"at {event.before.short_id}{_in_brackets(_iso(event.before))} {was}"
    if not event.is_read:
        yield "its content could not be read"
    for name, lines in (("new", event.lines_added), ("no longer there", event.lines_lost)):
        if lines and event.what is not Change.STOOD:
            yield f"{name}: {', '.join(inert(line) for line in lines)}"
    yield from map(_field, event.fields)


def _field(change: FieldChange) -> str:
    old, new = _value(change.old), _value(change.new)
    if old is None:
        return f"{change.name} {new}"
    return f"{change.name} {old} taken back" if new is None else f"{change.name} {new} instead of {old}"


def _licenses(texts: tuple[RecognisedText, ...]) -> str:
    return _in_brackets(", ".join(_MATCHES[each.match].format(each.license_id) for each in texts))


def _iso(commit: Commit) -> str:
    return commit.date.date().isoformat() if commit.date else ""


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""
