# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""When somebody should have looked at a case.

| state | until when |
|---|---|
| disputed, private | two working days after its owners spoke: they wait for a person |
| waiting | the day that its owners named |
| in review, approved | a week after it came there; unclear evidence (tier C) waits for nobody |
| all others | nobody is waited for |
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model.cases import Case, CaseState
from bot.model.findings import Tier

_ANSWER_WORKING_DAYS = 2
_REVIEW = timedelta(days=7)
_SATURDAY = 5
_REVIEWED = frozenset({CaseState.IN_REVIEW, CaseState.APPROVED})
_SPOKEN = frozenset({CaseState.DISPUTED, CaseState.PRIVATE})


def due_at(case: Case, *, tier: Tier, entered_at: datetime) -> datetime | None:
    """The moment by which a person should have looked; ``None`` where nobody is waited for."""
    if case.state is CaseState.WAITING:
        return case.asked.quiet_until
    if case.state in _SPOKEN:
        return after_working_days(entered_at, _ANSWER_WORKING_DAYS)
    if case.state in _REVIEWED and tier is not Tier.UNCLEAR:
        return entered_at + _REVIEW
    return None


def after_working_days(start: datetime, days: int) -> datetime:
    """The same time of day so many days later, Saturdays and Sundays in UTC left out.

    >>> after_working_days(datetime(2026, 3, 20, 15, tzinfo=UTC), 2).isoformat()
    '2026-03-24T15:00:00+00:00'
    """
    at = start.astimezone(UTC)
    while days > 0:
        at += timedelta(days=1)
        days -= at.weekday() < _SATURDAY
    return at
