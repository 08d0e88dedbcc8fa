# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every page is added here, and nowhere else: what it needs is checked once, in one place, before its handler sees anything.

1. The ``Host`` is one of ours.
2. Who is asking, and whether they may. That somebody looks at what is not public is noted before they see it.
3. For what changes something: it comes from our own pages, see `bot.web.site.csrf`; and its form is read to its end.
4. The handler answers, in a thread of its own.
5. What it raises becomes a calm page.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from bot.model.errors import BotError, InputError, NotAllowed, NotFound
from bot.model.people import Permission
from bot.web.site.csrf import FIELD, HEADER, comes_from_elsewhere
from bot.web.site.forms import read_form
from bot.web.site.headers import HEADERS, is_ours
from bot.web.site.refusals import Refused
from bot.web.site.site import SIGN_IN, MenuItem, Site, sign_in_address
from bot.web.site.texts import phrase

PUBLIC = Permission.READ_PUBLIC
Handler = Callable[[Request], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
Refusal = Callable[[Request, int, Mapping[str, str]], Response]
_NOT_NOTED = frozenset({PUBLIC, Permission.SUBSCRIBE})
"""What everybody may see, and what is one's own."""

_THREADS = 24
"""Pages that are made beside each other. A database that hangs must not take the threads of health and webhooks."""
_FROM_ELSEWHERE = phrase(
    "This form was sent from another page or has grown old. Please go back, load the page again and send it once more."
)
_WRONG_HOST = phrase("Its operator sets the address under which people reach it (HUBNOTICE_PUBLIC_URL).")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One entry of the table of everything that can be asked for."""

    method: str
    path: str
    needs: Permission
    shows_more: bool = False
    """Whether people of the desk see more than everybody."""
    is_from_anywhere: bool = False
    """Whether programs of others may send it, which no cookie and no token tells from anybody."""
    is_for_programs: bool = False
    """Whether programs ask for it, with tokens of their own, see `bot.web.api.gate`."""


class Routes:
    """Adds pages to the application."""

    def __init__(self, app: FastAPI, site: Site) -> None:
        self._app = app
        self._site = site
        self._table: list[Route] = []
        self._limiter: anyio.CapacityLimiter | None = None
        self._refusals: dict[str, Refusal] = {}
        # It would lead to whatever name the request came with.
        app.router.redirect_slashes = False
        app.add_exception_handler(HTTPException, self._unknown)
        app.add_exception_handler(Exception, self._failed)

    @property
    def table(self) -> tuple[Route, ...]:
        """Everything that was added so far."""
        return tuple(self._table)

    def get(self, path: str, handler: Handler, *, needs: Permission, menu: str = "", shows_more: bool = False) -> None:
        """A page to look at. ``menu`` is what the bar calls it, marked with `phrase`; empty where it is not in the bar.

        ``shows_more`` is for public pages on which people of the desk see what others do not: that they look is noted.
        """
        self._add(Route(method="GET", path=path, needs=needs, shows_more=shows_more), handler)
        if menu:
            self._site.menu.append(MenuItem(path=path, words=menu, needs=needs))

    def post(self, path: str, handler: Handler, *, needs: Permission) -> None:
        """A form that changes something; `Site.form` has what it holds. Its page prints ``{{ csrf }}`` inside."""
        self._add(Route(method="POST", path=path, needs=needs), handler)

    def post_from_anywhere(self, path: str, handler: Handler) -> None:
        """What programs of others send, one-click unsubscribing for instance. Whoever sends it counts as nobody, whatever cookies come along."""
        self._add(Route(method="POST", path=path, needs=PUBLIC, is_from_anywhere=True), handler)

    def api(self, method: str, path: str, endpoint: Endpoint, *, needs: Permission) -> None:
        """What programs ask for. The endpoint checks ``needs`` and refuses by itself: `bot.web.api.gate` alone makes such endpoints."""
        self._table.append(Route(method=method, path=path, needs=needs, is_for_programs=True))
        self._app.router.add_route(path, endpoint, methods=[method])

    def refuse_below(self, prefix: str, refusal: Refusal) -> None:
        """An unknown address or method below this path is refused so, and not by a page."""
        self._refusals[f"{prefix}/"] = refusal

    def _add(self, route: Route, handler: Handler) -> None:
        async def endpoint(request: Request) -> Response:
            return await self._answered(request, route, handler)

        self._table.append(route)
        self._app.router.add_route(route.path, endpoint, methods=[route.method])

    async def _answered(self, request: Request, route: Route, handler: Handler) -> Response:
        limiter = self._turns()
        try:
            await run_sync(self._admit, request, route, limiter=limiter)
            if route.method != "GET":
                request.state.form = await read_form(request)
                await run_sync(self._check_token, request, route, limiter=limiter)
            return await run_sync(handler, request, limiter=limiter)
        except Refused as error:
            refused = error
        except NotFound as error:
            refused = Refused(404, "")
            _LOG.debug("page_not_found", extra={"path": route.path, "reason": str(error)})
        except (NotAllowed, InputError) as error:
            refused = Refused(409 if isinstance(error, NotAllowed) else 400, str(error))
        except BotError as error:
            refused = Refused(503, "")
            _LOG.warning("page_failed", extra={"path": route.path, "reason": str(error)})
        except Exception:  # noqa: BLE001 - the outer loop of a request: a mistake of ours
            refused = Refused(500, "")
            _LOG.exception("page_failed", extra={"path": route.path})
        return await run_sync(self._refusal, request, refused, limiter=limiter)

    def _admit(self, request: Request, route: Route) -> None:
        site = self._site
        if not is_ours(request.headers.get("host", ""), site.public_url):
            raise Refused(421, _WRONG_HOST)
        if route.is_from_anywhere:
            site.visitors.nobody(request)
            return
        visitor = site.visitor(request)
        if not visitor.may(route.needs):
            raise Refused(401 if visitor.person is None else 403, "")
        is_more = route.shows_more and visitor.may(Permission.READ_CASES)
        if route.method == "GET" and (is_more or route.needs not in _NOT_NOTED):
            site.note_read(request)
        if route.method != "GET" and comes_from_elsewhere(request, site.public_url):
            raise Refused(403, _FROM_ELSEWHERE)

    def _check_token(self, request: Request, route: Route) -> None:
        if route.is_from_anywhere:
            return
        token = self._site.form(request).text(FIELD) or request.headers.get(HEADER, "")
        if not self._site.visitor(request).forms.is_ours(token):
            raise Refused(403, _FROM_ELSEWHERE)

    def _refusal(self, request: Request, refused: Refused) -> Response:
        try:
            return self._refused(request, refused)
        except Exception:  # noqa: BLE001 - it may be that nobody can say who asks
            _LOG.warning("page_failed", extra={"path": request.url.path, "reason": "the visitor is not known"})
        try:
            self._site.visitors.nobody(request)
            return self._site.refusal(request, refused.status, refused.sentence)
        except Exception:  # noqa: BLE001 - the frame itself cannot be shown
            _LOG.exception("page_failed", extra={"path": request.url.path})
            return Response("Something went wrong on our side.", 500, media_type="text/plain")

    def _refused(self, request: Request, refused: Refused) -> Response:
        if refused.status == 401 and request.method in {"GET", "HEAD"}:
            # Where htmx asked for a part, the page to sign in is no part of that page.
            partial = Response(status_code=401, headers={"HX-Redirect": SIGN_IN})
            return partial if self._site.partial(request) else self._site.redirect(sign_in_address(request))
        return self._site.refusal(request, refused.status, refused.sentence)

    async def _unknown(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        for prefix, refusal in self._refusals.items():
            if request.url.path.startswith(prefix):
                return refusal(request, status, getattr(error, "headers", None) or {})
        if not is_ours(request.headers.get("host", ""), self._site.public_url):
            return Response(status_code=status)
        response = await run_sync(self._refusal, request, Refused(status, ""), limiter=self._turns())
        for name, value in (getattr(error, "headers", None) or {}).items():
            response.headers[name] = value
        return response

    async def _failed(self, request: Request, error: Exception) -> Response:
        """Around everything else, also around what adds the headers."""
        _LOG.error("request_failed", extra={"path": request.url.path, "reason": type(error).__name__})
        return Response(status_code=500, headers=dict(HEADERS))

    def _turns(self) -> anyio.CapacityLimiter:
        # Made here, because it belongs to the event loop that runs by now.
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(_THREADS)
        return self._limiter
