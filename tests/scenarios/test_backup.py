# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The database is lost and an older backup takes its place: the bot goes on, and says nothing twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bootstrap import Application, back_up_database, build, open_storage
from bot.localhub import Fault, Rule, samples
from bot.model.cases import CaseState
from bot.settings import Settings, load_settings
from tests.scenarios.world import BOT, World, environment_of, settings_file

REPO = samples.RAKUTEN_LIKE


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    with World(tmp_path, [REPO], upstreams=upstreams) as made:
        yield made


def settings_of(world: World) -> Settings:
    return load_settings({}, environment_of(world.hub.url, world.folder), settings_file(world.folder))


def back_up(world: World, name: str) -> Path:
    return back_up_database(settings_of(world), {}, world.folder / name).file


def restore(world: World, copy: Path) -> None:
    """As the page about backups says."""
    world.app.close()
    database = world.folder / "hubnotice.sqlite3"
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    shutil.copy(copy, database)
    world.app = restarted(world)


def restarted(world: World) -> Application:
    return build(settings_of(world), environment={})


def assert_whole(world: World) -> None:
    storage = open_storage(settings_of(world), {})
    try:
        assert storage.verify_log() is None
    finally:
        storage.close()


def assert_said_once(world: World) -> None:
    [thread] = world.threads(REPO)
    assert thread.author == BOT
    assert world.case(REPO).state is CaseState.POSTED
    assert world.case(REPO).thread == thread.num
    assert_whole(world)


def test_backups_from_before_and_after_the_post_lead_to_no_second_one(world: World) -> None:
    before = back_up(world, "before.sqlite3")
    world.poll()
    after = back_up(world, "after.sqlite3")
    assert_said_once(world)
    written = world.written()
    for copy in (before, after):
        restore(world, copy)
        world.poll()
        assert_said_once(world)
        assert world.written() == written
    samples.fix(world.hub, REPO)
    world.poll()
    [thread] = world.threads(REPO)
    assert not thread.status.is_open
    assert world.case(REPO).state is CaseState.RESOLVED
    assert_whole(world)


def test_a_backup_from_between_intention_and_post_leads_to_no_second_one(world: World) -> None:
    refused = Rule(fault=Fault.STATUS, method="POST", path=r"/discussions$", times=None)
    world.hub.faults.add(refused)
    engine = world.app.daemon()
    engine.start()
    try:
        engine.poll()
        while not refused.seen:
            assert not engine.drain(0.01), "it ended without trying to write"
    finally:
        engine.stop()
    copy = back_up(world, "waiting.sqlite3")
    assert len(world.app.casebook.pending_actions()) == 1
    assert world.threads(REPO) == []
    world.hub.faults.clear()
    world.poll()
    assert_said_once(world)
    restore(world, copy)
    assert len(world.app.casebook.pending_actions()) == 1
    world.poll()
    assert_said_once(world)
