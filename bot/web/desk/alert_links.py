# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where links in messages lead: ``/alerts/confirm/WORD`` and ``/unsubscribe/WORD``.

Programs that look into mail follow every link in it, so looking changes nothing. Unsubscribing takes one POST without a session, as mail
programs send it (RFC 8058): the word in the address is all that it takes. Agreeing takes a person who presses a button on our page.
"""

from __future__ import annotations

from fastapi import Request, Response

from bot.pipeline.alerting.subscribing import Subscribing
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

CONFIRM = "/alerts/confirm"
UNSUBSCRIBE = "/unsubscribe"
_OLD = phrase("This link is old or not whole. Ask for a test message on your alerts page, and a new one is sent.")
_UNKNOWN = phrase("This link is not whole, or what it was about is not there any more. Nothing is sent because of it.")


class AlertLinks:
    """Open to everybody who has the word."""

    def __init__(self, site: Site, subscribing: Subscribing) -> None:
        self._site = site
        self._subscribing = subscribing

    def add_to(self, routes: Routes) -> None:
        """Both, to look at and to do."""
        routes.get(f"{CONFIRM}/{{word}}", self.ask, needs=PUBLIC)
        routes.post(f"{CONFIRM}/{{word}}", self.confirm, needs=PUBLIC)
        routes.get(f"{UNSUBSCRIBE}/{{word}}", self.ask_to_leave, needs=PUBLIC)
        routes.post_from_anywhere(f"{UNSUBSCRIBE}/{{word}}", self.leave)

    def ask(self, request: Request) -> Response:
        """Whether this address wants alerts."""
        found = self._subscribing.confirming(request.path_params["word"])
        if found is None:
            raise Refused(404, _OLD)
        subscription, channel = found
        return self._site.page(
            request, "alert_confirm.html.j2", subscription=subscription, channel=channel, is_done=False
        )

    def confirm(self, request: Request) -> Response:
        """It does."""
        found = self._subscribing.confirm(request.path_params["word"])
        if found is None:
            raise Refused(404, _OLD)
        subscription, channel = found
        return self._site.page(
            request, "alert_confirm.html.j2", subscription=subscription, channel=channel, is_done=True
        )

    def ask_to_leave(self, request: Request) -> Response:
        """What somebody may leave."""
        found = self._subscribing.leaving(request.path_params["word"])
        if found is None:
            raise Refused(404, _UNKNOWN)
        subscription, channel = found
        from_all = request.query_params.get("all") == "1"
        return self._site.page(
            request,
            "unsubscribe.html.j2",
            subscription=subscription,
            channel=channel,
            from_all=from_all,
            is_done=False,
        )

    def leave(self, request: Request) -> Response:
        """Leave this, or everything that goes to the same address. The same again says the same."""
        word = request.path_params["word"]
        found = self._subscribing.leaving(word)
        if found is None:
            raise Refused(404, _UNKNOWN)
        subscription, channel = found
        from_all = "1" in {request.query_params.get("all"), self._site.form(request).text("all")}
        self._subscribing.leave(word, from_all=from_all)
        return self._site.page(
            request, "unsubscribe.html.j2", subscription=subscription, channel=channel, from_all=from_all, is_done=True
        )
