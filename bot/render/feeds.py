# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Atom feeds (RFC 4287) of cases and of corrections. Other people's words are text in them, never markup. Pure.

An entry's id is its case and the revision of its state, so a reader of news shows a withdrawal as news, too; the entry of a case that was
withdrawn stays, and its title says so first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from bot.model.case_files import CaseFile
from bot.model.corrections import Correction
from bot.render.quoting import shown_lines

_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)
"""What an empty feed says of its time: RFC 4287 asks for one, and it has to be the same with each request."""
WITHDRAWN = "[Withdrawn \N{EN DASH} our mistake]"
_MOST_SIGNS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of news, as plain text."""

    id: str
    title: str
    updated: datetime
    address: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed with its entries, the newest first."""

    title: str
    address: str
    """Its own."""
    page: str
    """The page that says the same."""
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """When the newest entry changed."""
        return max((each.updated for each in self.entries), default=_NOTHING_YET)


def case_entries(files: Sequence[CaseFile], base: str) -> tuple[Entry, ...]:
    """What stands of each case now. ``base`` is where the desk is reached, without a slash at its end."""
    return tuple(_case_entry(file, base) for file in files)


def correction_entries(rows: Sequence[Correction], base: str) -> tuple[Entry, ...]:
    """Every time that we were wrong."""
    return tuple(
        Entry(
            id=_tag(base, f"correction/{row.number}"),
            title=f"Correction {row.number}: {row.repo}",
            updated=row.corrected_at,
            address=f"{base}/case/C-{row.case}",
            summary="\n".join(("What we said:", *row.said, "What was wrong:", row.wrong)),
        )
        for row in rows
    )


def atom(feed: Feed) -> bytes:
    """The feed as XML in UTF-8, the same bytes for the same feed."""
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(_named("feed"))
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    ET.SubElement(root, _named("link"), rel="self", type="application/atom+xml", href=feed.address)
    ET.SubElement(root, _named("link"), rel="alternate", type="text/html", href=feed.page)
    _text(ET.SubElement(root, _named("author")), "name", "hubnotice")
    for entry in feed.entries:
        _add(root, entry)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _add(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, _named("entry"))
    _text(element, "id", entry.id)
    _text(element, "title", entry.title.replace("\n", " "))
    _text(element, "updated", _moment(entry.updated))
    ET.SubElement(element, _named("link"), rel="alternate", type="text/html", href=entry.address)
    _text(element, "summary", entry.summary[:_MOST_SIGNS])


def _case_entry(file: CaseFile, base: str) -> Entry:
    row = file.row
    state = row.state.value.replace("_", " ")
    prefix = f"{WITHDRAWN} " if file.is_withdrawn else ""
    revision = row.entered_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    return Entry(
        id=_tag(base, f"case/{row.number}/{row.state.value}/{revision}"),
        title=f"{prefix}{row.name}: {row.repo} ({state})",
        updated=row.changed_at,
        address=f"{base}/case/{row.name}",
        summary="\n".join(_summary(file)),
    )


def _summary(file: CaseFile) -> list[str]:
    if file.is_withdrawn:
        wrong = file.correction.wrong if file.correction else ""
        return [f"We were wrong, and took this back. {wrong}".rstrip()]
    said = [each.message for each in file.findings]
    statement = ["The owners say:", file.statement.text] if file.statement else []
    replies = [f"{each.author} wrote: {each.body}" for each in file.replies]
    return [f"State: {file.row.state.value.replace('_', ' ')}.", *said, *statement, *replies]


def _tag(base: str, name: str) -> str:
    """A name that stays (RFC 4151)."""
    host = base.partition("://")[2].partition(":")[0] or "localhost"
    return f"tag:{host},2026:{name}"


def _named(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _named(name)).text = shown_lines(text)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
