# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Daemons are killed at any moment, again and again, while they post, edit, thank and take back: everything is said once.

HUBNOTICE_TEST_KILLS asks for more kills than the suite has time for.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.town import Daemon, Town

_FIRST_BATCH = 4
_KILLS = os.environ.get("HUBNOTICE_TEST_KILLS")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    yield found
    found.close()


def one_life(town: Town, daemon: Daemon) -> float:
    """Seconds that a daemon takes from its start until there is nothing more to do."""
    for _ in range(_FIRST_BATCH):
        town.publish()
    assert daemon.live(0) == "0"
    town.publish()
    began = time.perf_counter()
    assert daemon.live(0) == "0"
    return time.perf_counter() - began


def settle(town: Town, daemon: Daemon) -> None:
    """Everybody meets their fate, and daemons live until all is done. What the breaker or a limit put off comes due."""
    town.hub.faults.clear()
    for _ in range(3):
        town.resume()
        town.let_time_pass()
        assert daemon.live(0) == "0"


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "faults", "seed"), [(int(_KILLS or 30), 0, 1), (int(_KILLS or 15), 3, 2)])
def test_everything_is_said_once_whenever_the_daemon_dies(town: Town, kills: int, faults: int, seed: int) -> None:
    moments = random.Random(seed)
    with town.daemon() as daemon:
        seconds = one_life(town, daemon)
        town.misbehave(faults)
        for _ in range(kills):
            town.go_on(moments)
            while daemon.live(moments.uniform(0.1, 1.1) * seconds) != "killed":
                town.go_on(moments)
                town.resume()
                town.let_time_pass()
        settle(town, daemon)
        town.assert_all_is_said_once()


@pytest.mark.slow
def test_everything_is_said_once_whichever_of_three_daemons_dies(postgres_database: str, tmp_path: Path) -> None:
    """On one PostgreSQL database."""
    town = Town(tmp_path, postgres_database)
    kills, killed, guard = int(_KILLS or 24), [0], threading.Lock()
    try:
        with ExitStack() as held:
            daemons = [held.enter_context(town.daemon(name)) for name in ("first", "second", "third")]
            seconds = one_life(town, daemons[0])
            town.misbehave(3)

            def chaos(daemon: Daemon, moments: random.Random) -> None:
                while killed[0] < kills:
                    how = daemon.live(moments.uniform(0.1, 1.5) * seconds)
                    with guard:
                        killed[0] += how == "killed"
                        town.go_on(moments)
                        town.resume()
                        town.let_time_pass()

            threads = [
                threading.Thread(target=chaos, args=(daemon, random.Random(3 + number)))
                for number, daemon in enumerate(daemons)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            settle(town, daemons[0])
            town.assert_all_is_said_once()
    finally:
        town.close()
