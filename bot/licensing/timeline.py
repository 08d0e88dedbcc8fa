# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From what lay in a repository at each commit to what happened, and when which license stood there. Pure.

The Hub lists commits without their parents, so each is held against the next older one of the list. Where branches were joined, a file
that one of them does not have may seem to vanish and to appear again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.licensing.copyrights import keeps_holder
from bot.model.history import Commit
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.repository import Declared
from bot.model.timeline import Change, FieldChange, Timeline, TimelineEvent

CARD = "README.md"
METADATA = "metadata"
"""In place of a path: what the card declares."""
_MOST_LINES = 20
"""Copyright lines of one event; a list of a hundred contributors is no timeline."""
_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContent:
    """What one file says at one time."""

    texts: tuple[RecognisedText, ...] = ()
    lines: tuple[str, ...] = ()
    """Copyright lines."""
    declared: Declared = field(default_factory=Declared)
    """Of a card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTree:
    """The license, notice and card files of one commit: path to the digest of the content."""

    commit: Commit
    files: Mapping[str, str]


Contents = Mapping[tuple[str, str], PastContent]
"""By path and digest. What is missing was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of commits in which one license stood in one place."""

    where: str
    """A path, or `METADATA`."""
    license_id: str
    match: TextMatch | None
    """How well the text was recognised; ``None`` for metadata."""
    first: Commit
    began: bool
    """Whether it began with ``first``; otherwise it stood there already in the oldest commit that was looked at."""
    gone: Commit | None = None
    """The commit in which it was not there any more; ``None`` where it still is, as far as is known."""
    unread: Commit | None = None
    """The commit from which on it is not known, because the file could not be read."""

    @property
    def end(self) -> Commit | None:
        """The first commit for which it cannot be said any more."""
        return self.gone or self.unread


def events_of(trees: Sequence[PastTree], contents: Contents, *, from_the_start: bool) -> tuple[TimelineEvent, ...]:
    """What happened, oldest first, by path within a commit. ``trees`` are newest first, without a gap.

    ``from_the_start``: the last of them is the repository's first commit, so that what it holds appeared in it.
    """
    events: list[TimelineEvent] = []
    older: PastTree | None = None
    for tree in reversed(trees):
        events += sorted(_events(tree, older, contents, from_the_start=from_the_start), key=lambda event: event.path)
        older = tree
    return tuple(events)


def spans_of(timeline: Timeline) -> tuple[Span, ...]:
    """When which license stood where, by its beginning."""
    stretches = _Stretches()
    for event in timeline.events:
        stretches.take(event)
    order = _order(timeline)
    spans = [*stretches.done, *(each for group in stretches.running.values() for each in group)]
    return tuple(sorted(spans, key=lambda each: (order[each.first.id], each.where, each.license_id)))


def spans_at(timeline: Timeline, revision: str) -> tuple[Span, ...]:
    """The licenses that are known to have stood in the repository at this commit; nothing where it was not looked at."""
    order = _order(timeline)
    at = order.get(revision)
    if at is None:
        return ()
    return tuple(
        each
        for each in spans_of(timeline)
        if order[each.first.id] <= at and (each.end is None or at < order[each.end.id])
    )


def _order(timeline: Timeline) -> dict[str, int]:
    return {commit.id: place for place, commit in enumerate(reversed(timeline.commits))}


@dataclass(slots=True)
class _Stretches:
    """Follows events and keeps what each place holds."""

    done: list[Span] = field(default_factory=list)
    running: dict[str, list[Span]] = field(default_factory=dict)
    _unread: set[str] = field(default_factory=set)

    def take(self, event: TimelineEvent) -> None:
        if event.what is Change.RENAMED:
            self._end(event.former_path, event.commit)
        if not event.is_read:
            places = [event.path, METADATA] if event.path == CARD else [event.path]
            for where in places:
                self._lose(where, event.commit)
            return
        self._set(event, event.path, [(each.license_id, each.match) for each in event.texts])
        for change in event.fields:
            if change.name == "license":
                self._set(event, METADATA, [(change.new, None)] if change.new else [])

    def _set(self, event: TimelineEvent, where: str, held: list[tuple[str, TextMatch | None]]) -> None:
        before = self.running.pop(where, [])
        kept = [each for each in before if (each.license_id, each.match) in held]
        self.done += [replace(each, gone=event.commit) for each in before if each not in kept]
        known = {(each.license_id, each.match) for each in kept}
        began = event.what is not Change.STOOD and where not in self._unread
        self.running[where] = kept + [
            Span(where=where, license_id=license_id, match=match, first=event.commit, began=began)
            for license_id, match in held
            if (license_id, match) not in known
        ]
        self._unread.discard(where)

    def _end(self, where: str, commit: Commit) -> None:
        self.done += [replace(each, gone=commit) for each in self.running.pop(where, [])]

    def _lose(self, where: str, commit: Commit) -> None:
        self.done += [replace(each, unread=commit) for each in self.running.pop(where, [])]
        self._unread.add(where)


def _events(
    tree: PastTree, older: PastTree | None, contents: Contents, *, from_the_start: bool
) -> Iterator[TimelineEvent]:
    if older is None:
        what = Change.APPEARED if from_the_start else Change.STOOD
        for path, digest in tree.files.items():
            yield from _told(tree, None, path, what, None, contents.get((path, digest)))
        return
    came = {path: digest for path, digest in tree.files.items() if path not in older.files}
    went = {path: digest for path, digest in older.files.items() if path not in tree.files}
    for former, path in _renamed(went, came):
        now = contents.get((path, came.pop(path)))
        before = contents.get((former, went.pop(former)))
        for event in _told(tree, older, path, Change.RENAMED, before, now):
            yield replace(event, former_path=former)
    for path, digest in came.items():
        yield from _told(tree, older, path, Change.APPEARED, None, contents.get((path, digest)))
    for path, digest in went.items():
        yield from _told(tree, older, path, Change.VANISHED, contents.get((path, digest)), PastContent())
    for path, digest in tree.files.items():
        if older.files.get(path, digest) != digest:
            before, now = contents.get((path, older.files[path])), contents.get((path, digest))
            yield from _told(tree, older, path, Change.CHANGED, before, now)


def _renamed(went: Mapping[str, str], came: Mapping[str, str]) -> list[tuple[str, str]]:
    """Old and new path of the same content, each path once. A card that moves is a card that vanished."""
    pairs: dict[str, str] = {}
    for former, digest in went.items():
        same = [path for path, other in came.items() if other == digest and path not in pairs.values()]
        if same and CARD not in {former, same[0]}:
            pairs[former] = same[0]
    return list(pairs.items())


def _told(
    tree: PastTree,
    older: PastTree | None,
    path: str,
    what: Change,
    before: PastContent | None,
    now: PastContent | None,
) -> Iterator[TimelineEvent]:
    """The event, unless it is one of a card whose change says nothing about licenses, copyright or origin."""
    is_new = what in {Change.STOOD, Change.APPEARED}
    was, becomes = before or PastContent(), now or PastContent()
    is_known = now is not None and (is_new or before is not None)
    if path == CARD and is_known and not _differ(was, becomes):
        return
    if path == CARD and now is not None and not is_known:
        # What the card said before is not known, so what it says now may have stood there already.
        what = Change.STOOD
    lost = tuple(line for line in was.lines if not keeps_holder(line, becomes.lines)) if is_known else ()
    added = tuple(line for line in becomes.lines if not keeps_holder(line, was.lines)) if is_known else ()
    yield TimelineEvent(
        commit=tree.commit,
        before=older.commit if older else None,
        path=path,
        what=what,
        texts=tuple(replace(each, path=path) for each in becomes.texts),
        lines_added=added[:_MOST_LINES],
        lines_kept=tuple(line for line in becomes.lines if line not in added)[:_MOST_LINES],
        lines_lost=lost[:_MOST_LINES],
        fields=tuple(_fields(was.declared, becomes.declared)) if path == CARD and now is not None else (),
        is_read=now is not None,
    )


def _differ(one: PastContent, other: PastContent) -> bool:
    texts = [[(each.license_id, each.match) for each in content.texts] for content in (one, other)]
    return texts[0] != texts[1] or one.lines != other.lines or _values(one.declared) != _values(other.declared)


def _fields(before: Declared, now: Declared) -> Iterable[FieldChange]:
    old, new = _values(before), _values(now)
    return (FieldChange(name=name, old=old[name], new=new[name]) for name in old if old[name] != new[name])


def _values(declared: Declared) -> dict[str, str | None]:
    values = {
        "license": declared.license_id,
        "license_name": declared.license_name,
        "license_link": declared.license_link,
        "base_model": ", ".join(declared.base_models),
        "base_model_relation": declared.base_model_relation,
    }
    return {name: value[:_LONGEST_VALUE] if value else None for name, value in values.items()}
