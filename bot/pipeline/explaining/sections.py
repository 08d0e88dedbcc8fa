# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One explanation as text with headings: laid out for a terminal, or as a page of the documentation.

Its words come from rule files, which are ours or the operator's: they keep their Markdown on pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.render.pages import Page, Table
from bot.render.quoting import prose

_LICENSED = "SPDX-FileCopyrightText: 2026 The hubnotice developers\nSPDX-License-Identifier: Apache-2.0"
NOT_ADVICE = "None of this is legal advice."
HEAD = f"<!--\n{_LICENSED}\n-->\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Paragraphs and a table below a heading; left out where there is neither."""

    heading: str
    lines: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.lines and (self.table is None or not self.table.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one rule or license is about."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[Section, ...]:
        """Sections with something in them."""
        return tuple(section for section in self.sections if not section.is_empty)


def terminal_page(explanation: Explanation) -> Page:
    """For `bot.render.pages`: headings become lines of their own."""
    blocks: list[str | Table] = [prose(line) for line in explanation.lines]
    for section in explanation.told:
        blocks += [f"{section.heading}:", *map(prose, section.lines)]
        if section.table is not None:
            rows = tuple(tuple(map(prose, row)) for row in section.table.rows)
            blocks.append(Table(section.table.headings, rows))
    return Page(prose(explanation.title), (*blocks, *map(prose, explanation.closing)))


def documentation_page(explanation: Explanation) -> str:
    """A file of ``docs/rules/``."""
    parts = [HEAD.rstrip(), f"# {explanation.title}", *explanation.lines]
    for section in explanation.told:
        parts += [f"## {section.heading}", *section.lines]
        if section.table is not None and section.table.rows:
            parts.append(markdown_table(section.table))
    return "\n\n".join([*parts, *explanation.closing]) + "\n"


def markdown_table(table: Table) -> str:
    """A table whose cells keep their Markdown; a bar inside a cell would begin another."""
    rows = [table.headings, tuple("---" for _ in table.headings), *table.rows]
    return "\n".join(_row(row) for row in rows)


def _row(cells: tuple[str, ...]) -> str:
    if set(cells) == {"---"}:
        return f"|{'|'.join(cells)}|"
    return f"| {' | '.join(' '.join(cell.replace('|', '/').split()) for cell in cells)} |"
