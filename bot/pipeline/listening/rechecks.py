# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Cases that are looked at again though nothing was heard of them: an event may have been missed, and a time that owners asked for ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.model.cases import Case, CaseState
from bot.model.work import FollowUp
from bot.pipeline.listening.effects import FollowUp as Kind
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock

_WEEK = timedelta(days=7)
_MOST = 20
"""At a time, each of which is a scan; the others come with the next polls."""


class Rechecks:
    """What is due: once a week for a thread that stands open, and once when the quiet that owners asked for is over.

    The same case in the same week is the same piece of work, whichever process says so.
    """

    def __init__(self, *, casebook: Casebook, clock: Clock) -> None:
        self._casebook = casebook
        self._clock = clock
        self._named: set[str] = set()

    def due(self) -> list[FollowUp]:
        """Pieces of work that this process has not named yet, those that wait longest first."""
        now = self._clock.now()
        cases = self._casebook.cases_in({CaseState.POSTED, CaseState.WAITING})
        work = [
            each for each in _work(sorted(cases, key=lambda case: case.changed_at), now) if each.id not in self._named
        ]
        self._named.update(each.id for each in work[:_MOST])
        return work[:_MOST]


def _work(cases: list[Case], now: datetime) -> Iterator[FollowUp]:
    for case in cases:
        until = case.asked.quiet_until
        if case.state is CaseState.WAITING:
            if until is not None and until <= now:
                yield _recheck(case, f"quiet-{until:%Y%m%dT%H%M}")
        elif now - case.changed_at >= _WEEK:
            yield _recheck(case, f"week-{(now - case.changed_at) // _WEEK}-of-{case.changed_at:%Y%m%d}")


def _recheck(case: Case, why: str) -> FollowUp:
    return FollowUp(id=f"{Kind.RECHECK.value}:{case.name}:{why}", kind=Kind.RECHECK.value, repo=case.repo)
