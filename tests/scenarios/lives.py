# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whole lives of a daemon in a town, the undisturbed first and the last."""

from __future__ import annotations

import time

from tests.scenarios.town import Daemon, Town

_FIRST_BATCH = 4


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
