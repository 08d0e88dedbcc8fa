# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A process that runs an engine over jobs which write a line for each effect, to be killed.

Arguments: the database, the file of lines, where it hangs, and `poll` where it is to poll. It hangs after each line of the kind that is
named and of later kinds, after one line that is named whole, or nowhere. Another word names the executor.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.work.engine import DurableEngine
from bot.model.cases import Action
from bot.model.repository import HubEvent, SnapshotKey
from bot.model.work import FollowUp
from tests.adapters.work.jobs import event

KINDS = ("intake", "done", "scan", "act", "nowhere")
REPOS = ("acme/one", "acme/two", "acme/three")


class WritingJobs:
    def __init__(self, path: Path, hang_at: str) -> None:
        self._path = path
        self._hang_at = hang_at

    def intake(self) -> Sequence[HubEvent]:
        self._write("intake")
        return [event(repo) for repo in REPOS]

    def intake_done(self, events: Sequence[HubEvent]) -> None:
        self._write(f"done {len(events)}")

    def scan(self, key: SnapshotKey) -> str | None:
        self._write(f"scan {key.repo}")
        return f"post {key.repo}"

    def follow_up(self, work: FollowUp) -> str | None:
        raise AssertionError(work)

    def listen(self, repo: str | None = None) -> list[FollowUp]:  # noqa: ARG002 - the port's signature
        return []

    def waiting(self) -> Sequence[Action]:
        return []

    def act(self, action_id: str) -> None:
        self._write(f"act {action_id}")

    def _write(self, line: str) -> None:
        with self._path.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        if self._hangs(line):
            threading.Event().wait()

    def _hangs(self, line: str) -> bool:
        if self._hang_at not in KINDS:
            return line == self._hang_at
        return KINDS.index(line.split(maxsplit=1)[0]) >= KINDS.index(self._hang_at)


def main(database: str, lines: str, hang_at: str, *words: str) -> None:
    jobs = WritingJobs(Path(lines), hang_at)
    engine = DurableEngine(
        jobs,
        database,
        clock=SystemClock(),
        executor_id=next((word for word in words if word != "poll"), "main"),
        workers=2,
        poll_seconds=0.01,
    )
    engine.start()
    if "poll" in words:
        engine.poll()
    finished = engine.drain(60)
    engine.stop()
    sys.exit(0 if finished else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
