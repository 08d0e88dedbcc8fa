# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Half an hour with six hundredths of the limits of a free token: everybody waits, nobody is refused, and the watermark keeps up."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.simulated_hours import Day, HoursWorld, summary
from benchmarks.simulation import SimulatedLock, SimulatedQueue, Simulation
from bot.localhub import Quotas
from tests.fakes.clock import FakeClock

TIGHT = Quotas(api=60, resolvers=300, pages=20)
DAY = Day(hours=0.5, events_per_day=1200, bursts=1, burst_events=20, flagged_share=0.3, workers=2, quotas=TIGHT, seed=3)


def test_half_an_hour_under_tight_limits(tmp_path: Path) -> None:
    world = HoursWorld(tmp_path, DAY)
    try:
        world.run()
        found = summary(world)
    finally:
        world.close()
    assert found["refused_with_429"] == 0
    assert found["most_in_any_300_seconds"]["api"] <= TIGHT.api
    assert found["most_in_any_300_seconds"]["resolvers"] <= TIGHT.resolvers
    assert found["largest_lag_seconds"] <= 60
    assert found["largest_lag_after_polls_seconds"] == 0
    assert found["scans"] > 10
    # The limits were felt: a scan had to wait for longer than it takes.
    assert found["queue_wait_seconds"]["longest"] > 60
    assert found["cases"] >= found["threads"] > 0


def test_a_simulation_runs_tasks_in_the_order_of_their_times() -> None:
    clock = FakeClock()
    simulation = Simulation(clock)
    lock, queue, told = SimulatedLock(simulation), SimulatedQueue(simulation), list[tuple[float, str]]()

    def worker() -> None:
        while True:
            item = queue.get()
            with lock:
                simulation.sleep(10)
                told.append((clock.monotonic(), item))

    def source() -> None:
        queue.put("late", delay_seconds=100)
        for item in ("a", "b"):
            simulation.sleep(1)
            queue.put(item)

    for body in (worker, worker, source):
        simulation.spawn(body)
    simulation.run(1000)
    assert told == [(11, "a"), (21, "b"), (110, "late")]
    assert len(queue) == 0


def test_what_goes_wrong_in_a_task_is_told() -> None:
    simulation = Simulation(FakeClock())
    simulation.spawn(lambda: simulation.sleep(1))
    simulation.spawn(lambda: FakeClock().advance(-1))
    with pytest.raises(ValueError, match="never goes back"):
        simulation.run(5)
