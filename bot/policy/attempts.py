# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How long somebody waits who gave wrong passwords. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = 5
"""Wrong passwords in a row before anybody waits: people mistype."""
FORGOTTEN_AFTER = timedelta(hours=1)
_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(minutes=15)
"""Whoever knows a name can keep its owner out with wrong passwords, so it is never long."""


def seconds_to_wait(failures: int, last_at: datetime, now: datetime) -> float:
    """Until the next password is looked at; 0 where it is looked at now.

    >>> from datetime import UTC
    >>> at = datetime(2026, 3, 17, tzinfo=UTC)
    >>> [seconds_to_wait(count, at, at) for count in (4, 5, 6, 60)], seconds_to_wait(60, at, at + timedelta(hours=1))
    ([0.0, 30.0, 60.0, 900.0], 0.0)
    """
    if failures < FREE or now - last_at >= FORGOTTEN_AFTER:
        return 0.0
    pause = min(_FIRST * (1 << min(failures - FREE, 16)), _LONGEST)
    return max(0.0, (last_at + pause - now).total_seconds())
