# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/login``, where it ends after a Hub, ``/logout``, and ``/account``.

1. Each sign-in gets a new session id, so that one that somebody planted before is worth nothing.
2. A Hub's answer counts only in the browser that began (state), for this sign-in (nonce), with its secret (PKCE); and once.
3. Afterwards the browser goes on within this desk and nowhere else.
"""

from __future__ import annotations

import hmac
import logging

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.model.errors import AccessRefused, NotAllowed, RemoteError
from bot.model.people import Permission, Person
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.sessions import Sessions
from bot.ports.people import SignInElsewhere
from bot.web.sign_in.cookies import Cookies, Journey
from bot.web.site.headers import policy_with
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import SIGN_IN, Site, local
from bot.web.site.texts import phrase

CALLBACK = f"{SIGN_IN}/callback"
_ELSEWHERE = f"{SIGN_IN}/hub"
_HERE = f"{SIGN_IN}/local"
_WRONG = phrase("Name and password do not go together. Nothing else is known about it.")
_STOPPED = phrase("The sign-in was stopped before it ended. You can begin again.")
_OLD = phrase("This sign-in was begun elsewhere, or too long ago. Please begin again.")
_REFUSED = phrase("The Hub did not confirm this sign-in. Please begin again.")
_UNREACHABLE = phrase("The Hub does not answer at the moment, so nobody can sign in with it. Please try again later.")
_LOG = logging.getLogger(__name__)


class SignInPages:
    """Without ``elsewhere`` people sign in with accounts of this desk alone."""

    def __init__(
        self,
        site: Site,
        cookies: Cookies,
        sessions: Sessions,
        accounts: LocalAccounts,
        elsewhere: SignInElsewhere | None,
    ) -> None:
        self._site = site
        self._cookies = cookies
        self._sessions = sessions
        self._accounts = accounts
        self._elsewhere = elsewhere

    def add_to(self, routes: Routes) -> None:
        """Everything about signing in."""
        routes.get(SIGN_IN, self.show, needs=PUBLIC)
        routes.post(_HERE, self.sign_in_here, needs=PUBLIC)
        if self._elsewhere is not None:
            routes.post(_ELSEWHERE, self.go_elsewhere, needs=PUBLIC)
            routes.get(CALLBACK, self.come_back, needs=PUBLIC)
        routes.post("/logout", self.sign_out, needs=PUBLIC)
        routes.get("/account", self.account, needs=Permission.SUBSCRIBE)

    def show(self, request: Request) -> Response:
        """Where people choose how to sign in."""
        return self._page(request, local(request.query_params.get("next", "/")))

    def sign_in_here(self, request: Request) -> Response:
        """Name and password."""
        form = self._site.form(request)
        then = local(form.text("next", "/"))
        try:
            # A password may begin or end with a space.
            password = next(iter(form.texts("password")), "")
            person = self._accounts.checked(form.text("name"), password)
        except NotAllowed as error:
            return self._page(request, then, status=429, words=str(error))
        if person is None:
            _LOG.info("sign_in_failed", extra={"way": "password"})
            return self._page(request, then, status=401, words=_WRONG)
        return self._signed_in(request, person, then)

    def go_elsewhere(self, request: Request) -> Response:
        """To the Hub, with everything that is needed to come back."""
        started = self._provider().start(self._redirect(request))
        response = RedirectResponse(started.address, 303)
        self._cookies.keep_journey(response, Journey(started, local(self._site.form(request).text("next", "/"))))
        return response

    def come_back(self, request: Request) -> Response:
        """From the Hub. Whatever it is that came, the sign-in that this browser began is over."""
        response = self._returned(request, self._cookies.journey(request))
        self._cookies.forget_journey(response)
        return response

    def sign_out(self, request: Request) -> Response:
        """The session ends, here and in the browser."""
        self._sessions.close(self._cookies.session(request))
        response = self._site.redirect(SIGN_IN)
        self._cookies.forget_session(response)
        return response

    def account(self, request: Request) -> Response:
        """Who somebody is to this desk, and since when that is known."""
        return self._site.page(request, "account.html.j2")

    def _returned(self, request: Request, journey: Journey | None) -> Response:
        told = request.query_params
        if journey is None or not hmac.compare_digest(told.get("state", "").encode(), journey.started.state.encode()):
            return self._page(request, "/", status=400, words=_OLD)
        then = local(journey.then)
        code = told.get("code", "")
        if not code or "error" in told:
            return self._page(request, then, status=400, words=_STOPPED)
        try:
            now = self._site.clock.now()
            person = self._provider().finish(code, journey.started, self._redirect(request), now)
        except AccessRefused as error:
            _LOG.info("sign_in_failed", extra={"way": "hub", "reason": str(error)})
            return self._page(request, then, status=401, words=_REFUSED)
        except RemoteError as error:
            _LOG.warning("sign_in_failed", extra={"way": "hub", "reason": str(error)})
            return self._page(request, then, status=503, words=_UNREACHABLE)
        return self._signed_in(request, person, then)

    def _signed_in(self, request: Request, person: Person, then: str) -> Response:
        made = self._sessions.open(person, before=self._cookies.session(request))
        _LOG.info("signed_in", extra={"person": person.name})
        response = self._site.redirect(then)
        self._cookies.keep_session(response, made)
        return response

    def _page(self, request: Request, then: str, *, status: int = 200, words: str = "") -> Response:
        hub = self._elsewhere.origin if self._elsewhere else ""
        page = self._site.page(
            request,
            "login.html.j2",
            status=status,
            then=then,
            words=words,
            hub=hub,
            here_path=_HERE,
            elsewhere_path=_ELSEWHERE,
            has_accounts=bool(self._accounts.all()),
        )
        if hub:
            page.headers["Content-Security-Policy"] = policy_with(hub)
        return page

    def _redirect(self, request: Request) -> str:
        """Where the Hub sends the browser back to: the public address, or this machine by the number that was asked for."""
        base = self._site.public_url or f"http://{request.headers.get('host', '')}"
        return f"{base}{CALLBACK}"

    def _provider(self) -> SignInElsewhere:
        if self._elsewhere is None:
            raise Refused(404, "")
        return self._elsewhere
