# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/coverage``: what was looked at, and what could not be checked and why."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response

from bot.model.costs import Reason
from bot.model.lineage import Verdict
from bot.ports.coverage import CoverageBook
from bot.ports.status import StatusReader
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

PATH = "/coverage"

REASONS: Mapping[Reason, str] = {
    Reason.ACCESS_REFUSED: phrase("gated or private: the Hub asks for an agreement or a membership first"),
    Reason.DISABLED: phrase("switched off by the Hub"),
    Reason.NOT_FOUND: phrase("gone, or a part of it is missing"),
    Reason.UNREACHABLE: phrase("the Hub did not answer"),
    Reason.RATE_LIMITED: phrase("a limit of the Hub was reached"),
    Reason.REMOTE_FAILURE: phrase("the Hub answered with a failure"),
    Reason.RANGE_IGNORED: phrase("a piece of a file was asked for and the whole file would have come"),
    Reason.CUT_SHORT: phrase("less came than was announced"),
    Reason.UNREADABLE: phrase("a file does not hold what its header says, or cannot be read"),
    Reason.TOO_LARGE: phrase("larger than what is looked at"),
    Reason.UNSUPPORTED: phrase(
        "in a form that is not read: weights that only code of the repository could unpack, or a format that is not compared yet"
    ),
    Reason.NOT_OPENED: phrase("left closed, because another form of the same weights was looked at"),
    Reason.BUDGET: phrase("more than the bytes and requests of one scan"),
    Reason.NOT_ENOUGH: phrase("there was too little to decide anything, or something that is needed could not be read"),
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.DERIVED: phrase("builds on a known upstream, as far as its files show"),
    Verdict.COMPONENT: phrase("parts of it build on a known upstream"),
    Verdict.SIBLING: phrase("shares an origin with a known model; which came first cannot be told"),
    Verdict.INDEPENDENT: phrase("nothing shared, and the measurement would have seen it"),
    Verdict.INCONCLUSIVE: phrase("nothing can be said either way"),
    Verdict.NOT_ASSESSED: phrase(
        "not assessed: nothing in the catalog could be compared with it, or it could not be read"
    ),
}


class CoveragePage:
    """The same for everybody: counts name no repository."""

    def __init__(self, site: Site, *, coverage: CoverageBook, status: StatusReader) -> None:
        self._site = site
        self._coverage = coverage
        self._status = status

    def add_to(self, routes: Routes) -> None:
        """Answer at `PATH`."""
        routes.get(PATH, self.show, needs=PUBLIC, menu=phrase("Coverage"))

    def show(self, request: Request) -> Response:
        """The page."""
        found, status = self._coverage.coverage(), self._status.status()
        return self._site.page(
            request,
            "coverage.html.j2",
            coverage=found,
            unread=found.repositories - found.opened,
            reasons=REASONS,
            verdicts=VERDICTS,
            lag=status.watermark_lag,
            polled_at=status.polled_at,
            waiting=status.jobs.waiting,
            moved=sum(count for _, count in found.moved),
        )
