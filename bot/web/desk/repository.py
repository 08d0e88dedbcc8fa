# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/repo/ORG/NAME``: what one model appears to be made of, what was found about it, and its license by revision."""

from __future__ import annotations

from fastapi import Request, Response

from bot.model.cases import Case
from bot.model.errors import NotFound
from bot.model.lineage_answers import RepoPage
from bot.model.people import Permission
from bot.render.case_history import case_history
from bot.render.report_tables import components_table
from bot.render.report_words import headline
from bot.render.stored_scans import stored_report
from bot.web.desk.case_parts import CaseParts, may_see
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

_LONGEST = 200


class RepositoryPage:
    """Everything that this visitor may know of one repository."""

    def __init__(self, site: Site, parts: CaseParts) -> None:
        self._site = site
        self._parts = parts

    def add_to(self, routes: Routes) -> None:
        """Names with an owner, and the Hub's oldest ones without."""
        routes.get("/repo/{owner}/{name}", self.show, needs=PUBLIC, shows_more=True)
        routes.get("/repo/{name}", self.show, needs=PUBLIC, shows_more=True)

    def show(self, request: Request) -> Response:
        """The page. Raises NotFound where nothing may be told."""
        visitor = self._site.visitor(request)
        owner, name = request.path_params.get("owner", ""), request.path_params["name"]
        repo = f"{owner}/{name}" if owner else name
        if len(repo) > _LONGEST or not repo.isprintable():
            raise NotFound("no such repository")
        of_desk = visitor.may(Permission.READ_CASES)
        page = self._parts.questions.repo(repo, public_only=not of_desk)
        case = self._case(page)
        shown = case if case is not None and may_see(case, visitor) else None
        if page is None:
            raise NotFound("no such repository")
        report = stored_report(self._parts.casebook.scan_report(shown.subject)) if shown else None
        return self._site.page(
            request,
            "repository.html.j2",
            repo=page.repo,
            page=page,
            case=shown,
            headline=headline(report) if report else "",
            components=components_table(report) if report else None,
            texts=report.declared if report else None,
            history=self._history(shown) if shown else (),
            hub_url=self._parts.hub_url,
            titles=self._parts.titles,
        )

    def _case(self, page: RepoPage | None) -> Case | None:
        return self._parts.casebook.case(page.case.number) if page is not None and page.case is not None else None

    def _history(self, case: Case) -> object:
        receipts = self._parts.casebook.receipts(case.number)
        conversations = self._parts.conversations
        return case_history(case, receipts, conversations.said(case.number), conversations.statements(case.number))
