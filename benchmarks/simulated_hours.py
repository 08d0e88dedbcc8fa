# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Twelve hours of a busy Hub under the limits of a free token, on a clock that jumps from event to event.

``python -m benchmarks.simulated_hours [--hours 12] [--output FILE]``

Real: the local Hub on loopback with its quotas, every request and answer, the shared bucket in a SQLite database, polls, scans, cases and
posts, with the caps of the preset `automatic`. Simulated: time. Uploads come at random times, 32,000 a day, some of them as bursts of 200 in a minute; one in twenty is a
derivative without the license of its upstream. Two processes on one database scan, with four workers each; the first polls every 30
seconds. A request to the Hub takes a tenth to half of a second, reading bytes from its content network takes none, so the limits are met sooner.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.machine import machine_facts
from benchmarks.simulation import SimulatedLock, SimulatedQueue, Simulation
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.pacing import Pace, quota_of
from bot.adapters.lines import Lines
from bot.adapters.rulebook import load_rulebook
from bot.bootstrap import Storage, daemon_jobs, open_storage
from bot.comparing import connect
from bot.localhub import LocalHub, Quotas
from bot.localhub.samples import texts
from bot.model.errors import RateLimited
from bot.pipeline.cataloguing import catalogued
from bot.ports.progress import Silence
from bot.ports.work import Jobs
from bot.settings import Settings, load_settings
from tests.fakes.clock import FakeClock
from tests.samples.models import CONFIG, as_repository, dense, noisy
from tests.scenarios.world import BOT, TOKEN, environment_of, settings_file

