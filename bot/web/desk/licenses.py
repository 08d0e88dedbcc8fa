# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/licenses`` and ``/licenses/ID``: what each license asks of whoever passes a model on, as far as the rule files know it."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request, Response

from bot.model.errors import NotFound
from bot.pipeline.explaining.licenses import explained_license
from bot.pipeline.explaining.overview import found_by_name, near_names
from bot.pipeline.explaining.words import CLASSES, COVERED, DUTIES
from bot.policy.licenses import Coverage, LicenseRule
from bot.policy.rulebook import Rulebook
from bot.web.desk.asked import words
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site

PATH = "/licenses"


class LicensesPage:
    """The same for everybody."""

    def __init__(self, site: Site, rulebook: Rulebook) -> None:
        self._site = site
        self._rulebook = rulebook

    def add_to(self, routes: Routes) -> None:
        """The list and the page of each."""
        routes.get(PATH, self.index, needs=PUBLIC)
        routes.get("/licenses/{id}", self.show, needs=PUBLIC)

    def index(self, request: Request) -> Response:
        """Every license, or those whose id or name has the words in it."""
        wanted = words(request, "q")
        every = sorted(self._rulebook.licenses, key=lambda rule: rule.id)
        found = [rule for rule in every if wanted.casefold() in f"{rule.id} {rule.name} {rule.spdx or ''}".casefold()]
        return self._site.page(
            request,
            "licenses.html.j2",
            wanted=wanted,
            near=near_names(self._rulebook, wanted) if wanted and not found else [],
            rows=[_row(rule) for rule in found],
            asking=sum(rule.coverage is Coverage.DUTIES for rule in every),
            free=sum(rule.coverage is Coverage.NO_DUTY for rule in every),
            unread=sum(rule.coverage is Coverage.UNCOVERED for rule in every),
        )

    def show(self, request: Request) -> Response:
        """One license; by any of its other names the way leads to its id. Raises NotFound for a name that none has."""
        wanted = request.path_params["id"]
        rule = found_by_name(self._rulebook, wanted)
        if not isinstance(rule, LicenseRule):
            raise NotFound(f"{wanted}: no such license")
        if rule.id != wanted:
            return self._site.redirect(f"{PATH}/{quote(rule.id, safe='')}")
        explanation = explained_license(rule, self._rulebook.policies)
        return self._site.page(request, "license.html.j2", rule=rule, explanation=explanation)


def _row(rule: LicenseRule) -> tuple[str, ...]:
    asks = ", ".join(dict.fromkeys(DUTIES[duty.duty] for duty in rule.duties))
    return (rule.id, rule.name, CLASSES[rule.license_class], COVERED[rule.coverage], asks)
