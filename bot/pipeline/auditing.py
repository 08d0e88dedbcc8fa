# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Checks a stretch of the log with each poll, so that nobody who looks at the result has to wait for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.model.errors import BotError
from bot.ports.audit import Audit
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)
_ROWS_A_POLL = 10_000
"""Of each log: a fifth of a second or so, and a hundred thousand rows within an hour of polls."""


class CheckedPolls:
    """Polls, then checks. Whatever becomes of the check, the next poll is not kept from happening."""

    def __init__(
        self, poll: Callable[[datetime], None], audit: Audit, clock: Clock, *, rows: int = _ROWS_A_POLL
    ) -> None:
        self._poll = poll
        self._audit = audit
        self._clock = clock
        self._rows = rows

    def __call__(self, scheduled_at: datetime) -> None:
        """One poll, and one stretch of every log. Raises what the poll raises."""
        self._poll(scheduled_at)
        try:
            checks = self._audit.check(self._clock.now(), most=self._rows)
        except BotError as error:
            _LOG.warning("log_not_checked", extra={"reason": str(error)})
            return
        for each in checks:
            if each.broken is not None:
                _LOG.error("log_broken", extra={"log": each.log, "row": each.broken, "reason": each.reason})
