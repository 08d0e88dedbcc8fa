# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Puts right what processes left that died, and forgets what ended long ago, so that no table grows for ever."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import URL

from bot.adapters.work.lock import ExecutorLock
from bot.adapters.work.runtime import Runtime
from bot.model.errors import OperatorError
from bot.model.repository import SnapshotKey
from bot.ports.clock import Clock
from bot.ports.inbox import Inbox

_LOG = logging.getLogger(__name__)

_REMEMBERED = timedelta(days=30)
"""How long a job that ended well is kept, and a scan that did not. The casebook knows longer which commits were scanned and what was
written."""
_FREQUENT_REMEMBERED = timedelta(days=1)
"""How long scans and intakes that ended well are kept: there may be millions, and what was scanned is known by its report. An intake is
only ever asked for again within minutes of its time."""
_FREQUENT = ("scan", "intake")
_MOST_ROUNDS = 200
"""Of forgetting at a time; a round is a thousand jobs, and an intake may hand on a hundred thousand."""


class Janitor:
    """Looks after what the engine and the inbox keep. Stops between two rounds where ``stopping`` is set."""

    def __init__(
        self,
        runtime: Runtime,
        inbox: Inbox,
        *,
        url: URL,
        executor_id: str,
        clock: Clock,
        stopping: threading.Event,
    ) -> None:
        self._runtime = runtime
        self._inbox = inbox
        self._url = url
        self._executor_id = executor_id
        self._clock = clock
        self._stopping = stopping

    def start(self) -> None:
        """Put right what this executor had in its hands when it ended last."""
        self._settle(self._executor_id)
        self._release(self._executor_id)

    def tidy(self) -> None:
        """Take over what dead processes left, and forget jobs that ended long ago.

        A process is dead where its executor's lock can be had: the system gives it back whichever way the process went. While we hold
        it, the same executor cannot come back and take its work up a second time.
        """
        self._settle(self._executor_id)
        for executor in sorted((self._runtime.owners() | self._inbox.claimants()) - {self._executor_id}):
            self._settle(executor)
            lock = ExecutorLock(self._url, executor)
            try:
                lock.acquire()
            except OperatorError:
                continue
            try:
                count = self._runtime.take_over(executor)
                released = self._release(executor)
            finally:
                lock.release()
            if count or released:
                _LOG.warning("work_taken_over", extra={"executor": executor, "jobs": count, "claims": released})
        self._forget()

    def states_of_scans(self, keys: Sequence[SnapshotKey]) -> dict[SnapshotKey, bool]:
        """Those of these scans that there are, and whether each is unfinished."""
        names = {name_of_scan(key): key for key in keys}
        return {names[name]: is_unfinished for name, is_unfinished in self._runtime.states_of(list(names)).items()}

    def _settle(self, executor: str) -> None:
        """Take out of the inbox what ended without saying so, as a scan does that is set aside because processes died of it."""
        states = self.states_of_scans(self._inbox.claimed(executor))
        self._inbox.done([key for key, is_unfinished in states.items() if not is_unfinished])

    def _release(self, executor: str) -> int:
        """Give back what a dead executor had in its hands and had not begun; how much. What it had begun goes on, and says its end."""
        return self._inbox.release(executor, keep=self.states_of_scans(self._inbox.claimed(executor)))

    def _forget(self) -> None:
        now = self._clock.now()
        for _ in range(_MOST_ROUNDS):
            more = self._runtime.forget(now - _FREQUENT_REMEMBERED, names=_FREQUENT)
            more |= self._runtime.forget(now - _REMEMBERED, names=_FREQUENT, with_failed=True)
            more |= self._runtime.forget(now - _REMEMBERED)
            if not more or self._stopping.is_set():
                return


def name_of_scan(key: SnapshotKey) -> str:
    """What the engine calls the scan of this snapshot: one for each, however often it is named."""
    return f"scan:{key.repo}@{key.revision}"
