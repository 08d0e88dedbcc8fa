# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Dates and counts as readers of a language write them. Times are in UTC in every language."""

from __future__ import annotations

from datetime import UTC, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from bot.render.numbers import day
from bot.render.rates import whole

_ENGLISH = "en"
"""Written as in posts, whose dates and spaces between thousands are no locale's."""


def local_day(at: datetime, language: str) -> str:
    """A day in UTC.

    >>> local_day(datetime(2026, 3, 18, 23, 31, tzinfo=UTC), "ja"), local_day(datetime(2026, 3, 18, tzinfo=UTC), "en")
    ('2026年3月18日', '18 March 2026')
    """
    if language == _ENGLISH:
        return day(at)
    return format_date(at.astimezone(UTC).date(), format="long", locale=language)


def local_moment(at: datetime, language: str) -> str:
    """A time of day in UTC.

    >>> local_moment(datetime(2026, 3, 18, 11, 31, tzinfo=UTC), "ko")
    '2026년 3월 18일 11:31 UTC'
    """
    between = ", " if language == _ENGLISH else " "
    return f"{local_day(at, language)}{between}{at.astimezone(UTC):%H:%M} UTC"


def local_count(count: int, language: str) -> str:
    """A count with its thousands set apart.

    >>> local_count(1234567, "zh"), local_count(1234567, "en").split()
    ('1,234,567', ['1', '234', '567'])
    """
    return whole(count) if language == _ENGLISH else format_decimal(count, locale=language)
