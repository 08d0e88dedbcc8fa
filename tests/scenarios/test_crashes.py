# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A daemon is killed at any moment, again and again, while it posts, edits, thanks and takes back: everything is said once.

HUBNOTICE_TEST_KILLS asks for more kills than the suite has time for.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.lives import one_life, settle
from tests.scenarios.town import Town

_KILLS = os.environ.get("HUBNOTICE_TEST_KILLS")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    yield found
    found.close()


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "faults", "seed"), [(int(_KILLS or 16), 0, 1), (int(_KILLS or 8), 3, 2)])
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
