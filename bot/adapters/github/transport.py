# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The one place where requests to GitHub leave: each has timeouts, a deadline, a turn, a limit, and reads have further attempts.

Imported by `tracker` when the first request is made, because it needs the client library's HTTP.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from bot.adapters.github.errors import passes, refusal, seconds_asked
from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.pacing import Pace
from bot.model.errors import NotFound, RateLimited, RemoteError, RemoteFailure, Unreachable

_FIRST_PAUSE_SECONDS = 0.5
_SETTLING_SECONDS = 5.0
"""After a write whose answer did not come: a look right away might be answered by a copy of their database that lags behind."""
_LARGEST_REFUSAL = 64 * 1024
_PIECE = 64 * 1024


class GuardedAdapter(HTTPAdapter):
    """Sends requests to one GitHub, reads whole answers, and raises our own errors.

    An answer that comes out of it has a status below 400 and its body in memory. Only reads are ever sent twice, and only reads
    follow a renamed repository to its new name.
    """

    def __init__(
        self,
        options: GitHubOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._options = options
        self._sleep = sleep
        self._monotonic = monotonic
        self._home = _origin(options.api_root)
        self._pace = Pace(
            seconds_between_writes=options.seconds_between_writes,
            writes_per_minute=options.writes_per_minute,
            writes_per_hour=options.writes_per_hour,
            monotonic=monotonic,
        )

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the signature of the class above
        timeout: Any = None,  # noqa: ANN401, ARG002 - likewise
        verify: bool | str = True,  # noqa: FBT001, FBT002 - likewise
        cert: Any = None,  # noqa: ANN401 - likewise
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send it, again where that is harmless and may help."""
        what = f"{request.method} {urlsplit(request.url or '').path}"
        if _origin(request.url or "") != self._home:
            raise RemoteFailure(f"{what}: GitHub sends us to another server, where we do not go")
        request.headers["Accept-Encoding"] = "identity"
        # Where a request is sent on, the library beneath would take another account's password out of ~/.netrc.
        request.headers["Authorization"] = f"token {self._options.token}"
        end = self._monotonic() + self._options.deadline_seconds
        room = self._options.longest_pause_seconds
        attempts = 1 + (self._options.retries if request.method == "GET" else 0)
        ways: dict[str, Any] = {"verify": verify, "cert": cert, "proxies": proxies}
        for attempt in range(1, attempts + 1):
            try:
                return self._attempt(request, what, end, ways)
            except RemoteError as error:
                if request.method != "GET" and isinstance(error, Unreachable | RemoteFailure):
                    self._pace.close(_SETTLING_SECONDS)
                pause = error.retry_after_seconds or _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
                if attempt == attempts or not passes(error) or pause > min(room, end - self._monotonic()):
                    raise
                room -= pause
                self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _attempt(
        self, request: requests.PreparedRequest, what: str, end: float, ways: Mapping[str, Any]
    ) -> requests.Response:
        is_write = request.method != "GET"
        wait = self._pace.take(writes=is_write, patience_seconds=self._options.longest_pause_seconds)
        if wait > 0:
            self._sleep(wait)
        left = max(0.001, end - self._monotonic())
        timeout = (min(self._options.connect_seconds, left), min(self._options.timeout_seconds, left))
        try:
            answer = super().send(request, stream=True, timeout=timeout, **ways)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Unreachable(f"{what}: no answer ({type(error).__name__})") from error
        try:
            return self._take(request, answer, what, end)
        finally:
            # Where the body was not read to its end, this closes the connection.
            answer.close()

    def _take(
        self, request: requests.PreparedRequest, answer: requests.Response, what: str, end: float
    ) -> requests.Response:
        status, headers = answer.status_code, {name.lower(): value for name, value in answer.headers.items()}
        asked = seconds_asked(headers)
        if status >= 400:
            error = refusal(what, status, headers, self._body(answer, what, end, _LARGEST_REFUSAL))
            if isinstance(error, RateLimited):
                self._pace.close(error.retry_after_seconds or 0.0)
            raise error
        if asked is not None:
            self._pace.close(asked)
        if status >= 300 and request.method != "GET":
            raise NotFound(f"{what}: {status}, it is called otherwise now; nothing was written")
        body = self._body(answer, what, end, self._options.largest_answer_bytes)
        whole = urllib3.HTTPResponse(io.BytesIO(body), headers=answer.headers, status=status, preload_content=False)
        return self.build_response(request, whole)

    def _body(self, answer: requests.Response, what: str, end: float, limit: int) -> bytes:
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RemoteFailure(f"{what}: the answer is packed, which was not asked for")
        body = bytearray()
        try:
            # One piece as it comes: reading a fixed number of bytes could wait for a slow trickle without end.
            while piece := answer.raw.read1(_PIECE, decode_content=False):
                body += piece
                if len(body) > limit:
                    raise RemoteFailure(f"{what}: expected an answer of at most {limit} bytes, found more")
                if self._monotonic() > end:
                    raise Unreachable(f"{what}: the answer trickles in too slowly; gave up at the deadline")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable(f"{what}: the connection ended before the answer did") from error
        length = answer.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and len(body) < int(length):
            raise Unreachable(f"{what}: the connection ended before the answer did")
        return bytes(body)


def _origin(address: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "", None, None
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)
