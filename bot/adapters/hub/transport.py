# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The one place where requests leave: every call has timeouts, a deadline, a turn, a limit, further attempts and a count.

Imported by `connection` when the first request is made, because it needs the client library's HTTP.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import cast

import httpx2

from bot.adapters.hub.errors import passes, refusal
from bot.adapters.hub.metering import ASK, Ask, Meter
from bot.adapters.hub.options import HubOptions
from bot.adapters.hub.pacing import OwnPace, Pace, quota_of
from bot.model.costs import Cost
from bot.model.errors import CutShort, RateLimited, RemoteError, RemoteFailure, Unreachable

_LARGEST_SIDE_BODY = 64 * 1024
"""Bytes that are read of the text beside a redirect or a refusal."""

_JUDGES_CARDS = "/api/validate-yaml"
"""Where a status of 400 is a whole answer: the client library reads out of it what is wrong with a card."""
_FIRST_PAUSE_SECONDS = 0.5
_REPEATABLE = frozenset({"GET", "HEAD"})


class GuardedTransport(httpx2.BaseTransport):
    """Sends requests, reads whole answers, and raises our own errors.

    An answer that comes out of it has a status below 400, or says what is wrong with a card, and its body in memory, no longer than its `Ask` allows.
    """

    def __init__(
        self,
        options: HubOptions,
        meter: Meter,
        *,
        inner: httpx2.BaseTransport,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._default = Ask(meter=meter, largest=options.largest_answer_bytes)
        self._inner = inner
        self._sleep = sleep
        self._monotonic = monotonic
        self._home = httpx2.URL(options.root)
        self._pace = pace or OwnPace(
            requests=options.max_requests_per_window, window_seconds=options.window_seconds, monotonic=monotonic
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it, again where that is harmless and may help."""
        ask: Ask = request.extensions.get(ASK, self._default)
        end = self._monotonic() + self._options.deadline_seconds
        if ask.verbatim:
            end += ask.largest / self._options.slowest_bytes_per_second
        request.headers["Accept-Encoding"] = "identity" if ask.verbatim else "gzip"
        attempts = 1 + (self._options.retries if request.method in _REPEATABLE else 0)
        room = self._options.longest_pause_seconds
        for attempt in range(1, attempts + 1):
            # A turn that is long in coming is no fault of the other side, so it does not count against the deadline.
            end += self._wait_for_turn(request)
            try:
                return self._attempt(request, ask, end)
            except RemoteError as error:
                pause = error.retry_after_seconds or _FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
                if attempt == attempts or not passes(error) or pause > min(room, end - self._monotonic()):
                    raise
                room -= pause
                self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """Close every connection."""
        self._inner.close()

    def _attempt(self, request: httpx2.Request, ask: Ask, end: float) -> httpx2.Response:
        what = f"{request.method} {request.url.host}{request.url.path}"
        request.extensions = {**request.extensions, "timeout": self._timeouts(request, end)}
        ask.meter.add(Cost(requests=1))
        try:
            response = self._inner.handle_request(request)
        except httpx2.UnsupportedProtocol as error:
            raise RemoteFailure(f"{what}: expected an http address, found '{request.url.scheme}'") from error
        except httpx2.TransportError as error:
            raise Unreachable(f"{what}: {type(error).__name__} {error}") from error
        try:
            return self._take(request, response, ask, what, end)
        finally:
            # Where the body was not read to its end, this closes the connection.
            with suppress(httpx2.TransportError):
                response.close()

    def _wait_for_turn(self, request: httpx2.Request) -> float:
        """Sleep until it is this request's turn, and return for how long that was."""
        if not self._is_home(request.url):
            return 0.0
        quota, waited = quota_of(request.url.path), 0.0
        while True:
            patience = self._options.longest_wait_for_turn_seconds - waited
            try:
                wait, is_ours = self._pace.take(quota, patience_seconds=patience), True
            except RateLimited as error:
                wait, is_ours = error.retry_after_seconds or 0.0, False
                if not 0 < wait <= patience:
                    raise
            if wait > 0:
                self._sleep(wait)
                waited += wait
            if is_ours:
                return waited

    def _is_home(self, url: httpx2.URL) -> bool:
        return (url.scheme, url.host, url.port) == (self._home.scheme, self._home.host, self._home.port)

    def _timeouts(self, request: httpx2.Request, end: float) -> dict[str, float]:
        """What the client library asked for, or our own where it asked for none or for more; the deadline is above both."""
        asked = request.extensions.get("timeout") or {}
        most = max(0.001, min(self._options.timeout_seconds, end - self._monotonic()))
        return {kind: min(asked.get(kind) or most, most) for kind in ("connect", "read", "write", "pool")}

    def _take(
        self, request: httpx2.Request, response: httpx2.Response, ask: Ask, what: str, end: float
    ) -> httpx2.Response:
        if self._is_home(request.url):
            self._pace.heed(response.headers)
        status = response.status_code
        if status >= 400 and not (status == 400 and self._is_home(request.url) and request.url.path == _JUDGES_CARDS):
            raise refusal(what, status, response.headers, self._side_body(response, ask, what, end))
        if 300 <= status < 400:
            return _answer(response, self._side_body(response, ask, what, end))
        ask.inspect(status, response.headers)
        pieces: list[bytes] = []
        left = ask.largest
        for piece in self._pieces(response, ask, what, end):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise ask.too_long()
        body = b"".join(pieces)
        return _answer(response, _unpacked(response.headers.get("content-encoding", ""), body, ask, what))

    def _side_body(self, response: httpx2.Response, ask: Ask, what: str, end: float) -> bytes:
        body = bytearray()
        with suppress(CutShort, Unreachable):
            for piece in self._pieces(response, ask, what, end):
                body += piece
                if len(body) > _LARGEST_SIDE_BODY:
                    break
        return bytes(body)

    def _pieces(self, response: httpx2.Response, ask: Ask, what: str, end: float) -> Iterable[bytes]:
        try:
            for piece in cast("httpx2.SyncByteStream", response.stream):
                ask.meter.add(Cost(bytes=len(piece)))
                yield piece
                if self._monotonic() > end:
                    raise Unreachable(f"{what}: the answer trickles in too slowly; gave up at the deadline")
        except httpx2.TimeoutException as error:
            raise Unreachable(f"{what}: the answer stopped in the middle") from error
        except httpx2.TransportError as error:
            raise CutShort(f"{what}: the connection ended before the answer did") from error


def _answer(response: httpx2.Response, body: bytes) -> httpx2.Response:
    dropped = {"content-encoding", "content-length", "transfer-encoding"}
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in dropped]
    return httpx2.Response(response.status_code, headers=headers, content=body)


def _unpacked(encoding: str, body: bytes, ask: Ask, what: str) -> bytes:
    """The body as it was before it was packed; what would grow beyond the limit is not unpacked any further."""
    if encoding.lower() in {"", "identity"}:
        return body
    if encoding.lower() != "gzip" or ask.verbatim:
        raise RemoteFailure(f"{what}: the answer is packed as '{encoding[:40]}', which was not asked for")
    packer = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = packer.decompress(body, ask.largest + 1)
    except zlib.error as error:
        raise RemoteFailure(f"{what}: the answer cannot be unpacked: {error}") from error
    if len(plain) > ask.largest:
        raise ask.too_long()
    return plain
