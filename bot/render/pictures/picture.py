# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A picture with everything that has to stand beside it: a title, one sentence, the same numbers as a table and as CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from markupsafe import Markup

from bot.render.pages import Table, visible

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes a cell for a formula by, the wide forms among them."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of a picture."""

    words: str
    """What it shows, to stand above it; empty where the title says it."""
    svg: Markup
    """An element that needs nothing but itself: classes and presentation attributes, no style, no script, no reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture. Everything but ``svg`` is plain text, which the page escapes."""

    name: str
    """Stable and safe in an address and in a file's name (``layers-text_model``)."""
    title: str
    reading: str
    """What the numbers say, in one sentence."""
    panels: tuple[Panel, ...]
    table: Table
    legend: Markup | None = None
    items: tuple[str, ...] = ()
    """The numbered things in the drawing, as sentences, where there are such."""

    @property
    def csv(self) -> str:
        """The table as a file for spreadsheets, in which no cell is taken for a formula."""
        return csv_text(self.table)


def csv_text(table: Table) -> str:
    r"""RFC 4180, with an apostrophe before whatever a spreadsheet could run.

    >>> csv_text(Table(("name", "r"), (("=HYPERLINK(1)", "-0.013"),)))
    "name,r\r\n'=HYPERLINK(1),-0.013\r\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in (table.headings, *table.rows):
        writer.writerow([_guarded(visible(cell)) for cell in row])
    return stream.getvalue()


def _guarded(cell: str) -> str:
    is_harmless = not cell.startswith(_FORMULA) or _NUMBER.fullmatch(cell)
    return cell if is_harmless else f"'{cell}"
