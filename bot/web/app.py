# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The web application, put together."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from bot.model.status import ProcessCounts
from bot.ports.clock import Clock
from bot.ports.status import StatusReader
from bot.ports.work import Wake
from bot.settings import Secret
from bot.web.health import Expected, Health
from bot.web.metrics import Metrics
from bot.web.webhook import HubWebhook


def create_app(
    *,
    wake: Wake,
    secret: Secret | None,
    status: StatusReader,
    counts: Callable[[], ProcessCounts],
    expected: Expected,
    clock: Clock,
) -> FastAPI:
    """``POST /webhooks/hub`` wakes ``wake``; ``GET /healthz`` and ``GET /metrics`` tell how the bot is doing.

    Without a ``secret`` no webhook is taken. There are no pages of documentation: nobody but the Hub and the operator calls.
    """
    app = FastAPI(title="hubnotice", docs_url=None, redoc_url=None, openapi_url=None)
    webhook = HubWebhook(wake, secret, clock.monotonic)
    webhook.add_to(app)
    Health(status, expected).add_to(app)
    Metrics(status, counts, lambda: webhook.results).add_to(app)
    return app
