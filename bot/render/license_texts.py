# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which license texts stand in a repository, as a table and as a document; what nobody here knows is a person's to read. Pure."""

from __future__ import annotations

from bot.model.licensing import TextMatch
from bot.model.reports import ScanReport
from bot.render.pages import Table
from bot.render.quoting import inert

_MOST_ROWS = 100
_MATCHES = {
    TextMatch.EXACT: "word for word",
    TextMatch.NEAR: "all of its terms",
    TextMatch.ADDED: "with further terms",
    TextMatch.MODIFIED: "with changed terms",
}


def license_texts_table(report: ScanReport) -> Table:
    """Every text that was recognised, then every part that reads like terms and is known to nobody here."""
    known = [(inert(each.path), each.license_id, _MATCHES[each.match]) for each in report.texts or ()]
    unknown = [
        (inert(each.path), "not known here", f"lines {each.first_line} to {each.last_line}: for a person to read")
        for each in report.uncovered
    ]
    return Table(("license text in", "license", "how"), tuple([*known, *unknown][:_MOST_ROWS]))


def license_texts_document(report: ScanReport) -> dict[str, object]:
    """The key ``license_texts`` of a document; ``recognised`` is null where not every file that may hold one was read."""
    recognised = (
        None
        if report.texts is None
        else [
            {"path": inert(each.path), "license": each.license_id, "match": each.match.value} for each in report.texts
        ]
    )
    uncovered = [
        {"path": inert(each.path), "lines": [each.first_line, each.last_line], "words": each.words}
        for each in report.uncovered
    ]
    return {"license_texts": {"recognised": recognised, "uncovered": uncovered}}
