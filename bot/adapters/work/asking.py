# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Asks a job to be done, again where that may help, with every outcome stored as a step."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from bot.adapters.work.attempts import Json, Outcome, Retries, attempt, seconds_until
from bot.adapters.work.runtime import LeftForLater, Runtime, SetAside
from bot.ports.clock import Clock

_LOG = logging.getLogger(__name__)


class PutOff(Exception):
    """This job begins anew at another time."""

    def __init__(self, until: str) -> None:
        super().__init__(until)
        self.until = until


class Asking:
    """Within a workflow. ``stopping`` is set where the engine stops."""

    def __init__(self, runtime: Runtime, *, retries: Retries, clock: Clock, stopping: threading.Event) -> None:
        self._runtime = runtime
        self._retries = retries
        self._clock = clock
        self._stopping = stopping

    def ask(
        self,
        name: str,
        call: Callable[[], Json],
        *,
        longest_wait_seconds: float | None = None,
        rest: Callable[[float], bool] | None = None,
        puts_off: bool = False,
    ) -> Json:
        """Try until it goes well, with stored waits in between. Raises SetAside where it will not.

        A wait that is longer than ``longest_wait_seconds`` ends the job instead of holding a worker: whoever keeps the work, the outbox
        for example, hands it on again. ``rest`` waits and says whether the engine stops. With ``puts_off`` a limit that lasts raises
        PutOff.
        """
        rest = rest or self._stopping.wait
        number = 1
        while True:
            outcome = self._try(name, call, number)
            if outcome["failure"] is None:
                return outcome["value"]
            # Decided when the outcome was stored: a replay that decided anew would not repeat the same steps.
            until = outcome.get("put_off_until")
            if puts_off and until is not None:
                raise PutOff(until)
            if outcome["again_at"] is None:
                _LOG.warning("job_set_aside", extra={"job": name, "reason": outcome["failure"]})
                raise SetAside(outcome["failure"])
            wait = seconds_until(outcome["again_at"], self._clock)
            if longest_wait_seconds is not None and wait > longest_wait_seconds:
                _LOG.info("job_put_off", extra={"job": name, "reason": outcome["failure"]})
                return None
            if rest(wait):
                raise LeftForLater
            number += 1

    def _try(self, name: str, call: Callable[[], Json], number: int) -> Outcome:
        if self._stopping.is_set():
            raise LeftForLater

        def step() -> Outcome:
            return attempt(call, job=name, number=number, retries=self._retries, clock=self._clock)

        return self._runtime.step(name, step)
