# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every request of a program comes through here; what an operation needs is checked once, before its handler sees anything.

1. The ``Host`` is one of ours.
2. Who asks, and whether they may.
3. Parameters and body are as described.
4. The handler answers, in a thread of its own.
5. What it raises becomes a problem.
6. What is read has an entity tag, and is sent only where it changed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import anyio
from anyio.to_thread import run_sync
from fastapi import Request, Response

from bot.model.errors import BotError, InputError, NotAllowed, NotFound
from bot.web.api.callers import Caller, Callers
from bot.web.api.operations import Operation
from bot.web.api.problems import Problem, Problems
from bot.web.bodies import BodyRefused, read_body
from bot.web.conditional import conditional
from bot.web.site.headers import is_ours

MOST_BYTES = 64 * 1024
_BODY_SECONDS = 10.0
_THREADS = 16
PUBLIC_SECONDS = 60
_FOR_ALL = {
    "Cache-Control": f"public, max-age={PUBLIC_SECONDS}, stale-while-revalidate=600",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Without cookies any page may read what is public."""
_FOR_ONE = {"Cache-Control": "private, no-cache"}
_TOO_LARGE = 413

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that was let in."""

    caller: Caller
    pairs: tuple[tuple[str, str], ...]
    """Of the query, in their order."""
    path: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, object]

    def text(self, name: str, default: str = "") -> str:
        """One parameter of the query."""
        return next((value for key, value in self.pairs if key == name), default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a handler answers."""

    document: Mapping[str, object]
    following: str | None = None
    """Address of the next page."""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Reply]


def body_of(document: Mapping[str, object]) -> bytes:
    """A document as it is sent; the same document is the same bytes."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


class Gate:
    """Lets programs in. ``note`` writes down that somebody is told what is not public, before they are."""

    def __init__(self, callers: Callers, *, public_url: str, note: Callable[[Request, str], None]) -> None:
        self._callers = callers
        self._note = note
        self._public_url = public_url
        self._problems = Problems(public_url)
        self._limiter: anyio.CapacityLimiter | None = None

    async def answered(self, request: Request, operation: Operation, handler: Handler) -> Response:
        """What becomes of one request."""
        limiter = self._turns()
        try:
            body = await self._body(request) if operation.body else b""
            return await run_sync(self._done, request, operation, handler, body, limiter=limiter)
        except Problem as error:
            problem = error
        except NotFound:
            problem = Problem("not-found")
        except NotAllowed as error:
            problem = Problem("not-possible-now", str(error))
        except InputError as error:
            problem = Problem("not-understood", str(error))
        except BotError as error:
            problem = Problem("not-available", headers={"Retry-After": "10"})
            _LOG.warning("api_failed", extra={"path": operation.path, "reason": str(error)})
        except Exception:  # noqa: BLE001 - the outer loop of a request: a mistake of ours
            problem = Problem("our-mistake")
            _LOG.exception("api_failed", extra={"path": operation.path})
        return self._problems.answer(problem)

    def refused(self, request: Request, status: int, headers: Mapping[str, str]) -> Response:
        """For an address or a method that is none of the API's."""
        if not is_ours(request.headers.get("host", ""), self._public_url):
            return self._problems.answer(Problem("wrong-address"))
        return self._problems.of_status(status, headers)

    def _done(self, request: Request, operation: Operation, handler: Handler, body: bytes) -> Response:
        if not is_ours(request.headers.get("host", ""), self._public_url):
            raise Problem("wrong-address")
        caller = self._callers.of(request)
        if not caller.may(operation.needs):
            if caller.holder is None:
                raise Problem("not-signed-in", headers={"WWW-Authenticate": "Bearer"})
            raise Problem("not-allowed", f"It lacks the permission {operation.needs.value}.")
        if caller.is_of_desk and request.method == "GET":
            self._note(request, caller.name)
        pairs = tuple(request.query_params.multi_items())
        operation.check(pairs, request.path_params, request.headers)
        call = Call(
            caller=caller,
            pairs=pairs,
            path=dict(request.path_params),
            headers=request.headers,
            body=_document(body) if operation.body else {},
        )
        return self._told(request, operation, caller, handler(call))

    def _told(self, request: Request, operation: Operation, caller: Caller, reply: Reply) -> Response:
        headers = {"Vary": "Authorization", **(_FOR_ALL if caller.holder is None else _FOR_ONE), **reply.headers}
        if reply.following:
            headers["Link"] = f'<{reply.following}>; rel="next"'
        body = body_of(reply.document)
        if not operation.is_kept:
            return Response(body, media_type="application/json", headers={**headers, "Cache-Control": "no-store"})
        return conditional(request, body, "application/json", headers=headers)

    async def _body(self, request: Request) -> bytes:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind != "application/json":
            raise Problem("not-json")
        try:
            return await read_body(request, most_bytes=MOST_BYTES, within_seconds=_BODY_SECONDS)
        except BodyRefused as error:
            raise Problem("too-large" if error.status == _TOO_LARGE else "not-understood") from error

    def _turns(self) -> anyio.CapacityLimiter:
        # Made here, because it belongs to the event loop that runs by now.
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(_THREADS)
        return self._limiter


def _document(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem("not-as-described", "The body is no JSON.") from error
    if not isinstance(found, dict):
        raise Problem("not-as-described", "The body is no JSON object.")
    return found
