# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/opt-outs``: who asked not to be written to, so that everybody can see that it is kept."""

from __future__ import annotations

from fastapi import Request, Response

from bot.model.cases import CaseState
from bot.model.orders import StandingOrder, owner_scope
from bot.ports.casebook import Casebook
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

PATH = "/opt-outs"
_PREFIX = owner_scope("")


class OptOutsPage:
    """Accounts by name, since they said so in public; repositories as a count alone, since some said so in a file before anything was public."""

    def __init__(self, site: Site, casebook: Casebook) -> None:
        self._site = site
        self._casebook = casebook

    def add_to(self, routes: Routes) -> None:
        """Answer at `PATH`."""
        routes.get(PATH, self.show, needs=PUBLIC)

    def show(self, request: Request) -> Response:
        """The page."""
        orders = [each for each in self._casebook.standing_orders() if each.is_off and each.scope.startswith(_PREFIX)]
        counts = self._casebook.count_cases()
        return self._site.page(
            request,
            "opt_outs.html.j2",
            accounts=[(_account(each), each.at) for each in orders],
            in_a_file=counts.get(CaseState.OPTED_OUT, 0),
            in_the_thread=counts.get(CaseState.STOPPED, 0),
        )


def _account(order: StandingOrder) -> str:
    return order.scope.removeprefix(_PREFIX)
