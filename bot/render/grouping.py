# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What to add for several upstreams: those under one license, whose texts differ in copyright lines alone, are served by one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model.fingerprints import UpstreamTerms
from bot.model.repository import SnapshotKey
from bot.render.quoting import Inert, block
from bot.render.sections import LONGEST_PASTE, Section, is_long


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What one or more upstreams under one license ask for, together."""

    sections: tuple[Section, ...]
    license: str
    """Its name, as readers call it."""
    remedies: tuple[str, ...]
    """For what a license asks; what is the same for several upstreams stands once."""
    options: tuple[str, ...]
    """For what only helps readers."""
    paste: Inert
    """Lines to add as they are; may be empty."""
    text_path: str | None
    """Where the license text lies in the repository of the first upstream, if it is too long for ``paste``."""


def additions(sections: Sequence[Section], terms: Mapping[SnapshotKey, UpstreamTerms]) -> tuple[Addition, ...]:
    """The sections by what settles them, in their order."""
    groups: dict[object, list[Section]] = {}
    for section in sections:
        groups.setdefault(_served_by(section, terms), []).append(section)
    return tuple(_addition(group, terms) for group in groups.values())


def _served_by(section: Section, terms: Mapping[SnapshotKey, UpstreamTerms]) -> object:
    """The license with its words; the upstream itself where its text was not seen."""
    known = terms.get(section.upstream, UpstreamTerms())
    if known.license_text is None:
        return section.upstream
    words = " ".join(known.license_text.split())
    for line in known.copyright_lines:
        words = words.replace(" ".join(line.split()), "")
    return (section.license_id, " ".join(words.split()))


def _addition(group: Sequence[Section], terms: Mapping[SnapshotKey, UpstreamTerms]) -> Addition:
    first = terms.get(group[0].upstream, UpstreamTerms())
    return Addition(
        sections=tuple(group),
        license=group[0].license,
        remedies=tuple(dict.fromkeys(remedy for section in group for remedy in section.remedies)),
        options=tuple(dict.fromkeys(option for section in group for option in section.options)),
        paste=_paste(group, terms),
        text_path=first.license_path if is_long(first.license_text) else None,
    )


def _paste(group: Sequence[Section], terms: Mapping[SnapshotKey, UpstreamTerms]) -> Inert:
    """Copyright lines and license text where it is short, and each NOTICE that is owed."""
    known = [(section, terms.get(section.upstream, UpstreamTerms())) for section in group]
    text = known[0][1].license_text or ""
    printed = "" if is_long(text) else text.strip("\n")
    lines = [line for _, each in known for line in each.copyright_lines if line not in " ".join(printed.split())]
    notices = [
        (each.notice_text or "").strip("\n")
        for section, each in known
        if section.owes_notice and not is_long(each.notice_text)
    ]
    parts = ["\n".join(dict.fromkeys(lines)), printed, *dict.fromkeys(notices)]
    return block("\n\n".join(part for part in parts if part), limit=2 * LONGEST_PASTE * len(group))
