# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The Hub's quotas as `pace` keeps them, to look at."""

from __future__ import annotations

import math

from sqlalchemy import Engine, select

from bot.adapters.storage.engine import reading
from bot.adapters.storage.hub_tables import BUCKETS
from bot.model.status import RequestsLeft
from bot.ports.clock import Clock


class SqlQuotas:
    """Implements `bot.ports.budgets.Quotas` for one caller, see `bot.adapters.storage.pace.caller_of`."""

    def __init__(self, engine: Engine, *, caller: str, clock: Clock) -> None:
        self._engine = engine
        self._caller = caller
        self._clock = clock

    def left(self) -> tuple[RequestsLeft, ...]:
        """Every quota that was used so far."""
        now = self._clock.now().timestamp()
        mine = select(BUCKETS).where(BUCKETS.c.caller == self._caller).order_by(BUCKETS.c.kind)
        with reading(self._engine) as connection:
            rows = connection.execute(mine).mappings().all()
        return tuple(
            RequestsLeft(
                kind=row["kind"],
                quota=int(row["requests"]),
                window_seconds=int(row["window_seconds"]),
                left=_left(row["remaining"]) if row["remaining_until"] > now else None,
                closed_seconds=max(0, math.ceil(row["closed_until"] - now)),
            )
            for row in rows
        )


def _left(remaining: float | None) -> int | None:
    return None if remaining is None else max(0, math.floor(remaining))
