# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A thread that somebody closed, locked, hid or switched off means stop, for ever; so do two wishes too many in a week."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.localhub import samples
from bot.localhub.samples.texts import notice
from bot.localhub.samples.upstreams import DEEPSEEK_LICENSE
from bot.model.cases import CaseState
from bot.model.orders import POSTING, Word
from tests.scenarios.world import BOT, World

REPOS = {name: f"lab-{name}/Example-AI" for name in ("closing", "locking", "hiding", "disabling", "wrong")}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]
    files = derivative.files()
    made = [samples.Sample(repo=repo, files=lambda: files, created_at=derivative.created_at) for repo in REPOS.values()]
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    folder: Path = tmp_path_factory.mktemp("doors")
    with World(folder, list(REPOS.values()), upstreams=upstreams, derivatives=made) as world:
        world.poll()
        assert {world.case(repo).state for repo in REPOS.values()} == {CaseState.POSTED}
        discussions = world.hub.discussions
        discussions.close(REPOS["closing"], 1, author="lab-closing")
        discussions.lock(REPOS["locking"], 1, author="lab-locking")
        first = world.threads(REPOS["hiding"])[0].comments[0]
        discussions.hide(REPOS["hiding"], 1, first.id)
        world.hub.repositories.update(REPOS["disabling"], discussions_disabled=True)
        world.poll()
        yield world


@pytest.mark.parametrize("name", ["closing", "locking", "hiding", "disabling"])
def test_a_closed_door_means_stop(world: World, name: str) -> None:
    assert world.case(REPOS[name]).state is CaseState.STOPPED


def test_that_many_in_a_week_stop_all_posting(world: World) -> None:
    order = world.app.casebook.standing(POSTING)
    assert order is not None
    assert (order.word, order.name) == (Word.TRIPPED, "breaker")
    assert "owners said stop in a week with 5 posts" in order.reason


def test_not_even_a_fix_or_a_pull_request_is_answered_there(world: World) -> None:
    written = world.written()
    for name in ("closing", "locking", "hiding", "disabling"):
        owed = notice(samples.DEEPSEEK_V3, DEEPSEEK_LICENSE)
        world.hub.repositories.commit(REPOS[name], {"NOTICE": owed.encode()})
    world.poll()
    for name in ("closing", "locking", "hiding"):
        delivered = world.app.offer_fix(REPOS[name])
        assert not delivered.url
    assert world.written() == written
    assert not world.threads(REPOS["closing"])[0].status.is_open


def test_what_was_wrong_is_taken_back_even_while_posting_is_stopped(world: World) -> None:
    case = world.case(REPOS["wrong"])
    ruled = world.app.desk.withdraw(case.number, name="ada", reason="the same file was compared with itself")
    assert ruled.case.correction == 1
    world.poll()
    [thread] = world.threads(REPOS["wrong"])
    assert thread.author == BOT
    assert thread.title.startswith("[Withdrawn \u2013 our mistake]")
    assert not thread.status.is_open
    assert thread.comments[0].latest.text.startswith("> **Withdrawn: we were wrong.**")
    assert "the same file was compared with itself" in thread.comments[-1].latest.text
    assert world.case(REPOS["wrong"]).state is CaseState.WITHDRAWN
    written = world.written()
    world.poll()
    assert world.written() == written, "nothing of it is written twice"
