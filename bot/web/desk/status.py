# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/status``: how the daemon is doing, and the switch that stops all posting."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response

from bot.model.orders import POSTING
from bot.model.people import Permission
from bot.pipeline.ruling.desk import Desk
from bot.policy.caps import FIRST_DAYS
from bot.policy.presets import Preset
from bot.ports.budgets import Quotas
from bot.ports.casebook import Casebook
from bot.ports.questions import Questions
from bot.ports.status import StatusReader
from bot.web.site.refusals import Refused
from bot.web.site.routes import Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

PATH = "/status"
_SWITCH = "/status/posting"
_NO_REASON = phrase("Please say why in a few words. Whoever comes next reads it before they decide.")
_WHAT = phrase("Please choose whether posting stops or goes on.")


class StatusPage:
    """For those who watch over it."""

    def __init__(  # noqa: PLR0913 - named where it is called
        self,
        site: Site,
        *,
        status: StatusReader,
        questions: Questions,
        casebook: Casebook,
        quotas: Quotas,
        preset: Preset,
        desk: Desk,
        kill_switch: Callable[[], str | None],
    ) -> None:
        self._site = site
        self._status = status
        self._questions = questions
        self._casebook = casebook
        self._quotas = quotas
        self._preset = preset
        self._desk = desk
        self._kill_switch = kill_switch

    def add_to(self, routes: Routes) -> None:
        """The page and the switch on it."""
        routes.get(PATH, self.show, needs=Permission.READ_STATUS, menu=phrase("Status"))
        routes.post(_SWITCH, self.switch, needs=Permission.CHANGE_CAPS)

    def show(self, request: Request) -> Response:
        """The page."""
        status, order = self._status.status(), self._casebook.standing(POSTING)
        return self._site.page(
            request,
            "status.html.j2",
            operating=status,
            order=order,
            is_off=order is not None and order.is_off,
            killed=self._kill_switch(),
            preset=self._preset,
            day_cap=self._day_cap(),
            outbox=self._questions.outbox(),
            quotas=self._quotas.left(),
            may_switch=self._site.visitor(request).may(Permission.CHANGE_CAPS),
        )

    def switch(self, request: Request) -> Response:
        """Stop all posting, or go on. Raises NotAllowed as `Desk.switch_posting` does."""
        form, person = self._site.form(request), self._site.visitor(request).person
        wanted, reason = form.text("posting"), form.text("reason")
        if wanted not in {"on", "off"}:
            raise Refused(400, _WHAT)
        if person is None or not reason:
            raise Refused(400, _NO_REASON)
        self._desk.switch_posting(on=wanted == "on", name=person.name, reason=reason)
        return self._site.redirect(PATH)

    def _day_cap(self) -> int:
        """Of today: lower in the days after the very first post."""
        threads, now = self._casebook.threads_since(None), self._site.clock.now()
        is_young = not threads or now - min(each.at for each in threads) < FIRST_DAYS
        cap = self._preset.posts_per_day
        return min(cap, self._preset.posts_per_day_at_first) if is_young else cap
