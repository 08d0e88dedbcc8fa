# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Numbers and dates for readers: rounded down, never to a perfect score that was not measured."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime

_LARGEST_SAMPLED_SHARE = 0.999
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def percent(fraction: float) -> str:
    """A share, rounded down to what its size makes worth saying; 100 % only where it is exact.

    >>> percent(0.8567), percent(0.99987), percent(1.0), percent(0.0213), percent(0.000004)
    ('85 %', '99.9 %', '100 %', '2.1 %', 'under 0.1 %')
    """
    if fraction >= 1.0:
        return "100 %"
    digits = 0 if 0.1 <= fraction < 0.99 else 1
    scale = 10**digits
    # Nine decimals first: a share such as 0.29 is stored a little below its value and would lose a whole percent.
    floored = math.floor(round(fraction * 100 * scale, 9)) / scale
    return f"{floored:.{digits}f} %" if floored > 0 else "under 0.1 %"


def sampled_percent(fraction: float, *, is_exact: bool) -> str:
    """A share that was measured on samples: what was not read in full is never called everything, unless it is known exactly.

    >>> sampled_percent(1.0, is_exact=False), sampled_percent(1.0, is_exact=True), sampled_percent(0.0, is_exact=False)
    ('99.9 %', '100 %', '0 %')
    """
    if fraction <= 0:
        return "0 %"
    return percent(fraction if is_exact else min(fraction, _LARGEST_SAMPLED_SHARE))


def correlation(value: float) -> str:
    """A correlation, rounded down to three decimals; ``1`` only where it is exact.

    >>> correlation(0.99987), correlation(1.0)
    ('0.999', '1')
    """
    return "1" if value >= 1.0 else f"{math.floor(round(value * 1000, 6)) / 1000:.3f}"


def at_least(value: float) -> str:
    """What was measured, rounded down to three figures.

    >>> at_least(0.99987), at_least(31.0), at_least(0.0)
    ('0.999', '31', '0')
    """
    return _figures(value, math.floor)


def at_most(value: float) -> str:
    """What unrelated models give, rounded up to three figures: the comparison never flatters us.

    >>> at_most(0.02041), at_most(1.0)
    ('0.0205', '1')
    """
    return _figures(value, math.ceil)


def _figures(value: float, towards: Callable[[float], int]) -> str:
    if value == int(value):
        return str(int(value))
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    return f"{towards(round(value / unit, 9)) * unit:.3g}"


def parameters(count: int) -> str:
    """A number of parameters in words.

    >>> parameters(671_026_419_200), parameters(668_700_000), parameters(12_345)
    ('671.0 billion', '668 million', '12 345')
    """
    if count >= 1_000_000_000:
        return f"{count // 100_000_000 / 10:.1f} billion"
    if count >= 1_000_000:
        return f"{count // 1_000_000} million"
    return f"{count:,}".replace(",", " ")


def moment(at: datetime) -> str:
    """A time of day in UTC.

    >>> moment(datetime(2026, 3, 18, 11, 31, tzinfo=UTC))
    '18 March 2026, 11:31 UTC'
    """
    return f"{day(at)}, {at.astimezone(UTC):%H:%M} UTC"


def day(at: datetime) -> str:
    """A day in UTC.

    >>> day(datetime(2026, 3, 18, 11, 31, tzinfo=UTC))
    '18 March 2026'
    """
    utc = at.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"
