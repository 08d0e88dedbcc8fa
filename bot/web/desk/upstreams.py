# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/upstreams`` and ``/upstream/ORG/NAME``: who builds on a model, and "we allowed this" by those who speak for it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response

from bot.model.errors import InputError, NotFound
from bot.model.lineage_answers import Builders, Edge, UpstreamRow
from bot.model.people import Permission, Person
from bot.model.questions import case_number
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.ruling.rules import RulingKind, is_possible_from
from bot.ports.catalog import Catalog
from bot.ports.questions import Questions
from bot.web.desk.asked import address, cursor, words
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

LIST = "/upstreams"
ALLOWED = "/upstreams/allowed"
_MOST = 50
_NOT_THEIRS = phrase(
    "Only somebody who speaks for this upstream's organisation can say that it allowed something. Membership is checked when you sign in."
)
_ASKS_OTHERS, _IS_PUBLIC = (
    phrase(
        "This case asks about upstreams of others, too, for whom you do not speak. Please tell the people of this desk, so that they can look at the rest."
    ),
    phrase(
        "This question stands in public already, so a person of this desk takes it back where it was asked. Please write to them; they answer the same day."
    ),
)
_NO_REASON = phrase("Please say in a few words what was allowed, and since when. It is kept with the case for ever.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One upstream of the list."""

    row: UpstreamRow
    is_in_catalog: bool


class UpstreamsPage:
    """What is public to everybody; more to the desk, and about their own models to those who speak for an organisation."""

    def __init__(self, site: Site, *, questions: Questions, catalog: Catalog, desk: Desk) -> None:
        self._site = site
        self._questions = questions
        self._catalog = catalog
        self._desk = desk

    def add_to(self, routes: Routes) -> None:
        """Three addresses."""
        routes.get(LIST, self.index, needs=PUBLIC, menu=phrase("Upstreams"))
        routes.get("/upstream/{repo:path}", self.show, needs=PUBLIC)
        routes.post(ALLOWED, self.allow, needs=Permission.CONFIRM_PERMISSION)

    def index(self, request: Request) -> Response:
        """Those that something builds on, or with ``of=catalog`` all that are known."""
        is_catalog = request.query_params.get("of") == "catalog"
        wanted = words(request, "q")
        public_only = not self._site.sees_all(request)
        keys = self._catalog.keys()
        known = sorted({key.repo for key in keys}, key=str.casefold)
        if is_catalog:
            rows, following = self._of_catalog(known, wanted, cursor(request), public_only=public_only)
        else:
            page = self._questions.upstreams(words=wanted, public_only=public_only, after=cursor(request), most=_MOST)
            rows, following = page.rows, page.next
        in_catalog = {repo.casefold() for repo in known}
        fields = {"q": wanted, "of": "catalog" if is_catalog else ""}
        return self._site.page(
            request,
            "upstreams.html.j2",
            rows=[Shown(row=each, is_in_catalog=each.repo.casefold() in in_catalog) for each in rows],
            known=len(known),
            is_catalog=is_catalog,
            wanted=wanted,
            start=address(LIST, **fields) if cursor(request) else "",
            following=address(LIST, **fields, after=following) if following else "",
            everybody=public_only,
        )

    def show(self, request: Request) -> Response:
        """Who builds on one."""
        repo = request.path_params["repo"]
        is_own = self._site.sees_own(request, _owner(repo))
        public_only = not (is_own or self._site.sees_all(request))
        may_allow = is_own and self._site.visitor(request).may(Permission.CONFIRM_PERMISSION)
        page = self._questions.upstream(repo, public_only=public_only, after=cursor(request), most=_MOST)
        is_known = self._catalog.newest(repo) is not None if page is None else True
        if page is None and not is_known:
            raise NotFound(f"{repo}: nothing builds on it, as far as may be told")
        name = page.repo if page else repo
        here = f"/upstream/{quote(name)}"
        return self._site.page(
            request,
            "upstream.html.j2",
            repo=name,
            page=page,
            builders=page.builders if page else Builders(),
            edges=page.edges if page else (),
            may_allow=may_allow,
            allowable={edge.case for edge in page.edges if _is_allowable(edge)} if page and may_allow else set(),
            done=_done(request),
            everybody=public_only,
            start=here if cursor(request) else "",
            following=address(here, after=page.next) if page and page.next else "",
        )

    def allow(self, request: Request) -> Response:
        """Close a case that is not public yet, because its upstream's maintainers say that they allowed what it asks about."""
        form, person = self._site.form(request), self._site.visitor(request).person
        repo, reason = form.text("repo"), form.text("reason")
        if person is None or not person.speaks_for(_owner(repo)):
            raise Refused(403, _NOT_THEIRS)
        if not reason:
            raise Refused(400, _NO_REASON)
        number = self._closable(form.text("case"), repo, person)
        said = f"{repo}: allowed, says {person.display_name} ({person.name}) for its maintainers: {reason}"
        self._desk.dismiss(number, name=person.name, reason=said)
        return self._site.redirect(f"/upstream/{quote(repo)}?done=C-{number}")

    def _closable(self, text: str, repo: str, person: Person) -> int:
        """The number of a case that this person can close alone."""
        try:
            number = case_number(text)
        except ValueError as error:
            raise InputError(str(error)) from error
        row = next(iter(self._questions.numbered([number])), None)
        if row is None or repo.casefold() not in {each.repo.casefold() for each in row.upstreams}:
            raise NotFound(f"C-{number}: not about {repo}")
        if not all(person.speaks_for(_owner(each.repo)) for each in row.upstreams):
            raise Refused(409, _ASKS_OTHERS)
        if not is_possible_from(RulingKind.DISMISS, row.state):
            raise Refused(409, _IS_PUBLIC)
        return number

    def _of_catalog(
        self, known: list[str], wanted: str, after: str | None, *, public_only: bool
    ) -> tuple[tuple[UpstreamRow, ...], str | None]:
        """A page of everything that is known, each with those who build on it."""
        found = [repo for repo in known if repo.casefold().startswith(wanted.casefold())]
        rest = [repo for repo in found if after is None or repo.casefold() > after.casefold()]
        rows = tuple(self._row(repo, public_only=public_only) for repo in rest[:_MOST])
        return rows, rest[_MOST - 1] if len(rest) > _MOST else None

    def _row(self, repo: str, *, public_only: bool) -> UpstreamRow:
        page = self._questions.upstream(repo, public_only=public_only, most=1)
        if page is None:
            return UpstreamRow(repo=repo, license=None, builders=Builders())
        return UpstreamRow(repo=repo, license=page.license, builders=page.builders)


def _owner(repo: str) -> str:
    return repo.split("/", maxsplit=1)[0]


def _is_allowable(edge: Edge) -> bool:
    return edge.case is not None and edge.state is not None and is_possible_from(RulingKind.DISMISS, edge.state)


def _done(request: Request) -> str:
    """The case that was just closed, where the address names one."""
    try:
        return f"C-{case_number(request.query_params.get('done', ''))}"
    except ValueError:
        return ""
