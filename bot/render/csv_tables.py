# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tables as files for spreadsheets, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re

from bot.render.pages import Table, visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


def csv_text(table: Table) -> str:
    r"""RFC 4180, with an apostrophe before whatever a spreadsheet could run.

    >>> csv_text(Table(("name", "share"), (("=HYPERLINK(1)", "-0.013"),)))
    "name,share\r\n'=HYPERLINK(1),-0.013\r\n"
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    for row in (table.headings, *table.rows):
        writer.writerow([_guarded(visible(cell)) for cell in row])
    return stream.getvalue()


def _guarded(cell: str) -> str:
    is_harmless = not cell.startswith(_FORMULA) or _NUMBER.fullmatch(cell)
    return cell if is_harmless else f"'{cell}"
