# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/alerts``: what somebody asked to be told of, what was sent, and what became of it. Everybody sees and changes their own alone."""

from __future__ import annotations

import json

from fastapi import Request, Response

from bot.model.alerts import OPTIONAL, PRIVATE_SCOPES, Cadence, ChannelKind, MinState, Scope, ScopeKind
from bot.model.errors import InputError, NotAllowed
from bot.model.happenings import HappeningKind
from bot.model.people import Permission
from bot.pipeline.alerting.subscribing import Subscribing
from bot.pipeline.alerting.wishes import Wish
from bot.web.desk.alert_form import channels_in, member, quiet_hours_in, scope_in
from bot.web.site.routes import Routes
from bot.web.site.site import Site
from bot.web.site.texts import LANGUAGES, phrase

PATH = "/alerts"
_NEEDS = Permission.SUBSCRIBE
_MOST = 30


class AlertsPage:
    """Messages are put into the outbox here; the daemon sends them within seconds."""

    def __init__(self, site: Site, subscribing: Subscribing) -> None:
        self._site = site
        self._subscribing = subscribing

    def add_to(self, routes: Routes) -> None:
        """The page, one for each message, and what can be done on them."""
        routes.get(PATH, self.show, needs=_NEEDS, menu=phrase("Alerts"))
        routes.get(f"{PATH}/deliveries/{{delivery}}", self.show_delivery, needs=_NEEDS)
        routes.post(f"{PATH}/add", self.add, needs=_NEEDS)
        routes.post(f"{PATH}/deliveries/{{delivery}}/replay", self.replay, needs=_NEEDS)
        routes.post(f"{PATH}/channels/{{channel}}/key", self.show_key, needs=_NEEDS)
        routes.post(f"{PATH}/channels/{{channel}}/rotate", self.rotate, needs=_NEEDS)
        routes.post(f"{PATH}/{{subscription}}/test", self.test, needs=_NEEDS)
        routes.post(f"{PATH}/{{subscription}}/pause", self.pause, needs=_NEEDS)
        routes.post(f"{PATH}/{{subscription}}/resume", self.resume, needs=_NEEDS)
        routes.post(f"{PATH}/{{subscription}}/remove", self.remove, needs=_NEEDS)

    def show(self, request: Request) -> Response:
        """Everything of one person."""
        return self._page(request)

    def show_delivery(self, request: Request) -> Response:
        """One message, what was sent and what was answered."""
        delivery, channel, attempts = self._subscribing.delivery(request.path_params["delivery"], self._name(request))
        sent = json.dumps(json.loads(delivery.payload), ensure_ascii=False, indent=2)
        return self._site.page(
            request, "alert_delivery.html.j2", delivery=delivery, channel=channel, attempts=attempts, sent=sent
        )

    def add(self, request: Request) -> Response:
        """Keep what the form asks for; where something is wrong with it, say so above the form."""
        try:
            self._subscribing.add(self._wish(request))
        except (InputError, NotAllowed) as error:
            return self._page(request, status=400, problem=str(error))
        return self._site.redirect(PATH)

    def test(self, request: Request) -> Response:
        """A test message to every channel."""
        self._subscribing.test(request.path_params["subscription"], self._name(request))
        return self._site.redirect(PATH)

    def pause(self, request: Request) -> Response:
        """Nothing new for a while."""
        self._subscribing.pause(request.path_params["subscription"], self._name(request), is_paused=True)
        return self._site.redirect(PATH)

    def resume(self, request: Request) -> Response:
        """Go on."""
        self._subscribing.pause(request.path_params["subscription"], self._name(request), is_paused=False)
        return self._site.redirect(PATH)

    def remove(self, request: Request) -> Response:
        """Nothing more, for whatever reason."""
        self._subscribing.remove(request.path_params["subscription"], self._name(request))
        return self._site.redirect(PATH)

    def replay(self, request: Request) -> Response:
        """Send a message once more."""
        delivery = self._subscribing.replay(request.path_params["delivery"], self._name(request))
        return self._site.redirect(f"{PATH}/deliveries/{delivery.id}")

    def show_key(self, request: Request) -> Response:
        """The key of a webhook; asked for by a form, so that it lies in no history."""
        keys = self._subscribing.keys(request.path_params["channel"], self._name(request))
        return self._site.page(request, "alert_key.html.j2", keys=keys)

    def rotate(self, request: Request) -> Response:
        """A new key."""
        keys = self._subscribing.rotate(request.path_params["channel"], self._name(request))
        return self._site.page(request, "alert_key.html.j2", keys=keys)

    def _page(self, request: Request, *, status: int = 200, problem: str = "") -> Response:
        name = self._name(request)
        subscriptions = self._subscribing.owned(name)
        deliveries = self._subscribing.deliveries(name, most=_MOST)
        channels = {channel.id: channel for each in subscriptions for channel in each.channels}
        return self._site.page(
            request,
            "alerts.html.j2",
            status=status,
            problem=problem,
            subscriptions=subscriptions,
            deliveries=deliveries,
            channels=channels,
            form=self._site.form(request),
            choices={
                "scope": [each.value for each in ScopeKind],
                "channel": [each.value for each in ChannelKind],
                "cadence": [each.value for each in Cadence],
                "language": LANGUAGES,
                "also": sorted(each.value for each in OPTIONAL),
            },
        )

    def _wish(self, request: Request) -> Wish:
        form = self._site.form(request)
        scope = scope_in(form)
        return Wish(
            owner=self._name(request),
            scope=scope,
            channels=channels_in(form),
            cadence=member(Cadence, form.text("cadence", "now")),
            min_state=MinState.PROPOSED if form.text("proposed") else MinState.POSTED,
            also=frozenset(member(HappeningKind, each) for each in form.texts("also")),
            language=form.text("language", "en"),
            timezone=form.text("timezone") or "UTC",
            quiet_hours=quiet_hours_in(form),
            is_verified=self._site.visitor(request).speaks_for(_whose(scope)),
        )

    def _name(self, request: Request) -> str:
        person = self._site.visitor(request).person
        if person is None:
            raise NotAllowed("alerts belong to somebody who signed in")
        return person.name


def _whose(scope: Scope) -> str:
    """For whom somebody speaks who asks for what is not public about this."""
    return scope.value.partition("/")[0] if scope.kind in PRIVATE_SCOPES else ""
