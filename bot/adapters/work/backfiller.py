# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Goes on with the backfill whenever there is room, in one process at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy import URL

from bot.adapters.work.attempts import Retries
from bot.adapters.work.lock import ExecutorLock
from bot.model.errors import BotError, OperatorError
from bot.ports.work import Pace

_LOG = logging.getLogger(__name__)

_LATER_SECONDS = 5.0
"""Between two looks whether there is room by now; a thousand scans take longer."""
_NAME = "backfill\n"
"""No executor is called so: their names are one line."""


class Backfiller:
    """A thread that calls ``step`` until there is never more to do. It keeps nothing itself, so it may end at any moment.

    While another process walks it only waits, and goes on where that one was if it dies. ``wake`` is told that something was added.
    """

    def __init__(
        self,
        step: Callable[[], Pace],
        *,
        url: URL,
        wake: Callable[[], None],
        retries: Retries,
        stopping: threading.Event,
        later_seconds: float = _LATER_SECONDS,
    ) -> None:
        self._step = step
        self._wake = wake
        self._retries = retries
        self._stopping = stopping
        self._later_seconds = later_seconds
        self._lock = ExecutorLock(url, _NAME)
        self._is_ours = False
        self._failures = 0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to walk."""
        self._thread = threading.Thread(target=self._walk, name="hubnotice-backfill", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for its end, after `stopping` was set; does nothing where it was not started."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _walk(self) -> None:
        try:
            while (wait := self._seconds_until_next()) is not None:
                if self._stopping.wait(wait):
                    return
        finally:
            self._lock.release()
            self._is_ours = False

    def _seconds_until_next(self) -> float | None:
        """Do one step; how long to wait for the next, or ``None`` where there is none."""
        if not self._is_ours and not self._takes_turn():
            return self._later_seconds
        try:
            pace = self._step()
        except BotError as error:
            return self._after(error, f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - logged, and tried again
            # The outer loop of this thread: a bug in one step ends no daemon.
            _LOG.exception("backfill_broke")
            return self._after(error, type(error).__name__)
        self._failures = 0
        if pace is Pace.NEVER:
            return None
        self._wake()
        return 0.0 if pace is Pace.AT_ONCE else self._later_seconds

    def _after(self, error: Exception, reason: str) -> float:
        self._failures += 1
        wait = self._retries.wait_seconds(min(self._failures, self._retries.attempts), error)
        _LOG.warning("backfill_put_off", extra={"reason": reason, "seconds": wait})
        return wait

    def _takes_turn(self) -> bool:
        try:
            self._lock.acquire()
        except OperatorError:
            return False
        self._is_ours = True
        return True
