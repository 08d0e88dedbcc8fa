# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Watches what became of our posts, and stops all posting where something is wrong. A person switches it on again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from bot.model.cases import CaseState
from bot.model.findings import Tier
from bot.model.orders import POSTING, StandingOrder, Word
from bot.policy.breaker import Record, why_tripped
from bot.policy.demands import tier_of
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_NAME = "breaker"
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_COUNTED_POSTS = 300


class Breaker:
    """Reads the log; what it decides is an order in the same log."""

    def __init__(self, *, casebook: Casebook, clock: Clock) -> None:
        self._casebook = casebook
        self._clock = clock

    def look(self) -> None:
        """Trip where what happened since it was last closed says so."""
        standing = self._casebook.standing(POSTING)
        if standing is not None and standing.is_off:
            return
        reason = why_tripped(self._record(standing.at if standing else _EVER))
        if reason is not None:
            self.trip(reason)

    def trip(self, reason: str) -> None:
        """Stop all posting; does nothing where it is stopped already."""
        standing = self._casebook.standing(POSTING)
        if standing is not None and standing.is_off:
            return
        self._casebook.order(
            StandingOrder(scope=POSTING, word=Word.TRIPPED, name=_NAME, reason=reason, at=self._clock.now())
        )
        _LOG.error("breaker_tripped", extra={"reason": reason})

    def _record(self, since: datetime) -> Record:
        now = self._clock.now()
        week, day = (max(since, now - timedelta(days=days)) for days in (7, 1))
        stopped = self._casebook.decisions_since(week, {CaseState.STOPPED})
        refused = self._casebook.cases_in({CaseState.UNREACHABLE})
        return Record(
            withdrawn=self._withdrawn(since),
            posts_this_week=len(self._casebook.threads_since(week)),
            stops_this_week=len({decision.case for decision in stopped}),
            refusing_owners_today=len(
                {case.owner for case in refused if case.changed_at >= day and not case.was_asked}
            ),
        )

    def _withdrawn(self, since: datetime) -> list[Tier]:
        """Of the last posts alone: an old mistake that is found today says little about today's."""
        lately = {each.case for each in self._casebook.threads_since(None)[-_COUNTED_POSTS:]}
        ruled = {each.case for each in self._casebook.decisions_since(since, {CaseState.WITHDRAWN})}
        cases = [self._casebook.case(number) for number in sorted(ruled & lately)]
        return [tier_of(case.findings) for case in cases if case is not None]
