# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon counts what it asks and moves where others can see it; a command that runs once does not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bot.adapters.storage.engine import open_database, reading
from bot.adapters.storage.hub_tables import BUCKETS, MOVED
from bot.localhub import samples
from tests.scenarios.world import World


def counted(folder: Path) -> tuple[set[str], int]:
    """The kinds of requests that were counted, and the bytes."""
    database = open_database(folder / "hubnotice.sqlite3")
    try:
        with reading(database) as connection:
            kinds = set(connection.execute(select(BUCKETS.c.kind)).scalars())
            return kinds, sum(connection.execute(select(MOVED.c.bytes)).scalars())
    finally:
        database.dispose()


def test_a_daemon_shares_its_budgets_and_a_single_scan_has_its_own(tmp_path: Path) -> None:
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    world = World(tmp_path, [samples.RAKUTEN_LIKE], upstreams=upstreams)
    try:
        world.scan(samples.RAKUTEN_LIKE)
        assert counted(tmp_path) == (set(), 0)
        sent_before = world.hub.recorder.bytes_sent
        world.poll()
        sent = world.hub.recorder.bytes_sent - sent_before
        assert len(world.threads(samples.RAKUTEN_LIKE)) == 1
    finally:
        world.close()
    assert counted(tmp_path) == ({"api", "resolvers"}, sent)
