# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The API, put together: every operation, its description at ``/openapi.json``, and a page for people at ``/api``."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from bot.model.people import Permission
from bot.web.api.gate import Gate, Handler
from bot.web.api.openapi import openapi_document
from bot.web.api.operations import Operation
from bot.web.api.problems import KINDS, PAGE
from bot.web.api.table import ALL, BASE
from bot.web.conditional import conditional
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

DESCRIPTION = "/openapi.json"
_FOR_ALL = {
    "Cache-Control": "public, max-age=3600",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Api:
    """Raises ValueError where an operation has no handler, or a handler no operation."""

    def __init__(
        self, site: Site, gate: Gate, handlers: tuple[tuple[Operation, Handler], ...], *, version: str
    ) -> None:
        self._site = site
        self._gate = gate
        self._handlers = {operation.id: handler for operation, handler in handlers}
        if self._handlers.keys() != {each.id for each in ALL}:
            raise ValueError("expected a handler for each operation of the API")
        document = openapi_document(version=version, public_url=site.public_url, contact=site.contact)
        self._description = json.dumps(document, indent=1).encode()

    def add_to(self, routes: Routes) -> None:
        """Answer all of them."""
        for operation in ALL:
            routes.api(operation.method, operation.path, self._endpoint(operation), needs=operation.needs)
        routes.refuse_below(BASE, self._gate.refused)
        routes.get(DESCRIPTION, self.description, needs=PUBLIC)
        routes.get(PAGE, self.page, needs=PUBLIC, menu=phrase("API"))

    def description(self, request: Request) -> Response:
        """The OpenAPI document."""
        return conditional(request, self._description, "application/json", headers=_FOR_ALL)

    def page(self, request: Request) -> Response:
        """What there is, for people."""
        return self._site.page(
            request,
            "api.html.j2",
            operations=ALL,
            kinds=KINDS,
            public=Permission.READ_PUBLIC,
            base=self._site.public_url,
        )

    def _endpoint(self, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        handler = self._handlers[operation.id]

        async def endpoint(request: Request) -> Response:
            return await self._gate.answered(request, operation, handler)

        return endpoint
