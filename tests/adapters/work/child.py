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
from collections.abc import Collection, Sequence
from datetime import datetime
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

KINDS = ("intake", "added", "claimed", "scan", "done", "act", "nowhere")
"""`claimed` is written between claim and start, `done` between the end of a scan and its leaving the inbox."""
REPOS = ("acme/one", "acme/two", "acme/three")


class Lines:
    """One line for each effect; some are the last thing that a thread does."""

    def __init__(self, path: Path, hang_at: str) -> None:
        self._path = path
        self._hang_at = hang_at

    def write(self, *lines: str) -> None:
        with self._path.open("a") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        if any(self._hangs(line) for line in lines):
            threading.Event().wait()

    def _hangs(self, line: str) -> bool:
        if self._hang_at not in KINDS:
            return line == self._hang_at
        return KINDS.index(line.split(maxsplit=1)[0]) >= KINDS.index(self._hang_at)


class WritingInbox(SqlInbox):
    """The real one, that can be stopped where work changes hands."""

    def __init__(self, database: str, lines: Lines) -> None:
        super().__init__(open_database(database))
        self._lines = lines

    def claim(self, by: str, *, most: int, at: datetime) -> list[SnapshotKey]:
        keys = super().claim(by, most=most, at=at)
        if keys:
            self._lines.write(f"claimed {len(keys)}")
        return keys

    def done(self, keys: Collection[SnapshotKey]) -> None:
        if keys:
            self._lines.write(*(f"done {key.repo}" for key in keys))
        super().done(keys)


class WritingJobs:
    def __init__(self, inbox: SqlInbox, lines: Lines) -> None:
        self._inbox = inbox
        self._lines = lines

    def intake(self) -> None:
        self._lines.write("intake")
        self._inbox.add([event(repo) for repo in REPOS], priority=Priority.POLL, at=NOW)
        self._lines.write("added")

    def named(self, key: SnapshotKey) -> None:
        raise AssertionError(f"nobody named {key}")

    def backfill(self) -> Pace:
        return Pace.NEVER

    def scan(self, key: SnapshotKey) -> str | None:
        self._lines.write(f"scan {key.repo}")
        return f"post {key.repo}"

    def follow_up(self, work: FollowUp) -> str | None:
        raise AssertionError(work)

    def may_scan(self) -> bool:
        return True

    def listen(self, repo: str | None = None) -> list[FollowUp]:  # noqa: ARG002 - the port's signature
        return []

    def waiting(self) -> Sequence[Action]:
        return []

    def act(self, action_id: str) -> None:
        self._lines.write(f"act {action_id}")


def main(database: str, lines: str, hang_at: str, *words: str) -> None:
    written = Lines(Path(lines), hang_at)
    inbox = WritingInbox(database, written)
    engine = DurableEngine(
        WritingJobs(inbox, written),
        database,
        inbox=inbox,
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
