# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Hands on what is to be written: each intention under the name of its action, and under another one where that ended without it."""

from __future__ import annotations

import functools

from bot.adapters.work.asking import Asking
from bot.adapters.work.runtime import Runtime
from bot.ports.work import Jobs

_MOST_FAILURES = 5
"""Times that an action is set aside before no poll takes it up again."""


class Outgoing:
    """Within a workflow: every name is a stored step, so that a replay hands on the same."""

    def __init__(self, runtime: Runtime, asking: Asking, jobs: Jobs) -> None:
        self._runtime = runtime
        self._asking = asking
        self._jobs = jobs

    def hand_on(self, action: str, repo: str) -> None:
        """Have this action done, after whatever else is done in its repository."""
        job = self._runtime.step("name_act", lambda: self._name_of_act(action))
        self._runtime.enqueue("act", job, action, repo=repo)

    def take_up_waiting(self) -> None:
        """Hand on what the outbox still holds. What went wrong often enough stays set aside."""
        waiting = self._asking.ask(
            "waiting", lambda: [{"id": each.id, "repo": each.repo} for each in self._jobs.waiting()]
        )
        for row in waiting if isinstance(waiting, list) else []:
            action, repo = str(row["id"]), str(row["repo"])
            job = self._runtime.step("name_act", functools.partial(self._name_of_waiting, action))
            if isinstance(job, str):
                self._runtime.enqueue("act", job, action, repo=repo)

    def _name_of_waiting(self, action: str) -> str | None:
        first = f"act:{action}"
        failures = [job for job in self._runtime.failures(first) if job.split("~")[0] == first]
        return self._name_of_act(action) if len(failures) < _MOST_FAILURES else None

    def _name_of_act(self, action: str) -> str:
        """`act:<id>`, and with a number where that one ended and a later scan says that the action is still to be done."""
        first = f"act:{action}"
        known = {job: open_ for job, open_ in self._runtime.states(first).items() if job.split("~")[0] == first}
        under_way = next((job for job, is_unfinished in known.items() if is_unfinished), None)
        return under_way or (f"{first}~{len(known) + 1}" if known else first)
