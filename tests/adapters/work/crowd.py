# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One of several processes that scan many repositories, each at two commits, and write down when each scan begins and ends.

Arguments: the database, the file of lines and the executor. It polls twice: the second commit of each repository comes while the first may
be under way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.work.engine import DurableEngine
from bot.model.cases import Action
from bot.model.repository import SnapshotKey
from bot.model.work import FollowUp
from bot.ports.inbox import Priority
from bot.ports.work import Pace
from tests.adapters.work.jobs import NOW, event

REPOS = tuple(f"owner{number % 5}/{number}" for number in range(40))


class ManyJobs:
    """An intake hands on the first commits, every later one the second ones."""

    def __init__(self, inbox: SqlInbox, lines: Path, executor: str) -> None:
        self._inbox = inbox
        self._lines = lines
        self._executor = executor
        self._polls = 0

    def intake(self) -> None:
        self._polls += 1
        commit = "a" if self._polls == 1 else "b"
        moved = NOW + timedelta(minutes=self._polls)
        events = [replace(event(repo, commit), last_modified=moved) for repo in REPOS]
        self._inbox.add(events, priority=Priority.POLL, at=NOW)

    def named(self, key: SnapshotKey) -> None:
        raise AssertionError(f"nobody named {key}")

    def backfill(self) -> Pace:
        return Pace.NEVER

    def scan(self, key: SnapshotKey) -> str | None:
        self._write(f"begin {self._executor} {key.repo} {key.revision[0]}")
        self._write(f"end {self._executor} {key.repo} {key.revision[0]}")
        return None

    def follow_up(self, work: FollowUp) -> str | None:
        raise AssertionError(work)

    def may_scan(self) -> bool:
        return True

    def listen(self, repo: str | None = None) -> list[FollowUp]:  # noqa: ARG002 - the port's signature
        return []

    def waiting(self) -> Sequence[Action]:
        return []

    def act(self, action_id: str) -> None:
        raise AssertionError(f"nothing is to be written, found {action_id}")

    def _write(self, line: str) -> None:
        with self._lines.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


def main(database: str, lines: str, executor: str) -> None:
    inbox = SqlInbox(open_database(database))
    jobs = ManyJobs(inbox, Path(lines), executor)
    engine = DurableEngine(
        jobs, database, inbox=inbox, clock=SystemClock(), executor_id=executor, workers=3, poll_seconds=0.01
    )
    engine.start()
    finished = []
    for _ in range(2):
        engine.poll()
        finished.append(engine.drain(60))
    engine.stop()
    sys.exit(0 if all(finished) else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
