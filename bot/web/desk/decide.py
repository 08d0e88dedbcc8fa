# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/case/C-17/decide``: what would be posted, everything that was looked at beside it, and what people rule.

1. Preparing scans the newest commit and shows the words; it changes nothing.
2. A post goes into the outbox with the digest of the words that were shown. The commit is scanned once more, and other words are refused.
3. Every ruling says what was seen of the case; where somebody else ruled meanwhile, it is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Request, Response
from markupsafe import Markup

from bot.model.cases import ActionState, Case, CaseState
from bot.model.errors import BotError, NotAllowed, RemoteError
from bot.model.people import Permission
from bot.model.reports import ScanReport
from bot.pipeline import outbox
from bot.pipeline.ruling.preparing import Prepared
from bot.pipeline.ruling.rulings import Agreed, Ruled
from bot.render.markup import own_post
from bot.web.desk.case_parts import CaseParts, seen_case
from bot.web.desk.case_view import view_of
from bot.web.site.routes import Routes
from bot.web.site.site import Site

_LONGEST_REASON = 500
_PATIENCE_SECONDS = 120.0
"""For a scan of somebody else before one's own."""
_PATH = "/case/{name}/decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A prepared post with its words as HTML."""

    prepared: Prepared
    html: Markup


class DecidePage:
    """Rules in the name of whoever is signed in, as the command line does in the name that it is given."""

    def __init__(self, site: Site, parts: CaseParts) -> None:
        self._site = site
        self._parts = parts
        self._scanning = threading.Lock()

    def add_to(self, routes: Routes) -> None:
        """The page, the preview, and one address for each ruling."""
        routes.get(_PATH, self.show, needs=Permission.READ_CASES)
        routes.post(f"{_PATH}/prepare", self.prepare, needs=Permission.COMMENT)
        routes.post(f"{_PATH}/post", self.post, needs=Permission.PUBLISH)
        desk = self._parts.desk
        for word, rule, needs in (
            ("approve", desk.approve, Permission.DECIDE),
            ("dismiss", desk.dismiss, Permission.DECIDE),
            ("uphold", desk.uphold, Permission.DECIDE),
            ("undo", desk.undo, Permission.PUBLISH),
            ("withdraw", desk.withdraw, Permission.WITHDRAW),
        ):
            routes.post(f"{_PATH}/{word}", self._ruling(rule), needs=needs)

    def show(self, request: Request) -> Response:
        """Without a preview: that takes a scan, which no link starts."""
        return self._page(request, self._case(request))

    def prepare(self, request: Request) -> Response:
        """With a preview of what would be posted now."""
        case = self._case(request)
        try:
            return self._page(request, case, prepared=self._parts.desk.prepare(case.number, self._scan(case)))
        except (NotAllowed, ValueError, RemoteError) as error:
            return self._page(request, case, problem=_sentence(case, error))

    def post(self, request: Request) -> Response:
        """Put it into the outbox, where the words are those that were shown."""
        case = self._case(request)
        form = self._site.form(request)
        digest, seen = form.text("digest"), form.text("seen")
        if not digest or not seen:
            return self._page(
                request, case, problem=f"{case.name}: nothing is posted without a preview; prepare it first"
            )

        def put(name: str, reason: str) -> Ruled:
            report = self._scan(case)
            return self._parts.desk.post(
                case.number, report, name=name, reason=reason, agreed=Agreed(seen=seen, digest=digest)
            )

        return self._ruled(request, case, put)

    def _ruling(self, rule: Callable[..., Ruled]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            case = self._case(request)
            seen = self._site.form(request).text("seen")
            if not seen:
                return self._page(request, case, problem=f"{case.name}: please look at the case again first")
            return self._ruled(
                request, case, lambda name, reason: rule(case.number, name=name, reason=reason, seen=seen)
            )

        return answer

    def _ruled(self, request: Request, case: Case, rule: Callable[[str, str], Ruled]) -> Response:
        person = self._site.visitor(request).person
        reason = self._site.form(request).text("reason")
        try:
            if person is None:
                raise NotAllowed(f"{case.name}: a ruling needs a person who is signed in")
            if len(reason) > _LONGEST_REASON:
                raise NotAllowed(f"{case.name}: the reason has {len(reason)} signs; {_LONGEST_REASON} are kept")
            rule(person.name, reason)
        except (BotError, ValueError) as error:
            return self._page(request, case, problem=_sentence(case, error))
        return self._site.redirect(f"/case/{case.name}/decide")

    def _page(self, request: Request, case: Case, *, prepared: Prepared | None = None, problem: str = "") -> Response:
        case = self._parts.casebook.case(case.number) or case
        waiting = [
            each
            for each in outbox.pending_wordings(self._parts.casebook, case.number)
            if each.state is ActionState.PENDING
        ]
        return self._site.page(
            request,
            "decide.html.j2",
            status=409 if problem else 200,
            view=view_of(self._parts, case, self._site.visitor(request)),
            case=case,
            seen=self._parts.desk.seen(case.number),
            shown=Shown(prepared=prepared, html=own_post(prepared.post.body)) if prepared else None,
            waiting=waiting,
            waiting_html=own_post(waiting[-1].body) if waiting else None,
            problem=problem,
            reason=self._site.form(request).text("reason"),
            hub_url=self._parts.hub_url,
            State=CaseState,
        )

    def _case(self, request: Request) -> Case:
        return seen_case(self._parts.casebook, request.path_params["name"], self._site.visitor(request))

    def _scan(self, case: Case) -> ScanReport:
        with self._turn(case):
            return self._parts.scan(case.repo)

    @contextmanager
    def _turn(self, case: Case) -> Iterator[None]:
        """One scan at a time: impatience must not cost the Hub anything."""
        if not self._scanning.acquire(timeout=_PATIENCE_SECONDS):
            raise NotAllowed(f"{case.name}: other scans are under way; please try again in a moment")
        try:
            yield
        finally:
            self._scanning.release()


def _sentence(case: Case, error: Exception) -> str:
    text = str(error)
    return text if text.startswith(case.name) else f"{case.name}: {text}"
