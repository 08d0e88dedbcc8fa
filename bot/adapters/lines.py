# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How a daemon talks to the Hub: two connections that share turns and bytes with every process on its database."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.options import HubOptions
from bot.adapters.storage.moved import SqlDailyBytes
from bot.adapters.storage.pace import SharedPace, caller_of
from bot.model.costs import Cost
from bot.model.errors import OperatorError
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)

_TURN_SECONDS = 30.0
"""How long the list of changes or a post waits for its turn; turns are kept for them, so this is for a Hub that has closed."""
_TURN_OF_A_SCAN_SECONDS = 300.0
"""How long a request of a scan waits for its turn: a window of the Hub. A scan that gives up begins anew and asks for everything again,
so giving up early makes a shortage worse (docs/adr/0011-shared-budgets.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Close them at the end."""

    urgent: HubConnection
    """For the list of changes, posts, and what is asked right before a post: scans cannot take its turns."""
    scans: HubConnection
    daily_bytes: SqlDailyBytes

    @property
    def cost(self) -> Cost:
        """What went through both."""
        return self.urgent.cost + self.scans.cost

    def close(self) -> None:
        """Let go of connections, and write down what they moved."""
        self.urgent.close()
        self.scans.close()
        try:
            self.daily_bytes.flush()
        except OperatorError as error:
            _LOG.warning("bytes_not_counted", extra={"reason": str(error)})


def daemon_lines(
    options: HubOptions,
    database: Engine,
    *,
    clock: Clock,
    bytes_per_day: int,
    sleep: Callable[[float], None] = time.sleep,
) -> Lines:
    """Connections that have sent nothing yet. The database has to be migrated."""
    daily_bytes = SqlDailyBytes(database, most=bytes_per_day, clock=clock)

    def line(*, is_urgent: bool) -> HubConnection:
        seconds = _TURN_SECONDS if is_urgent else _TURN_OF_A_SCAN_SECONDS
        pace = SharedPace(
            database,
            caller=caller_of(options.endpoint, options.token),
            clock=clock,
            is_urgent=is_urgent,
            requests=options.max_requests_per_window,
            window_seconds=options.window_seconds,
        )
        return HubConnection(
            replace(options, longest_wait_for_turn_seconds=seconds),
            pace=pace,
            above=daily_bytes,
            sleep=sleep,
            monotonic=clock.monotonic,
        )

    return Lines(urgent=line(is_urgent=True), scans=line(is_urgent=False), daily_bytes=daily_bytes)
