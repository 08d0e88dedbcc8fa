# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The web application, put together."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route as StarletteRoute

from bot.model.status import ProcessCounts
from bot.ports.status import StatusReader
from bot.ports.work import Wake
from bot.settings import Secret
from bot.web.health import Expected, Health
from bot.web.metrics import Metrics
from bot.web.parts import DeskParts, pages, site_of
from bot.web.site.headers import Headers
from bot.web.site.routes import Routes
from bot.web.site.statics import PATH as STATIC
from bot.web.webhook import HubWebhook


def create_app(
    *,
    wake: Wake,
    secret: Secret | None,
    status: StatusReader,
    counts: Callable[[], ProcessCounts],
    expected: Expected,
    parts: DeskParts,
) -> FastAPI:
    """``POST /webhooks/hub`` wakes ``wake``; ``GET /healthz`` and ``GET /metrics`` tell how the bot is doing; the rest are pages.

    Without a ``secret`` no webhook is taken.
    """
    app = FastAPI(title="hubnotice", docs_url=None, redoc_url=None, openapi_url=None)
    webhook = HubWebhook(wake, secret, parts.clock.monotonic)
    webhook.add_to(app)
    Health(status, expected).add_to(app)
    Metrics(status, counts, lambda: webhook.results).add_to(app)
    site = site_of(parts)
    app.add_middleware(Headers, is_https=site.is_https)
    # Level 5 takes a third of the time of 9 and sends a few percent more.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    # Public, without a visitor, and never asked who that is: the one address beside the routes of pages.
    app.router.routes.append(StarletteRoute(f"{STATIC}/{{name}}", site.statics.answer))
    routes = Routes(app, site)
    for page in pages(site, parts):
        page.add_to(routes)
    # For whoever asks what can be asked for.
    app.state.site, app.state.routes = site, routes
    return app
