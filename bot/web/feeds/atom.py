# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/feeds/...atom``: news of cases and of corrections, for readers of news."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from fastapi import Request, Response

from bot.model.questions import CaseFilter, Order
from bot.pipeline.case_files import CaseFiles
from bot.policy.rulebook import Rulebook
from bot.ports.questions import Questions
from bot.render.feeds import Entry, Feed, atom, case_entries, correction_entries
from bot.web.conditional import conditional
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

MEDIA_TYPE = "application/atom+xml"
_MOST = 50
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}", re.ASCII)
_FOR_ALL = {
    "Cache-Control": "public, max-age=300",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class AtomFeeds:
    """One feed for each thing that somebody may care about; all of public cases alone."""

    def __init__(self, site: Site, *, questions: Questions, files: CaseFiles, rulebook: Rulebook) -> None:
        self._site = site
        self._questions = questions
        self._files = files
        self._rules = {rule.id: rule.title for rule in rulebook.policies}

    def add_to(self, routes: Routes) -> None:
        """Answer all of them."""
        for path, handler in (
            ("/feeds/all.atom", self.all),
            ("/feeds/corrections.atom", self.corrections),
            ("/feeds/upstream/{org}/{name}.atom", self.upstream),
            ("/feeds/owner/{name}.atom", self.owner),
            ("/feeds/rule/{id}.atom", self.rule),
        ):
            routes.get(path, handler, needs=PUBLIC)

    def all(self, request: Request) -> Response:
        """Every public case."""
        return self._cases(request, CaseFilter(), "hubnotice: all cases", "/")

    def corrections(self, request: Request) -> Response:
        """Every time that we were wrong."""
        rows = self._questions.corrections().rows[:_MOST]
        return self._told(
            request, "hubnotice: corrections", "/corrections", lambda base: correction_entries(rows, base)
        )

    def upstream(self, request: Request) -> Response:
        """Cases about one upstream. One that nothing is known of has an empty feed, so that somebody can wait for the first."""
        name = f"{_name(request, 'org')}/{_name(request, 'name')}"
        return self._cases(request, CaseFilter(upstream=name), f"hubnotice: what builds on {name}", f"/upstream/{name}")

    def owner(self, request: Request) -> Response:
        """Cases of one account or organisation."""
        name = _name(request, "name")
        return self._cases(request, CaseFilter(owner=name), f"hubnotice: repositories of {name}", f"/org/{name}")

    def rule(self, request: Request) -> Response:
        """Cases with a finding of one rule."""
        rule = request.path_params["id"]
        if rule not in self._rules:
            raise Refused(404, "")
        return self._cases(request, CaseFilter(rules=frozenset({rule})), f"hubnotice: {self._rules[rule]}", "/rules")

    def _cases(self, request: Request, wanted: CaseFilter, title: str, page: str) -> Response:
        found = self._questions.cases(_newest_of(wanted), most=_MOST)
        files = self._files.of_rows(found.rows)
        return self._told(request, title, page, lambda base: case_entries(files, base))

    def _told(self, request: Request, title: str, page: str, entries: Callable[[str], tuple[Entry, ...]]) -> Response:
        # Without a public address only this machine reads it, under the name that it asked for.
        base = self._site.public_url or f"http://{request.headers.get('host', 'localhost')}"
        feed = Feed(title=title, address=f"{base}{request.url.path}", page=f"{base}{page}", entries=entries(base))
        changed_at = feed.updated if feed.entries else None
        return conditional(request, atom(feed), MEDIA_TYPE, headers=_FOR_ALL, changed_at=changed_at)


def _newest_of(wanted: CaseFilter) -> CaseFilter:
    return replace(wanted, order=Order.CHANGED).public()


def _name(request: Request, part: str) -> str:
    name: str = request.path_params[part]
    if not _NAME.fullmatch(name):
        raise Refused(404, "")
    return name
