# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``POST /webhooks/hub``: the Hub says that something changed.

1. Whoever does not know the secret learns nothing and has no body read.
2. The body is read, up to a size and for a time.
3. What it says is taken as a hint about one repository, or as nothing.
4. A hint that came lately is not given again.
5. The hint is given. Where that fails the answer is the same: the next poll sees the change anyway, and the Hub does not send again.
"""

from __future__ import annotations

import hmac
import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from enum import Enum

import anyio
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot.model.errors import BotError
from bot.ports.work import Wake
from bot.settings import Secret
from bot.web.bodies import BodyRefused, read_body
from bot.web.events import DiscussionNews, News, NoNews, RepositoryNews, news_in
from bot.web.replays import Replays

PATH = "/webhooks/hub"
SECRET_HEADER = "X-Webhook-Secret"  # noqa: S105 - the name of the header
MOST_BYTES = 1 << 20
_BODY_SECONDS = 10.0
_WAKE_SECONDS = 10.0
_AT_ONCE = 4
"""Hints that are given beside each other. A database that hangs must not take the threads of the other answers."""

_LOG = logging.getLogger(__name__)


class Result(Enum):
    """What became of a delivery."""

    WOKEN = "woken"
    IGNORED = "ignored"
    REPEATED = "repeated"
    FAILED = "failed"
    """The hint could not be given; the log says why."""
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    """The secret was wrong or missing, or there is none."""


class HubWebhook:
    """Takes deliveries. Without a ``secret`` there is nothing at its address."""

    def __init__(self, wake: Wake, secret: Secret | None, monotonic: Callable[[], float]) -> None:
        self._wake = wake
        self._secret = None if secret is None else secret.reveal().encode()
        self._replays = Replays(monotonic)
        self._limiter: anyio.CapacityLimiter | None = None
        self._lock = threading.Lock()
        self._results: Counter[Result] = Counter()

    @property
    def results(self) -> Mapping[Result, int]:
        """How many deliveries ended in which way, every way named."""
        with self._lock:
            return {result: self._results[result] for result in Result}

    def add_to(self, app: FastAPI) -> None:
        """Answer at `PATH`."""
        app.add_api_route(PATH, self.receive, methods=["POST"], response_class=Response)

    async def receive(self, request: Request) -> Response:
        """Answer one delivery."""
        if self._secret is None:
            return self._answer(Result.REFUSED, 404)
        # Compared as bytes, since a header may hold any; and in constant time, since this is all that stands between.
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace"), self._secret):
            return self._answer(Result.REFUSED, 401)
        try:
            body = await read_body(request, most_bytes=MOST_BYTES, within_seconds=_BODY_SECONDS)
            news = news_in(body)
        except BodyRefused as error:
            return self._answer(Result.UNREADABLE, error.status)
        except ValueError:
            return self._answer(Result.UNREADABLE, 400)
        return self._answer(await self._take(body, news), 202)

    async def _take(self, body: bytes, news: News) -> Result:
        if isinstance(news, NoNews):
            _LOG.debug("webhook_ignored", extra={"reason": news.reason})
            return Result.IGNORED
        if not self._replays.is_new(body):
            _LOG.debug("webhook_ignored", extra={"repo": news.repo, "reason": "came a while ago"})
            return Result.REPEATED
        try:
            with anyio.fail_after(_WAKE_SECONDS):
                await anyio.to_thread.run_sync(self._give, news, abandon_on_cancel=True, limiter=self._turns())
        except (BotError, TimeoutError) as error:
            _LOG.warning("webhook_failed", extra={"repo": news.repo, "reason": str(error) or type(error).__name__})
        except Exception:  # noqa: BLE001 - the outer loop of a request: a mistake of ours
            _LOG.exception("webhook_failed", extra={"repo": news.repo})
        else:
            _LOG.info("webhook_taken", extra={"repo": news.repo, "kind": type(news).__name__})
            return Result.WOKEN
        self._replays.forget(body)
        return Result.FAILED

    def _give(self, news: RepositoryNews | DiscussionNews) -> None:
        if isinstance(news, RepositoryNews):
            self._wake.repository(news.repo, news.revision)
        else:
            self._wake.discussions(news.repo)

    def _turns(self) -> anyio.CapacityLimiter:
        # Made here, because it belongs to the event loop that runs by now.
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        return self._limiter

    def _answer(self, result: Result, status: int) -> Response:
        with self._lock:
            self._results[result] += 1
        return JSONResponse({"result": result.value}, status) if status == 202 else Response(status_code=status)
