# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/corrections``: every time that we were wrong in public, and how often that was."""

from __future__ import annotations

from fastapi import Request, Response

from bot.model.corrections import Correction
from bot.ports.questions import Questions
from bot.render.pages import Table
from bot.render.pictures.picture import csv_text
from bot.web.desk.files import csv_file
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

PATH = "/corrections"
_CSV = "/corrections.csv"
_HEADINGS = ("number", "date", "case", "repository", "what we said", "what was wrong", "found by", "hours to correct")


class CorrectionsPage:
    """The same for everybody."""

    def __init__(self, site: Site, questions: Questions) -> None:
        self._site = site
        self._questions = questions

    def add_to(self, routes: Routes) -> None:
        """The page and its file."""
        routes.get(PATH, self.show, needs=PUBLIC, menu=phrase("Corrections"))
        routes.get(_CSV, self.export, needs=PUBLIC)

    def show(self, request: Request) -> Response:
        """The page."""
        return self._site.page(request, "corrections.html.j2", corrections=self._questions.corrections(), file=_CSV)

    def export(self, request: Request) -> Response:
        """The table as a file."""
        del request
        rows = tuple(map(_row, self._questions.corrections().rows))
        return csv_file(csv_text(Table(_HEADINGS, rows)), "hubnotice-corrections.csv")


def _row(each: Correction) -> tuple[str, ...]:
    hours = each.hours_to_correct
    return (
        str(each.number),
        each.corrected_at.isoformat(),
        f"C-{each.case}",
        each.repo,
        " ".join(each.said),
        each.wrong,
        "its owners" if each.found_by_owner else "us",
        "" if hours is None else f"{hours:.1f}",
    )
