# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Owners answer in the thread, over the real client and server: they are obeyed once, and nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.localhub import samples
from bot.model.cases import CaseState, Decider
from tests.scenarios.world import World

_RULES = Path(__file__).parents[1] / "samples" / "rules"
NAMES = ("alone", "team", "stranger", "quoting", "disputing", "returning")
REPOS = {name: f"lab-{name}/Example-AI" for name in NAMES}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]
    files = derivative.files()
    made = [samples.Sample(repo=repo, files=lambda: files, created_at=derivative.created_at) for repo in REPOS.values()]
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    with World(tmp_path, list(REPOS.values()), upstreams=upstreams, derivatives=made, rules=_RULES) as world:
        world.hub.accounts.add_user("ada", token="hf_ada", orgs=("lab-team",))
        world.poll()
        yield world


def say(world: World, name: str, author: str, text: str) -> None:
    repo = REPOS[name]
    [thread] = world.threads(repo)
    world.hub.discussions.comment(repo, thread.num, author=author, body=text)


def test_owners_are_obeyed_and_nobody_else(world: World) -> None:
    assert {world.case(repo).state for repo in REPOS.values()} == {CaseState.POSTED}
    say(world, "alone", "lab-alone", "Please leave it.\n\n/notice stop")
    say(world, "team", "ada", "/notice stop")
    say(world, "stranger", "ada", "/notice stop")
    say(world, "quoting", "lab-quoting", "> /notice stop\n\nWhat does that do?")
    say(world, "disputing", "lab-disputing", "/notice dispute we trained it ourselves")
    say(world, "returning", "lab-returning", "/notice stop")
    written = world.written()
    world.poll()
    assert {name: world.case(repo).state for name, repo in REPOS.items()} == {
        "alone": CaseState.STOPPED,
        "team": CaseState.STOPPED,
        "stranger": CaseState.POSTED,
        "quoting": CaseState.POSTED,
        "disputing": CaseState.DISPUTED,
        "returning": CaseState.STOPPED,
    }
    assert world.written() == written, "nothing is answered by a program"

    disputed = world.case(REPOS["disputing"])
    [decision] = [each for each in world.app.casebook.decisions(disputed.number) if each.decider is Decider.PERSON]
    assert (decision.name, decision.state) == ("lab-disputing", CaseState.DISPUTED)
    assert "we trained it ourselves" in decision.reason

    say(world, "returning", "lab-returning", "/notice unstop")
    for name in ("alone", "disputing"):
        world.hub.repositories.commit(REPOS[name], {"notes.txt": b"A new commit."})
    world.poll()
    world.poll()
    assert world.case(REPOS["returning"]).state is CaseState.IN_REVIEW
    assert world.case(REPOS["alone"]).state is CaseState.STOPPED
    assert world.case(REPOS["disputing"]).state is CaseState.DISPUTED
    assert world.written() == written
    for name in ("alone", "disputing"):
        heard = world.app.casebook.decisions(world.case(REPOS[name]).number)
        assert sum(each.decider is Decider.PERSON for each in heard) == 1, "each comment is obeyed once"
