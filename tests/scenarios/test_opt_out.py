# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Owners who ask us not to write are not written to, over the real client and server; a broken file leads to no post either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.localhub import samples
from bot.localhub.samples.sample import Files
from bot.model.cases import CaseState
from tests.scenarios.world import World

_RULES = Path(__file__).parents[1] / "samples" / "rules"
NEVER, ASK, BROKEN, CARD, SUPPRESSED, PLAIN = (
    f"lab-{name}/Example-AI" for name in ("never", "ask", "broken", "card", "suppressed", "plain")
)
_FILES = {
    NEVER: "post: never\n",
    ASK: "post: ask\n",
    BROKEN: "post: [never\n",
    SUPPRESSED: "suppress:\n"
    "  - {rule: license-text-missing, reason: written agreement}\n"
    "  - {rule: copyright-notice-missing, reason: written agreement}\n",
}


def _sample(repo: str) -> samples.Sample:
    [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]

    def files() -> Files:
        made = dict(derivative.files())
        if repo in _FILES:
            made[".notice.yml"] = _FILES[repo].encode()
        if repo == CARD:
            card = made["README.md"].decode()
            made["README.md"] = card.replace("---\n", "---\nx-notice:\n  post: never\n", 1).encode()
        return made

    return samples.Sample(repo=repo, files=files, created_at=derivative.created_at)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    repos = [NEVER, ASK, BROKEN, CARD, SUPPRESSED, PLAIN]
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    derivatives = [_sample(repo) for repo in repos]
    folder = tmp_path_factory.mktemp("wishes")
    with World(folder, repos, upstreams=upstreams, derivatives=derivatives, rules=_RULES) as world:
        world.poll()
        yield world


def test_without_a_wish_a_thread_is_opened(world: World) -> None:
    assert world.case(PLAIN).state is CaseState.POSTED
    assert len(world.threads(PLAIN)) == 1


@pytest.mark.parametrize("repo", [NEVER, CARD])
def test_never_is_never(world: World, repo: str) -> None:
    assert world.case(repo).state is CaseState.OPTED_OUT
    assert world.threads(repo) == []


@pytest.mark.parametrize("repo", [ASK, BROKEN])
def test_a_person_decides_where_they_ask_for_one_or_cannot_be_understood(world: World, repo: str) -> None:
    assert world.case(repo).state is CaseState.IN_REVIEW
    assert world.threads(repo) == []


def test_what_they_do_not_want_raised_is_not_raised(world: World) -> None:
    assert world.app.casebook.case_of(SUPPRESSED) is None
    assert world.threads(SUPPRESSED) == []


def test_a_scan_tells_the_facts_all_the_same(world: World) -> None:
    assert {each.rule for each in world.scan(SUPPRESSED).assessment.findings} >= {"license-text-missing"}


def test_a_thread_that_is_there_is_not_edited_or_thanked_after_they_asked_for_quiet(world: World) -> None:
    before = [comment.latest.text for comment in world.threads(PLAIN)[0].comments]
    world.hub.repositories.commit(PLAIN, {".notice.yml": b"post: never\n"})
    world.poll()
    assert world.case(PLAIN).state is CaseState.POSTED
    assert [comment.latest.text for comment in world.threads(PLAIN)[0].comments] == before


def test_whoever_takes_the_wish_back_is_looked_at_by_a_person_first(world: World) -> None:
    world.hub.repositories.commit(NEVER, {".notice.yml": b"post: any\n"})
    world.poll()
    assert world.case(NEVER).state is CaseState.IN_REVIEW
    assert world.threads(NEVER) == []
