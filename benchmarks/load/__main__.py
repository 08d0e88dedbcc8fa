# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How many upload events the daemon takes in a second, at what price, and whether any is lost.

``python -m benchmarks.load --events 2000 --database sqlite|postgres --processes 3`` makes a world of its own (see `plan`), puts the known
upstreams into a catalog, lets every upload appear on a Hub in a process of its own, and starts the very `hubnotice watch` that operators
run (with PostgreSQL and as many `hubnotice worker` as make up the number). It ends when nothing is left to do, and compares what is in
the database with what was planned.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.ledger import is_good
from benchmarks.load.run import Load, measured
from benchmarks.load.world import world
from benchmarks.machine import machine_facts
from tests.services.postgres import DURABLE, PostgresServer, programs

RESULTS = Path(__file__).parents[1] / "results" / "load.json"
_CACHE = Path(__file__).parents[1] / "cache" / "load"


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield str(folder / "hubnotice.sqlite3")
        return
    folder_of_programs = programs()
    if folder_of_programs is None:
        raise SystemExit("PostgreSQL is not installed: `make services` installs it")
    with PostgresServer(folder_of_programs, options=DURABLE) as server:
        yield server.new_database()


def main() -> int:
    """Measure, print, and keep the result beside those of other sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description="A load of upload events.")
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, help="watch and workers together")
    parser.add_argument("--workers", type=int, default=2, help="repositories that a process works on beside each other")
    parser.add_argument("--preset", choices=("dry-run", "automatic"), default="dry-run")
    parser.add_argument("--every", type=int, default=300, help="seconds between two polls")
    parser.add_argument("--folder", type=Path, default=_CACHE, help="where the repositories are made and kept")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    root = world(options.folder, options.events)
    folder = Path(tempfile.mkdtemp(prefix="hubnotice-load-"))
    try:
        with _database(options.database, folder) as database:
            load = Load(
                root=root,
                folder=folder,
                database=database,
                events=options.events,
                processes=options.processes,
                workers=options.workers,
                preset=options.preset,
                every_seconds=options.every,
            )
            found = measured(load)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _keep(options.results, f"{options.database}, {options.events} events, {options.processes} processes", found)
    print(json.dumps(found, indent=2))
    return 0 if is_good(found["verification"]) else 1


def _keep(results: Path, name: str, found: dict[str, object]) -> None:
    kept = json.loads(results.read_text()) if results.is_file() else {}
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps({**kept, name: {"machine": machine_facts(), **found}}, indent=2) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
