# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Delivering webhooks: one background thread posts each event to whoever wants it, once."""

from __future__ import annotations

import http.client
import json
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.localhub.events import HubEvent
from bot.localhub.storage.files import Json
from bot.localhub.storage.webhooks import Webhook, Webhooks

_TIMEOUT_SECONDS = 5.0
_QUEUE_LENGTH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One delivery: what was sent where, and the status that came back (``None`` where nobody answered)."""

    url: str
    payload: Json
    status: int | None


class Courier:
    """Takes events from the stores and carries them to the webhooks. The Hub does not try again, nor does this."""

    def __init__(self, webhooks: Webhooks) -> None:
        self._webhooks = webhooks
        self._payload: Callable[[HubEvent], Json] | None = None
        self._queue: queue.Queue[tuple[Webhook, Json] | None] = queue.Queue(_QUEUE_LENGTH)
        self._attempts: list[Attempt] = []
        self._idle = threading.Condition()
        self._waiting = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every delivery so far."""
        with self._idle:
            return tuple(self._attempts)

    def start(self, payload: Callable[[HubEvent], Json]) -> None:
        """Begin to deliver; ``payload`` makes the body of an event, without the part about the webhook."""
        self._payload = payload
        self._thread.start()

    def announce(self, event: HubEvent) -> None:
        """Take up an event. The body is made now, while what it tells about is as it was."""
        wanting = self._webhooks.wanting(event) if self._payload is not None else []
        if not wanting or self._payload is None:
            return
        payload = self._payload(event)
        for webhook in wanting:
            with self._idle:
                self._waiting += 1
            self._queue.put((webhook, payload | {"webhook": {"id": webhook.id, "version": 3}}))

    def settle(self, timeout_seconds: float = 5.0) -> bool:
        """Wait until everything announced so far was delivered or failed; whether that was in time."""
        with self._idle:
            return self._idle.wait_for(lambda: self._waiting == 0, timeout_seconds)

    def close(self) -> None:
        """Stop delivering; what still waits is lost."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(0.5)

    def _run(self) -> None:
        while (parcel := self._queue.get()) is not None:
            webhook, payload = parcel
            attempt = Attempt(url=webhook.url, payload=payload, status=_post(webhook, payload))
            with self._idle:
                self._attempts.append(attempt)
                self._waiting -= 1
                self._idle.notify_all()


def _post(webhook: Webhook, payload: Json) -> int | None:
    url = urlsplit(webhook.url)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.netloc, timeout=_TIMEOUT_SECONDS)
    headers = {"Content-Type": "application/json", "User-Agent": "localhub-webhooks"}
    if webhook.secret:
        headers["X-Webhook-Secret"] = webhook.secret
    try:
        connection.request(
            "POST", f"{url.path or '/'}{'?' if url.query else ''}{url.query}", json.dumps(payload), headers
        )
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
