# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License texts and metadata over time: an ordered list, and a line on which its entries stand by their numbers.

Scans, posts and replies stand on the same axis below it. What has no date has no place on the line, and stays in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.model.timeline import Change, Moment, Timeline
from bot.render.numbers import day
from bot.render.pages import Table, visible
from bot.render.pictures import svg
from bot.render.pictures.picture import Panel, Picture
from bot.render.timelines import event_words, history_words

_WIDTH, _EDGE = 440, 14
_LANE = 17
_MOST = 40
"""Entries that are drawn and listed: the newest."""


@dataclass(frozen=True, slots=True)
class _Entry:
    at: datetime | None
    where: str
    """The commit, or nothing for what happened outside the repository."""
    words: str
    change: Change | None


def history_picture(timeline: Timeline | None, moments: Sequence[Moment] = ()) -> Picture | None:
    """The past of the repository, and what happened outside it; ``None`` where nothing is known of either."""
    entries = _entries(timeline, moments)
    if not entries:
        return None
    dated = [each for each in entries if each.at is not None]
    rows = tuple(
        (str(place), each.at.date().isoformat() if each.at else "", each.where, each.words)
        for place, each in enumerate(entries, 1)
    )
    said = _reading(entries, timeline)
    return Picture(
        name="history",
        title="Licenses, notices and card over time",
        reading=said,
        panels=(Panel("", _drawing(entries, said)),) if dated else (),
        table=Table(("no.", "when", "commit", "what"), rows),
        items=tuple(" · ".join(filter(None, (row[1], row[2], row[3]))) for row in rows),
    )


def _entries(timeline: Timeline | None, moments: Sequence[Moment]) -> list[_Entry]:
    """Oldest first; commits without a date keep their place among the others."""
    events = timeline.events if timeline else ()
    found: list[tuple[datetime | None, int, _Entry]] = []
    last: datetime | None = None
    for event in events:
        last = max(filter(None, (last, event.commit.date)), default=None)
        found.append(
            (last, 0, _Entry(event.commit.date, visible(event.commit.short_id), event_words(event), event.what))
        )
    found += [(each.at, 1, _Entry(each.at, "", visible(each.words), None)) for each in moments]
    undated = [entry for at, _, entry in found if at is None]
    dated = sorted(((at, kind, entry) for at, kind, entry in found if at is not None), key=lambda each: each[:2])
    return [*undated, *(entry for _, _, entry in dated)][-_MOST:]


def _reading(entries: Sequence[_Entry], timeline: Timeline | None) -> str:
    dates = [each.at for each in entries if each.at is not None]
    count = f"{len(entries)} event{'' if len(entries) == 1 else 's'}"
    span = (
        f" from {day(min(dates))} to {day(max(dates))}" if len(dates) > 1 else f" on {day(dates[0])}" if dates else ""
    )
    seen = history_words(timeline)
    return f"{count}{span}.{f' {seen}' if seen else ''}"


def _drawing(entries: Sequence[_Entry], said: str) -> Markup:
    dates = [each.at for each in entries if each.at is not None]
    first, last = min(dates), max(dates)
    seconds = max((last - first).total_seconds(), 1.0)
    placed = [
        (place, each, _EDGE + (each.at - first).total_seconds() / seconds * (_WIDTH - 2 * _EDGE))
        for place, each in enumerate(entries, 1)
        if each.at is not None
    ]
    commits = _in_lanes([each for each in placed if each[1].change is not None])
    outside = _in_lanes([each for each in placed if each[1].change is None])
    above = _LANE * (1 + max((lane for *_, lane in commits), default=-1)) + 8
    below = _LANE * (1 + max((lane for *_, lane in outside), default=-1)) + 8
    axis = float(above)
    parts = [
        svg.line(0, axis, _WIDTH, axis, stroke=svg.SOFT),
        *(mark for place, each, x, lane in commits for mark in _mark(place, each, x, axis - 10 - lane * _LANE, axis)),
        *(mark for place, each, x, lane in outside for mark in _mark(place, each, x, axis + 10 + lane * _LANE, axis)),
        svg.label(0, axis + below + 12, first.date().isoformat()),
    ]
    if last.date() != first.date():
        parts.append(svg.label(_WIDTH, axis + below + 12, last.date().isoformat(), anchor="end"))
    words = f"{said} The numbers are those of the list below."
    return svg.drawing(_WIDTH, axis + below + 18, title="Line of time", words=words, parts=parts, kind="history")


def _in_lanes(
    placed: Iterable[tuple[int, _Entry, float]],
) -> list[tuple[int, _Entry, float, int]]:
    """Each in the lowest lane in which it is in nobody's way."""
    ends: list[float] = []
    found = []
    for place, each, x in placed:
        lane = next((number for number, end in enumerate(ends) if x - end >= 24), len(ends))
        if lane == len(ends):
            ends.append(x)
        ends[lane] = x
        found.append((place, each, x, lane))
    return found


def _mark(place: int, entry: _Entry, x: float, y: float, axis: float) -> Iterator[str]:
    n = svg.number
    yield svg.line(x, y, x, axis, kind="stem")
    match entry.change:
        case None:
            yield svg.rect(x - 4, y - 4, 8, 8, kind="mark outside", fill="#8a4b00")
        case Change.VANISHED:
            yield svg.path(
                f"M{n(x - 4)} {n(y - 4)}l8 8m0 -8l-8 8", kind="mark gone", stroke=svg.INK, more=' stroke-width="1.6"'
            )
        case Change.CHANGED | Change.RENAMED:
            yield svg.path(f"M{n(x)} {n(y - 5)}l5 5l-5 5l-5 -5z", kind="mark changed", stroke=svg.INK, fill=svg.PAPER)
        case Change.APPEARED | Change.STOOD:
            yield svg.path(
                f"M{n(x - 4)} {n(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", kind="mark there", stroke=svg.INK, fill=svg.INK
            )
    yield svg.label(x + 7, y + 4, str(place), size=10)
