# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/org/NAME``: every question that was asked about one owner's models, and what its owner can do about each.

A click does what the command in the thread does. Everybody else sees the public cases, and no form.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from markupsafe import Markup

from bot.model.cases import Case
from bot.model.conversations import OfferedFix, OwnersSide, PlannedFix, Statement
from bot.model.errors import InputError, NotAllowed, NotFound
from bot.model.people import Permission, Person
from bot.model.questions import case_number
from bot.model.wishes import PostWish
from bot.pipeline.listening.clicks import CHOICES
from bot.pipeline.listening.commands import CommandKind
from bot.render.languages import SUMMARIES
from bot.render.markup import their_words
from bot.web.desk.case import keep_plan
from bot.web.desk.case_parts import CaseParts, may_see
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import LANGUAGES, phrase

_MOST = 200
_NOT_THEIRS = phrase(
    "Only those who may change these repositories can do this. Signing in again refreshes what we know of that."
)
_WORDS = {
    kind.value: kind
    for kind in (
        CommandKind.FIXED,
        CommandKind.DISPUTE,
        CommandKind.WAIT,
        CommandKind.PR,
        CommandKind.NO_PR,
        CommandKind.PRIVATE,
        CommandKind.STOP,
        CommandKind.UNSTOP,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedCase:
    """One case on the page."""

    case: Case
    statement: Statement | None
    statement_html: Markup | None
    history: tuple[Statement, ...]
    planned: PlannedFix | None
    offered: OfferedFix | None
    is_talking: bool
    """Whether there is an open question."""


class OwnerPage:
    """One account's or organisation's page."""

    def __init__(self, site: Site, parts: CaseParts) -> None:
        self._site = site
        self._parts = parts

    def add_to(self, routes: Routes) -> None:
        """The page, and a form for each thing that owners can do."""
        routes.get("/org/{owner}", self.show, needs=PUBLIC, shows_more=True)
        routes.post("/org/{owner}/wish", self.wish, needs=Permission.REPLY)
        routes.post("/org/{owner}/reach", self.reach, needs=Permission.REPLY)
        routes.post("/org/{owner}/fixes", self.all_fixes, needs=Permission.REPLY)
        routes.post("/org/{owner}/{name}/say", self.say, needs=Permission.REPLY)
        routes.post("/org/{owner}/{name}/statement", self.state, needs=Permission.REPLY)
        routes.post("/org/{owner}/{name}/diff", self.plan, needs=Permission.REPLY)

    def show(self, request: Request) -> Response:
        """The page."""
        return self._page(request)

    def say(self, request: Request) -> Response:
        """As a command in the thread."""
        person, case = self._theirs(request)
        form = self._site.form(request)
        kind = _WORDS.get(form.text("word"))
        if kind is None:
            raise InputError(f"word: expected one of {', '.join(_WORDS)}")
        text = form.text("text")[:500]
        try:
            self._parts.owners.say(case.number, kind, f"{text} d" if kind is CommandKind.WAIT else text, person=person)
            if kind is CommandKind.DISPUTE and text:
                self._parts.owners.state(case.number, text, person=person)
        except NotAllowed as error:
            return self._page(request, problem=str(error))
        return self._back(request, case)

    def state(self, request: Request) -> Response:
        """What stands beside the question."""
        person, case = self._theirs(request)
        form = self._site.form(request)
        text = "" if form.text("withdraw") else form.text("text")
        try:
            self._parts.owners.state(case.number, text, person=person)
        except (NotAllowed, InputError) as error:
            return self._page(request, problem=str(error))
        return self._back(request, case)

    def plan(self, request: Request) -> Response:
        """Work out what would settle it."""
        _, case = self._theirs(request)
        keep_plan(self._parts, case, self._site)
        return self._back(request, case)

    def all_fixes(self, request: Request) -> Response:
        """A pull request for every open question."""
        person = self._person(request)
        for each in self._cases(request):
            if each.is_talking and (each.offered is None or not each.offered.url):
                self._parts.owners.say(each.case.number, CommandKind.PR, "", person=person)
        return self._site.redirect(self._address(request))

    def wish(self, request: Request) -> Response:
        """Whether we may write."""
        person = self._person(request)
        wish = next((each for each in CHOICES if each.value == self._site.form(request).text("post")), None)
        if wish is None:
            raise InputError(f"post: expected one of {', '.join(each.value for each in CHOICES)}")
        self._parts.owners.choose(self._owner(request), wish, person=person)
        return self._site.redirect(self._address(request))

    def reach(self, request: Request) -> Response:
        """Contact and language."""
        person = self._person(request)
        form = self._site.form(request)
        self._parts.owners.reach(
            self._owner(request), contact=form.text("contact"), language=form.text("language"), person=person
        )
        return self._site.redirect(self._address(request))

    def _page(self, request: Request, *, problem: str = "") -> Response:
        visitor, owner = self._site.visitor(request), self._owner(request)
        speaks = visitor.speaks_for(owner) and visitor.may(Permission.REPLY)
        reachable = self._parts.conversations.reachable(owner)
        return self._site.page(
            request,
            "owner.html.j2",
            status=409 if problem else 200,
            owner=owner,
            speaks=speaks,
            cases=self._cases(request),
            chosen=self._parts.owners.chosen(owner),
            choices=CHOICES,
            Wish=PostWish,
            reachable=reachable if speaks else None,
            summaries={code: LANGUAGES[code] for code in ("en", *SUMMARIES)},
            problem=problem,
        )

    def _cases(self, request: Request) -> list[OwnedCase]:
        """Those that this visitor may see, open ones first."""
        visitor, owner = self._site.visitor(request), self._owner(request)
        knows_all = visitor.may(Permission.READ_CASES) or visitor.speaks_for(owner)
        page = self._parts.questions.owner(owner, public_only=not knows_all, most=_MOST)
        found = [self._parts.casebook.case(row.number) for row in (*page.open, *page.closed)]
        shown = [each for each in found if each is not None and may_see(each, visitor)]
        sides = self._parts.conversations.owners_side([each.number for each in shown])
        return [_owned(each, sides[each.number]) for each in shown]

    def _owner(self, request: Request) -> str:
        name: str = request.path_params["owner"]
        if not 0 < len(name) <= 100 or not name.isprintable():
            raise NotFound("no such owner")
        return name

    def _address(self, request: Request) -> str:
        return f"/org/{quote(self._owner(request), safe='')}"

    def _back(self, request: Request, case: Case) -> Response:
        return self._site.redirect(f"{self._address(request)}#{case.name}")

    def _person(self, request: Request) -> Person:
        visitor = self._site.visitor(request)
        if visitor.person is None or not visitor.speaks_for(self._owner(request)):
            raise Refused(403, _NOT_THEIRS)
        return visitor.person

    def _theirs(self, request: Request) -> tuple[Person, Case]:
        person = self._person(request)
        try:
            case = self._parts.casebook.case(case_number(request.path_params["name"]))
        except ValueError as error:
            raise NotFound("no such case") from error
        if case is None or case.owner != self._owner(request).casefold() or not case.was_asked:
            raise NotFound("no such case")
        return person, case


def _owned(case: Case, side: OwnersSide) -> OwnedCase:
    last = side.statements[-1] if side.statements else None
    standing = None if last is None or last.is_withdrawn else last
    return OwnedCase(
        case=case,
        statement=standing,
        statement_html=their_words(standing.text) if standing else None,
        history=side.statements,
        planned=side.planned,
        offered=side.offered,
        is_talking=case.state.is_in_public and case.was_asked,
    )
