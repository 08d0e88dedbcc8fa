# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From a request to what is sent: faults, sign-in, quotas, then the endpoint."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.localhub.endpoints.calls import Call
from bot.localhub.endpoints.routes import find_route
from bot.localhub.errors import Refusal
from bot.localhub.http.limits import too_many_requests
from bot.localhub.http.messages import Origin, Reply, Request, json_reply, refusal_reply
from bot.localhub.http.misbehaviour import misbehave
from bot.localhub.http.recorder import Record
from bot.localhub.http.server import Delivery
from bot.localhub.services import Services

_log = logging.getLogger(__name__)

CONTROL = "/__control/"
"""Below this path a test in another process reads the record and sets faults; nothing there is recorded or fails."""


class HubApplication:
    """The Hub behind its sockets."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, request: Request, record: Record) -> Delivery:
        """What to send, and how."""
        if request.path.startswith(CONTROL):
            return Delivery(reply=self._guarded(request, record), recorded=False)
        self._services.recorder.begin(record)
        rule = self._services.faults.next(request.method, request.path)
        if rule is None:
            return Delivery(reply=self._guarded(request, record))
        answer = functools.partial(self._guarded, record=record)
        return misbehave(rule, request, answer, self._services.limits.quotas)

    def _guarded(self, request: Request, record: Record) -> Reply:
        headers: Mapping[str, str] = {}
        if request.origin is Origin.HUB and not request.path.startswith(CONTROL):
            caller = request.headers.get("authorization", "anonymous")
            allowed, headers = self._services.limits.spend(caller, request.path)
            if not allowed:
                return too_many_requests(headers)
        try:
            reply = self._answer(request, record)
        except Refusal as refusal:
            reply = refusal_reply(refusal)
        except Exception:  # noqa: BLE001 - the outer loop of a request: a defect of ours becomes a 500, as on every server
            _log.exception("request_failed")
            reply = json_reply({"error": "Internal Error"}, status=500)
        return replace(reply, headers={**headers, **reply.headers})

    def _answer(self, request: Request, record: Record) -> Reply:
        user = None
        if request.origin is Origin.HUB:
            user = self._services.accounts.sign_in(request.headers.get("authorization"))
            record.user = user.name if user else None
        route, names = find_route(request)
        return route.endpoint(Call(services=self._services, request=request, user=user, names=names))
