# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One run: the catalog, the uploads, the daemon's processes, and what is read of them while they work."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from benchmarks.load import upstreams
from benchmarks.load.ledger import Progress, progress, verified
from benchmarks.load.plan import Group, Upload, uploads
from benchmarks.load.processes import Hub, Usage, cpu_of_family, parent_of, running, serving, usage
from benchmarks.load.requests import Requests
from benchmarks.load.world import TOKEN
from bot.adapters.storage.engine import open_database, reading
from bot.model.errors import OperatorError

_PROGRAM = (sys.executable, "-m", "bot.cli")
_LOOK_EVERY_SECONDS = 1.0
_STUCK_SECONDS = 900.0
"""Without a single scan more in this time, a run is over and has lost something."""
_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Of the scans: when memory is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to run."""

    root: Path
    folder: Path
    database: str
    events: int
    processes: int
    workers: int
    preset: str
    every_seconds: int

    def environment(self, hub: str, name: str) -> dict[str, str]:
        """Settings of one process, so that those of whoever runs this do not matter."""
        own = {key: value for key, value in os.environ.items() if not key.startswith(("HUBNOTICE_", "HF_"))}
        signed = {"HUBNOTICE_TOKEN": TOKEN, "HUBNOTICE_CONTACT": "load@example.org"} if self.preset != "dry-run" else {}
        return {
            **own,
            **signed,
            "HF_ENDPOINT": hub,
            "HUBNOTICE_DATABASE": self.database,
            "HUBNOTICE_EXECUTOR": name,
            "HUBNOTICE_WORKERS": str(self.workers),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look while they work."""

    at: float
    progress: Progress
    usages: Mapping[str, Usage]


def measured(load: Load) -> dict[str, Any]:
    """Run until nothing is left to do; everything that was seen."""
    planned = uploads(load.events)
    with serving(load.root, load.events) as hub, ExitStack() as held:
        subprocess.run(
            [*_PROGRAM, "catalog", "add", *upstreams.CATALOG], env=load.environment(hub.url, "catalog"), check=True
        )
        hub.reveal()
        before = Requests.from_json(hub.counts())
        engine = open_database(load.database)
        held.callback(engine.dispose)
        daemons = {
            name: held.enter_context(running(command, load.environment(hub.url, name), load.folder / f"{name}.log"))
            for name, command in _commands(load)
        }
        server = _server(engine)
        cpu_before = cpu_of_family(server) if server else 0.0
        hub_before = usage(hub.pid).cpu_seconds
        samples = _watched(engine, daemons, hub)
        found = _told(load, planned, samples, Requests.from_json(hub.counts()) - before)
        found["hub_cpu_seconds"] = round(usage(hub.pid).cpu_seconds - hub_before, 1)
        found["database_server_cpu_seconds"] = round(cpu_of_family(server) - cpu_before, 1) if server else None
        found["verification"] = verified(engine, planned)
        return found


def _commands(load: Load) -> list[tuple[str, list[str]]]:
    watch = ["watch", "--preset", load.preset, "--every", str(load.every_seconds)]
    workers = [(f"worker-{number}", ["worker", "--preset", load.preset]) for number in range(1, load.processes)]
    return [("watch", watch), *workers]


def _server(engine: Engine) -> int | None:
    """The PostgreSQL server's first process."""
    if engine.dialect.name == "sqlite":
        return None
    with reading(engine) as connection:
        return parent_of(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _watched(engine: Engine, daemons: Mapping[str, subprocess.Popen[bytes]], hub: Hub) -> list[Sample]:
    samples: list[Sample] = []
    moved_at, done = time.time(), 0
    while True:
        time.sleep(_LOOK_EVERY_SECONDS)
        for name, process in daemons.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with {process.returncode}")
        usages = {name: usage(process.pid) for name, process in daemons.items()} | {"hub": usage(hub.pid)}
        try:
            now = progress(engine)
        except (OperatorError, SQLAlchemyError):
            continue  # The tables of the work are made when the daemon starts.
        samples.append(Sample(at=time.time(), progress=now, usages=usages))
        if now.done > done:
            moved_at, done = time.time(), now.done
        if now.is_drained or time.time() - moved_at > _STUCK_SECONDS:
            return samples


def _told(load: Load, planned: Sequence[Upload], samples: Sequence[Sample], requests: Requests) -> dict[str, Any]:
    last = samples[-1]
    began = requests.first_list_at or samples[0].at
    seconds = last.at - began
    cpu = {name: each.cpu_seconds for name, each in last.usages.items() if name != "hub"}
    return {
        "events": load.events,
        "scans": last.progress.done,
        "preset": load.preset,
        "workers_in_each_process": load.workers,
        "seconds_between_polls": load.every_seconds,
        "is_drained": last.progress.is_drained,
        "seconds": round(seconds, 1),
        "events_per_second": round(load.events / seconds, 2),
        "scans_per_second": round(last.progress.done / seconds, 2),
        "cpu_seconds": {name: round(value, 1) for name, value in cpu.items()},
        "cpu_milliseconds_per_event": round(1000 * sum(cpu.values()) / load.events, 2),
        "cpu_milliseconds_per_scan": round(1000 * sum(cpu.values()) / max(1, last.progress.done), 2),
        "requests": _requests_told(planned, requests),
        "megabytes": _memory(samples),
    }


def _requests_told(planned: Sequence[Upload], requests: Requests) -> dict[str, Any]:
    """Means over uploads: all, the harmless ones, the harmless ones that have to be opened, and each kind."""
    harmless = [each for each in planned if each.group is Group.HARMLESS]
    kinds = {each.kind for each in planned}
    return {
        "lists": requests.lists(),
        "per_event": requests.per_upload(planned),
        "per_harmless": requests.per_upload(harmless),
        "per_harmless_scan": requests.per_upload([each for each in harmless if each.is_scanned]),
        "by_kind": {
            kind.value: requests.per_upload([each for each in planned if each.kind is kind])
            for kind in sorted(kinds, key=lambda kind: kind.value)
        },
    }


def _memory(samples: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """Of each process, when so much of the scans was done, and the most that it ever was."""
    total = max(1, samples[-1].progress.done)
    told: dict[str, dict[str, float]] = {}
    for name, last in samples[-1].usages.items():
        told[name] = {"most": _megabytes(last.largest_resident_bytes)}
        for share in _SHARES:
            then = next(each for each in samples if each.progress.done >= share * total)
            told[name][f"at {share:.0%}"] = _megabytes(then.usages[name].resident_bytes)
    return told


def _megabytes(count: int) -> float:
    return round(count / 1e6, 1)
