# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The Hub's webhooks wake the daemon: what a poll would find is found without one, and said once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.rulebook import load_templates
from bot.cli.listening import case_parts
from bot.localhub import samples
from bot.model.cases import CaseState
from bot.ports.work import WorkEngine
from bot.settings import Secret
from bot.web.app import create_app
from bot.web.health import Expected
from bot.web.parts import DeskParts
from bot.web.server import WebServer
from bot.web.webhook import PATH
from tests.scenarios.world import BOT, World

SECRET = "known to the Hub and to us"
LONG = 120.0
REPO = samples.RAKUTEN_LIKE


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    with World(tmp_path, repos=(), upstreams=upstreams) as made:
        yield made


@contextmanager
def listening(world: World, engine: WorkEngine) -> Iterator[None]:
    """The daemon's web server, and a webhook of the Hub that calls it for everything of one organisation."""
    operations = world.app.operations
    app = create_app(
        wake=engine,
        secret=Secret(SECRET),
        status=operations.status,
        counts=operations.counts,
        expected=Expected(started_at=world.app.clock.now(), poll_seconds=300, engine_runs=lambda: engine.is_running),
        parts=DeskParts(
            templates=load_templates(),
            clock=world.app.clock,
            sessions=world.app.signing_in.sessions,
            accounts=world.app.signing_in.accounts,
            cases=case_parts(world.app, engine),
        ),
    )
    server = WebServer(app, "127.0.0.1:0")
    server.start()
    watched = [{"type": "org", "name": REPO.partition("/")[0]}]
    world.hub.webhooks.create(BOT, {"url": f"{server.address}{PATH}", "secret": SECRET, "watched": watched})
    try:
        yield
    finally:
        server.stop()


def settle(world: World, engine: WorkEngine) -> None:
    """Every delivery and everything that follows from it, also from what the daemon itself writes."""
    for _ in range(3):
        assert world.hub.courier.settle(LONG)
        assert engine.drain(LONG)


def publish(world: World) -> None:
    [sample] = [each for each in samples.DERIVATIVES if each.repo == REPO]
    samples.publish(world.hub, sample, date=datetime.now(UTC))


def test_from_upload_to_thanks_without_a_poll_of_our_own(world: World) -> None:
    engine = world.app.daemon()
    engine.start()
    try:
        with listening(world, engine):
            publish(world)
            settle(world, engine)
            [thread] = world.threads(REPO)
            assert thread.author == BOT
            samples.fix(world.hub, REPO)
            settle(world, engine)
    finally:
        engine.stop()
    assert {attempt.status for attempt in world.hub.courier.attempts} == {202}
    [thread] = world.threads(REPO)
    assert not thread.status.is_open
    assert world.case(REPO).state is CaseState.RESOLVED


def test_an_owners_word_in_the_thread_is_heard_at_once(world: World) -> None:
    engine = world.app.daemon()
    engine.start()
    try:
        with listening(world, engine):
            publish(world)
            settle(world, engine)
            owner = REPO.partition("/")[0]
            world.hub.discussions.comment(REPO, world.threads(REPO)[0].num, body="/notice stop", author=owner)
            settle(world, engine)
    finally:
        engine.stop()
    assert world.case(REPO).state is CaseState.STOPPED
