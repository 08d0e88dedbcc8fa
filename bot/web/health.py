# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``GET /healthz``: whether the bot is at work. Says which check failed, and nothing that a stranger should not read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from bot.model.status import OperatingStatus
from bot.ports.status import StatusReader

PATH = "/healthz"
_POLLS = 10
"""Polls that may go wrong one after the other before somebody should look."""
_ANSWER_SECONDS = 5.0
_GOOD = frozenset({"ok", "elsewhere"})

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a healthy process looks like."""

    started_at: datetime
    """A process that just started is not to blame for what was not polled before."""
    poll_seconds: int
    engine_runs: Callable[[], bool] | None
    """``None`` where other processes do the work."""


class Health:
    """Reads the database with each question; one question after the other."""

    def __init__(self, reader: StatusReader, expected: Expected) -> None:
        self._reader = reader
        self._expected = expected

    def add_to(self, app: FastAPI) -> None:
        """Answer at `PATH`."""
        app.add_api_route(PATH, self.answer, methods=["GET"], response_class=Response)

    async def answer(self) -> Response:
        """200 where every check is fine, 503 otherwise."""
        status: OperatingStatus | None = None
        try:
            with anyio.fail_after(_ANSWER_SECONDS):
                status = await anyio.to_thread.run_sync(self._reader.status, abandon_on_cancel=True)
        except Exception as error:  # noqa: BLE001 - the outer loop of a request
            _LOG.warning("health_unknown", extra={"reason": f"{type(error).__name__}: {error}"})
        checks = checks_of(status, self._expected)
        is_good = all(result in _GOOD for result in checks.values())
        return JSONResponse(
            {"status": "ok" if is_good else "failing", "checks": checks},
            200 if is_good else 503,
            headers={"Cache-Control": "no-store"},
        )


def checks_of(status: OperatingStatus | None, expected: Expected) -> dict[str, str]:
    """Each check and ``ok``, ``elsewhere``, or what is wrong in one word or two; ``None`` is a database that does not answer."""
    runs = expected.engine_runs
    engine = "elsewhere" if runs is None else "ok" if runs() else "stopped"
    if status is None:
        return {"database": "no answer", "engine": engine, "watermark": "unknown"}
    # On a Hub where nothing changes the watermark stands still, so a poll that ended well counts, too.
    moments = (expected.started_at, status.watermark, status.polled_at)
    newest = max(moment for moment in moments if moment is not None)
    is_new = status.at - newest <= timedelta(seconds=_POLLS * expected.poll_seconds)
    return {"database": "ok", "engine": engine, "watermark": "ok" if is_new else "too old"}
