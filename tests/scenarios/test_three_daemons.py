# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Three daemons on one PostgreSQL database are killed at any moment, again and again: everything is said once.

HUBNOTICE_TEST_KILLS asks for more kills than the suite has time for.
"""

from __future__ import annotations

import os
import random
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.lives import one_life, settle
from tests.scenarios.town import Daemon, Town

_KILLS = os.environ.get("HUBNOTICE_TEST_KILLS")


@pytest.mark.slow
def test_everything_is_said_once_whichever_of_three_daemons_dies(postgres_database: str, tmp_path: Path) -> None:
    town = Town(tmp_path, postgres_database)
    kills, killed, guard = int(_KILLS or 16), [0], threading.Lock()
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
