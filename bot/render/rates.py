# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Counts with what they leave open, for readers: shares rounded down, intervals rounded outwards."""

from __future__ import annotations

import math
from collections.abc import Callable

from bot.model.rates import Rate


def rate_words(rate: Rate) -> str:
    """So many of so many, with the share and its interval; nothing but the counts where there was nothing to count.

    >>> rate_words(Rate(part=1, whole=412))
    '1 of 412 (0.2 %; 95 % interval 0.0 to 1.4 %)'
    >>> rate_words(Rate(part=299, whole=299))
    '299 of 299 (100 %; 95 % interval 98.7 to 100 %)'
    >>> rate_words(Rate(part=0, whole=0))
    '0 of 0'
    """
    counts = f"{rate.part} of {rate.whole}"
    found = rate_figures(rate)
    if found is None:
        return counts
    share, low, high = found
    return f"{counts} ({share} %; 95 % interval {low} to {high} %)"


def rate_figures(rate: Rate) -> tuple[str, str, str] | None:
    """The share and the ends of its interval in percent, without the sign; ``None`` where there was nothing to count.

    >>> rate_figures(Rate(part=1, whole=412))
    ('0.2', '0.0', '1.4')
    """
    if rate.share is None:
        return None
    low, high = rate.interval
    share = "100" if rate.part == rate.whole else _tenths(rate.share, math.floor)
    return share, _tenths(low, math.floor), _tenths(high, math.ceil)


def whole(count: int) -> str:
    """A count with room between its thousands.

    >>> whole(1234567).split()
    ['1', '234', '567']
    """
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def _tenths(share: float, towards: Callable[[float], int]) -> str:
    tenths = towards(round(share * 1000, 9))
    return "100" if tenths >= 1000 else f"{tenths / 10:.1f}"
