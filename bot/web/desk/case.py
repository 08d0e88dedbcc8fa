# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/case/C-17``: everything about one case, and the answer of its owners at the same size as the question."""

from __future__ import annotations

from fastapi import Request, Response

from bot.model.cases import Case
from bot.model.conversations import Note, PlannedFix
from bot.model.errors import InputError, NotFound
from bot.model.people import Permission
from bot.render.fixes import diff
from bot.web.desk.case_parts import CaseParts, seen_case
from bot.web.desk.case_view import view_of
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

_LONGEST_NOTE = 4000


class CasePage:
    """What is public to everybody, the rest to the desk and to the owners who were asked."""

    def __init__(self, site: Site, parts: CaseParts) -> None:
        self._site = site
        self._parts = parts

    def add_to(self, routes: Routes) -> None:
        """Show it; plan a fix and write notes by a form."""
        routes.get("/case/{name}", self.show, needs=PUBLIC, shows_more=True)
        routes.get("/case/{name}/pictures/{picture}.csv", self.numbers, needs=PUBLIC, shows_more=True)
        routes.post("/case/{name}/fix", self.plan, needs=Permission.COMMENT)
        routes.post("/case/{name}/note", self.note, needs=Permission.COMMENT)

    def show(self, request: Request) -> Response:
        """The page."""
        visitor = self._site.visitor(request)
        case = self._case(request)
        seen = self._parts.desk.seen(case.number) if visitor.may(Permission.READ_CASES) else ""
        view = view_of(self._parts, case, visitor)
        return self._site.page(
            request, "case.html.j2", view=view, case=case, seen=seen, hub_url=self._parts.hub_url, problem="", reason=""
        )

    def numbers(self, request: Request) -> Response:
        """The numbers of one picture as CSV. Raises NotFound where there is no such picture."""
        case, wanted = self._case(request), request.path_params["picture"]
        view = view_of(self._parts, case, self._site.visitor(request))
        picture = next((each for each in view.pictures if each.name == wanted), None)
        if picture is None:
            raise NotFound(f"{case.name}: no picture {wanted[:40]!r}")
        name = f'attachment; filename="{case.name}-{picture.name}.csv"'
        return Response(picture.csv, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})

    def plan(self, request: Request) -> Response:
        """Work out what would settle it, and keep that."""
        case = self._case(request)
        keep_plan(self._parts, case, self._site)
        return self._site.redirect(f"/case/{case.name}#files")

    def note(self, request: Request) -> Response:
        """Keep what somebody of the desk wrote. Raises InputError for nothing, and for too much."""
        case = self._case(request)
        person = self._site.visitor(request).person
        form = self._site.form(request)
        text = form.text("reason").replace("\r\n", "\n")
        if person is None or not 0 < len(text) <= _LONGEST_NOTE:
            raise InputError(f"expected a note of 1 to {_LONGEST_NOTE} signs, found {len(text)}")
        self._parts.conversations.note(
            Note(
                case=case.number,
                name=person.name,
                text=text,
                asks_for_evidence=bool(form.text("more")),
                at=self._site.clock.now(),
            )
        )
        return self._site.redirect(f"/case/{case.name}#log")

    def _case(self, request: Request) -> Case:
        return seen_case(self._parts.casebook, request.path_params["name"], self._site.visitor(request))


def keep_plan(parts: CaseParts, case: Case, site: Site) -> None:
    """Plan a fix of the newest commit. Raises what a scan raises."""
    fix = parts.plan_fix(case.repo)
    parts.conversations.plan(
        PlannedFix(
            case=case.number,
            revision=fix.report.subject.revision,
            diff=diff(fix.changes),
            remarks=fix.remarks,
            at=site.clock.now(),
        )
    )