RESULT = Path(__file__).parent / "results" / "simulated_hours.json"
START = datetime(2026, 3, 17, 6, 0, tzinfo=UTC)
FREE_TOKEN = Quotas(api=1000, resolvers=5000, pages=200)
"""Hub documentation, "Rate limits": a free account, in five minutes."""
UPSTREAM = "upstream/Base-7B"
PRESET = """# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0

id: automatic
title: The caps of the preset of this name, without its three days of courtesy, which are longer than a simulation
declared: post
proven: post
inferred: review
posts_per_hour: 2
posts_per_day: 10
posts_per_day_at_first: 10
open_per_owner: 3
new_per_owner_per_week: 1
undo_minutes: 0
courtesy_hours: 0
"""
LICENSE = texts.mit("Copyright (c) 2025 Upstream Lab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is simulated."""

    hours: float = 12.0
    events_per_day: int = 32_000
    bursts: int = 8
    burst_events: int = 200
    burst_seconds: float = 60.0
    flagged_share: float = 0.05
    processes: int = 2
    workers: int = 4
    poll_seconds: float = 30.0
    quotas: Quotas = FREE_TOKEN
    seed: int = 1

    @property
    def seconds(self) -> float:
        """The length of it."""
        return self.hours * 3600

    def arrivals(self) -> list[float]:
        """Seconds after the start at which something is uploaded."""
        chance = random.Random(self.seed)
        bursts = [chance.uniform(0, self.seconds - self.burst_seconds) for _ in range(self.bursts)]
        in_bursts = [
            start + chance.uniform(0, self.burst_seconds) for start in bursts for _ in range(self.burst_events)
        ]
        others = max(0, round(self.events_per_day * self.hours / 24) - len(in_bursts))
        return sorted([*in_bursts, *(chance.uniform(0, self.seconds) for _ in range(others))])


@dataclass(slots=True)
class Measured:
    """What came out."""

    uploads: int = 0
    scans: int = 0
    polls: int = 0
    largest_lag_seconds: float = 0.0
    """At the end of a listing, right before the watermark moves: how long the oldest upload that it does not cover has been there."""
    largest_lag_after_polls_seconds: float = 0.0
    """Right after it moved: how far it is behind the newest upload that exists."""
    longest_poll_seconds: float = 0.0
    longest_queue: int = 0
    queue_waits: list[float] = field(default_factory=list)
    put_off: int = 0
    """Scans that a limit ended, to be begun anew."""
    failed: list[str] = field(default_factory=list)
    sent: list[tuple[float, str]] = field(default_factory=list)
    """When which kind of request arrived."""


class Distant:
    """A pace that also lets each request be on its way for a moment."""

    def __init__(self, pace: Pace, world: HoursWorld) -> None:
        self._pace = pace
        self._world = world
        self._chance = random.Random(2)

    def take(self, quota: str, *, patience_seconds: float) -> float:
        """The turn, and the way after it."""
        wait = self._pace.take(quota, patience_seconds=patience_seconds) + self._chance.uniform(0.1, 0.5)
        self._world.measured.sent.append((self._world.clock.monotonic() + wait, quota))
        return wait

    def heed(self, headers: Mapping[str, str]) -> None:
        """As it is."""
        self._pace.heed(headers)


class HoursWorld:
    """A Hub with one known upstream, and daemons on one database. Run it once."""

    def __init__(self, folder: Path, day: Day) -> None:
        self.day = day
        self.clock = FakeClock(START)
        self.simulation = Simulation(self.clock)
        self.measured = Measured()
        self.hub = LocalHub(folder / "hub", quotas=day.quotas, quota_clock=self.clock.monotonic)
        self.hub.accounts.add_user(BOT, token=TOKEN)
        self.queue = SimulatedQueue(self.simulation)
        self._lock = SimulatedLock(self.simulation)
        self._uploaded: list[datetime] = []
        self._acts = SimulatedQueue(self.simulation)
        self._acting: set[str] = set()
        presets = folder / "rules" / "presets"
        presets.mkdir(parents=True)
        (presets / "automatic.yaml").write_text(PRESET)
        self._settings = load_settings(
            {"preset": "automatic", "rules_folder": str(presets.parent)},
            environment_of(self.hub.url, folder),
            settings_file(folder),
        )
        self._opened: list[tuple[Lines, Storage]] = []
        self._models = _models()
        self._publish(UPSTREAM, as_repository(dense(1), README_md="---\nlicense: mit\n---\n# Base\n", LICENSE=LICENSE))
        self.daemons = [self._daemon(self._settings) for _ in range(day.processes)]

    def run(self) -> Measured:
        """Let the hours pass."""
        self.clock.advance(3600)
        # What was there before the first poll, so that the watermark begins at the beginning.
        self._publish("owner/before", self._models["harmless"][0])
        self.simulation.spawn(self._upload)
        self.simulation.spawn(lambda: self._poll(self.daemons[0]))
        for daemon in self.daemons:
            for _ in range(self.day.workers):
                self.simulation.spawn(functools.partial(self._work, daemon))
            self.simulation.spawn(functools.partial(self._write, daemon))
        self.simulation.run(self.day.seconds)
        return self.measured

    def close(self) -> None:
        """Let go of everything."""
        for lines, storage in self._opened:
            lines.close()
            storage.close()
        self.hub.close()

    def _daemon(self, settings: Settings) -> Jobs:
        """One process: a database connection, leases and lines of its own."""
        storage = replace(open_storage(settings, {}), one_at_a_time=self._lock)
        rulebook = load_rulebook(settings.rules_folder)
        lines = storage.lines(self.clock)
        for line in (lines.urgent, lines.scans):
            _slow_down(line, self)
        if not self._opened:
            catalogue = connect(settings)
            upstream = HubModels(catalogue).open(UPSTREAM)
            catalogued(upstream, catalog=storage.catalog, rulebook=rulebook, progress=Silence())
            catalogue.close()
        self._opened.append((lines, storage))
        return daemon_jobs(settings, lines, storage, rulebook, self.clock)

    def _publish(self, repo: str, files: Mapping[str, bytes]) -> None:
        # The Hub's lists tell milliseconds.
        now = self.clock.now()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        self.hub.repositories.create(repo, created_at=now)
        self.hub.repositories.commit(repo, files, date=now)
        self._uploaded.append(now)

    def _upload(self) -> None:
        chance = random.Random(self.day.seed + 1)
        for number, at in enumerate(self.day.arrivals()):
            begun = START.timestamp() + 3600
            self.simulation.sleep(max(0.0, begun + at - self.clock.now().timestamp()))
            kind = "flagged" if chance.random() < self.day.flagged_share else "harmless"
            self._publish(f"owner-{number % 997}/{kind}-{number}", chance.choice(self._models[kind]))
            self.measured.uploads += 1

    def _poll(self, daemon: Jobs) -> None:
        casebook = self._opened[0][1].casebook
        while True:
            begun = self.clock.monotonic()
            before = casebook.watermark()
            daemon.intake()
            self._measure_lag(before, casebook.watermark())
            self._hand_on()
            daemon.listen()
            for action in daemon.waiting():
                self._hand_on_action(action.id)
            self.measured.polls += 1
            took = self.clock.monotonic() - begun
            self.measured.longest_poll_seconds = max(self.measured.longest_poll_seconds, took)
            self.simulation.sleep(self.day.poll_seconds - took % self.day.poll_seconds)

    def _hand_on(self) -> None:
        inbox = self._opened[0][1].inbox
        for key in inbox.claim("simulation", most=100_000, at=self.clock.now()):
            self.queue.put((key, self.clock.monotonic()))
            self.measured.longest_queue = max(self.measured.longest_queue, len(self.queue))

    def _hand_on_action(self, action: str) -> None:
        """As the engine does: one job for an action at a time."""
        if action not in self._acting:
            self._acting.add(action)
            self._acts.put(action)

    def _measure_lag(self, before: datetime | None, after: datetime | None) -> None:
        """At the end of a listing, by the watermark before it and after it."""
        found = self.measured
        if before is not None and (oldest := bisect_right(self._uploaded, before)) < len(self._uploaded):
            since = (self.clock.now() - self._uploaded[oldest]).total_seconds()
            found.largest_lag_seconds = max(found.largest_lag_seconds, since)
        if after is not None:
            behind = (self._uploaded[-1] - after).total_seconds()
            found.largest_lag_after_polls_seconds = max(found.largest_lag_after_polls_seconds, behind)

    def _work(self, daemon: Jobs) -> None:
        while True:
            key, since = self.queue.get()
            self.measured.queue_waits.append(self.clock.monotonic() - since)
            try:
                action = daemon.scan(key)
            except RateLimited as error:
                self.measured.put_off += 1
                self.measured.failed.append(str(error))
                self.queue.put((key, since), delay_seconds=error.retry_after_seconds or 300.0)
                continue
            self.measured.scans += 1
            self._opened[0][1].inbox.done([key])
            if action is not None:
                self._hand_on_action(action)

    def _write(self, daemon: Jobs) -> None:
        while True:
            action = self._acts.get()
            with suppress(RateLimited):
                daemon.act(action)
            self._acting.discard(action)


def _slow_down(line: HubConnection, world: HoursWorld) -> None:
    """Time passes where it would: on the way, and while waiting for a turn."""
    assert line._pace is not None  # noqa: SLF001 - the one place where the distance of a Hub can be put in
    line._pace = Distant(line._pace, world)  # noqa: SLF001 - likewise
    line._sleep = world.simulation.sleep  # noqa: SLF001 - likewise


def _models() -> dict[str, list[dict[str, bytes]]]:
    """Small models, shared by all uploads: strangers of two shapes, one that of the upstream, and derivatives."""
    other = CONFIG | {"hidden_size": 192}
    strangers = [as_repository(dense(seed, hidden=192), config=other, README_md=_card("mit")) for seed in range(10, 16)]
    twins = [as_repository(dense(seed), README_md=_card("mit")) for seed in range(20, 24)]
    derived = [as_repository(noisy(dense(1), 0.05, seed=seed), README_md=_card("apache-2.0")) for seed in range(30, 33)]
    return {"harmless": strangers + twins, "flagged": derived}


def _card(license_id: str) -> str:
    return f"---\nlicense: {license_id}\n---\n# A model\n"


def _purpose(path: str) -> str:
    """What a request was for, in a word.

    >>> _purpose("/api/models"), _purpose("/api/models/a/b/discussions/1"), _purpose("/a/b/resolve/main/README.md")
    ('list', 'discussions', 'files')
    """
    if not path.startswith("/api/models"):
        return "files" if quota_of(path) == "resolvers" else "account"
    parts = path.split("/")[3:]
    return "list" if not parts else "model" if len(parts) == 2 else parts[2]


def most_in_a_window(sent: list[tuple[float, str]], kind: str, window: float = 300.0) -> int:
    """The most requests of a kind that arrived in any window."""
    times = sorted(at for at, each in sent if each == kind)
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


def summary(world: HoursWorld) -> dict[str, Any]:
    """The result as it is written down."""
    found, records = world.measured, world.hub.recorder.select(origin="hub")
    waits = sorted(found.queue_waits) or [0.0]
    cases = world._opened[0][1].casebook.cases()  # noqa: SLF001 - its own module
    return {
        "day": asdict(world.day),
        "refused_with_429": sum(record.status == 429 for record in records),
        "requests": dict(sorted(Counter(quota_of(record.path) for record in records).items())),
        "requests_for": dict(Counter(_purpose(record.path) for record in records).most_common()),
        "most_in_any_300_seconds": {kind: most_in_a_window(found.sent, kind) for kind in ("api", "resolvers", "pages")},
        "uploads": found.uploads,
        "scans": found.scans,
        "scans_put_off": found.put_off,
        "left_in_queue": len(world.queue),
        "polls": found.polls,
        "largest_lag_seconds": round(found.largest_lag_seconds, 2),
        "largest_lag_after_polls_seconds": round(found.largest_lag_after_polls_seconds, 2),
        "longest_poll_seconds": round(found.longest_poll_seconds, 2),
        "longest_queue": found.longest_queue,
        "queue_wait_seconds": {"median": round(waits[len(waits) // 2], 2), "longest": round(waits[-1], 2)},
        "cases": len(cases),
        "threads": sum(case.thread is not None for case in cases),
        "reasons_put_off": sorted(set(found.failed))[:5],
    }


def main() -> None:
    """Run and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=12.0)
    parser.add_argument("--output", type=Path, default=RESULT)
    given = parser.parse_args()
    begun, processor = perf_counter(), process_time()
    with tempfile.TemporaryDirectory() as folder:
        world = HoursWorld(Path(folder), Day(hours=given.hours, bursts=max(1, round(given.hours * 2 / 3))))
        try:
            world.run()
            result = summary(world)
        finally:
            world.close()
    result |= {
        "real_seconds": round(perf_counter() - begun),
        "processor_seconds": round(process_time() - processor),
        "machine": machine_facts(),
    }
    given.output.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
