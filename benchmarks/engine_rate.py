# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How many scans does the daemon bring from the inbox to their end in a second? They do nothing.

Run: ``python -m benchmarks.engine_rate [--processes 3] [--scans 2000] [--waiting 100000] [--postgresql | --database ADDRESS]``.

Everything is real but the scan: inbox, feeder, DBOS and the database. ``--waiting`` puts as many more into the inbox that are never taken, so that
a long queue shows. ``--postgresql`` starts the server of the tests, which never waits for its disk; without a database it is a new SQLite file.
Time counts from the first scan to the last; processor time is that of the processes that work, from their start to their end.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.schema import migrate
from bot.adapters.work.engine import DurableEngine
from bot.model.cases import Action
from bot.model.repository import HubEvent, SnapshotKey
from bot.model.work import FollowUp
from bot.ports.inbox import Priority
from bot.ports.work import Pace
from tests.services.postgres import PostgresServer, programs

_PAGE = 500
_OWNERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What one process did."""

    times: list[float]
    """When each of its scans was, in seconds of the epoch."""
    cpu_seconds: float


class NoJobs:
    """Scans that do nothing but say when they were."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def intake(self) -> None:
        """Nothing is new."""

    def named(self, key: SnapshotKey) -> None:
        """Nobody names anything."""

    def backfill(self) -> Pace:
        """Nothing is old."""
        return Pace.NEVER

    def scan(self, key: SnapshotKey) -> str | None:
        """Nothing is found."""
        del key
        self.times.append(time.time())
        return None

    def follow_up(self, work: FollowUp) -> str | None:
        """Nothing follows."""
        raise AssertionError(work)

    def may_scan(self) -> bool:
        """Always."""
        return True

    def listen(self, repo: str | None = None) -> list[FollowUp]:
        """Nobody speaks."""
        del repo
        return []

    def waiting(self) -> Sequence[Action]:
        """Nothing is to be written."""
        return []

    def act(self, action_id: str) -> None:
        """Nothing is written."""


def work(database: str, name: str, workers: int, left: int) -> None:
    """One process: work until all of them have left no more than this, then print what it took."""
    tables = open_database(database)
    inbox, jobs = SqlInbox(tables), NoJobs()
    engine = DurableEngine(jobs, database, inbox=inbox, clock=SystemClock(), executor_id=name, workers=workers)
    engine.start()
    before = time.process_time()
    while inbox.waiting() > left:
        time.sleep(0.5)
    cpu = time.process_time() - before
    engine.stop()
    print(json.dumps({"times": jobs.times, "cpu_seconds": cpu}))


def fill(database: str, count: int, waiting: int) -> float:
    """Put them into the inbox; the seconds that it took."""
    tables = open_database(database)
    migrate(tables)
    now = datetime.now(UTC)
    events = [
        HubEvent(key=SnapshotKey(f"owner{number % _OWNERS}/model-{number}", "a" * 40), last_modified=now, source="poll")
        for number in range(count + waiting)
    ]
    begun = time.perf_counter()
    for start in range(0, len(events), _PAGE):
        SqlInbox(tables).add(events[start : start + _PAGE], priority=Priority.POLL, at=now)
    seconds = time.perf_counter() - begun
    tables.dispose()
    return seconds


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--scans", type=int, default=1000)
    parser.add_argument("--waiting", type=int, default=0)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--database")
    given = parser.parse_args()
    with ExitStack() as stack:
        database = given.database or _database(stack, postgresql=given.postgresql)
        filling = fill(database, given.scans, given.waiting)
        results = _run(database, given.processes, given.workers, given.waiting)
    times = sorted(each for result in results for each in result.times)
    seconds = times[-1] - times[0]
    cpu = sum(result.cpu_seconds for result in results)
    print(
        f"{database.partition(':')[0]}, {given.processes} processes of {given.workers} workers, {given.waiting} more waiting, "
        f"Python {platform.python_version()}, {platform.machine()}: {len(times) / seconds:.0f} scans a second, "
        f"{1000 * cpu / len(times):.1f} ms of CPU each, added in {1000 * filling / (given.scans + given.waiting):.2f} ms each"
    )


def _database(stack: ExitStack, *, postgresql: bool) -> str:
    if not postgresql:
        return f"sqlite:///{Path(stack.enter_context(tempfile.TemporaryDirectory())) / 'hubnotice.sqlite'}"
    folder = programs()
    if folder is None:
        raise SystemExit("PostgreSQL is not installed")
    return stack.enter_context(PostgresServer(folder)).new_database()


def _run(database: str, processes: int, workers: int, left: int) -> list[Worked]:
    script = f"from benchmarks.engine_rate import work; import sys; work({database!r}, sys.argv[1], {workers}, {left})"
    children = [
        subprocess.Popen([sys.executable, "-c", script, f"worker-{number}"], stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    return [Worked(**json.loads(child.communicate()[0].splitlines()[-1])) for child in children]


if __name__ == "__main__":
    main()
