# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/graph``: which model appears to build on which, as a picture, as a table and as a file."""

from __future__ import annotations

from fastapi import Request, Response

from bot.model.family_ties import FamilyTie, Tie
from bot.model.lineage_answers import Edge, Family, Standing
from bot.ports.questions import Questions
from bot.render.pages import Table
from bot.render.pictures.family import family_picture
from bot.render.pictures.picture import csv_text
from bot.web.desk.asked import address, words
from bot.web.desk.files import csv_file
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

PATH = "/graph"
_CSV = "/graph.csv"
_HEADINGS = (
    "repository",
    "upstream",
    "how it is known",
    "made as",
    "parts",
    "share of parameters",
    "credited",
    "license",
    "seen",
    "case",
)
_TIES = {Standing.DECLARED: Tie.DECLARED, Standing.INFERRED: Tie.INFERRED, Standing.WITHDRAWN: Tie.WITHDRAWN}
_CREDITED = {True: "yes", False: "not yet", None: "could not be told"}


class GraphPage:
    """Around one model with ``root``, or the newest of all."""

    def __init__(self, site: Site, questions: Questions) -> None:
        self._site = site
        self._questions = questions

    def add_to(self, routes: Routes) -> None:
        """The page and its file."""
        routes.get(PATH, self.show, needs=PUBLIC)
        routes.get(_CSV, self.export, needs=PUBLIC)

    def show(self, request: Request) -> Response:
        """The page."""
        root, family, everybody = self._asked(request)
        return self._site.page(
            request,
            "graph.html.j2",
            root=root,
            family=family,
            picture=family_picture(map(_tie, family.edges), about=_spelt(root, family)),
            models=len({name.casefold() for edge in family.edges for name in (edge.repo, edge.upstream)}),
            file=address(_CSV, root=root),
            everybody=everybody,
        )

    def export(self, request: Request) -> Response:
        """The same edges as a file."""
        _, family, _ = self._asked(request)
        table = Table(_HEADINGS, tuple(map(_row, family.edges)))
        return csv_file(csv_text(table), "hubnotice-family.csv")

    def _asked(self, request: Request) -> tuple[str, Family, bool]:
        root = words(request, "root")
        public_only = not self._site.sees_all(request)
        return root, self._questions.family(root or None, public_only=public_only), public_only


def _tie(edge: Edge) -> FamilyTie:
    return FamilyTie(parent=edge.upstream, child=edge.repo, tie=_TIES[edge.standing], words=edge.relation.value)


def _spelt(root: str, family: Family) -> str:
    """The model as it is written in the family, whose names do not differ by case."""
    names = (name for edge in family.edges for name in (edge.repo, edge.upstream))
    return next((name for name in names if name.casefold() == root.casefold()), root)


def _row(edge: Edge) -> tuple[str, ...]:
    return (
        edge.repo,
        edge.upstream,
        edge.standing.value,
        edge.relation.value,
        ", ".join(each.value for each in edge.components),
        "" if edge.share is None else f"{edge.share:.4f}",
        _CREDITED[edge.is_credited],
        edge.license or "",
        edge.seen_at.isoformat(),
        f"C-{edge.case}" if edge.case else "",
    )
