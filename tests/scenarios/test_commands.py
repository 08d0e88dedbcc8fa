# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""People answer in the thread, over the real client and server: owners are obeyed once, and nobody else changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.localhub import samples
from bot.localhub.samples.texts import notice
from bot.localhub.samples.upstreams import DEEPSEEK_LICENSE
from bot.localhub.storage.threads import Discussion
from bot.model.cases import Case, CaseState, Decider
from tests.scenarios.world import BOT, World

NAMES = (
    *("alone", "team", "stranger", "quoting", "disputing", "returning", "waiting", "fixing", "asking", "leaving"),
    *("speaking", "offered", "refusing", "paging", "silent", "looking", "calm"),
)
REPOS = {name: f"lab-{name}/Example-AI" for name in NAMES}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    [derivative] = [each for each in samples.FLAGGED if each.repo == samples.RAKUTEN_LIKE]
    files = derivative.files()
    made = [samples.Sample(repo=repo, files=lambda: files, created_at=derivative.created_at) for repo in REPOS.values()]
    upstreams = [each for each in samples.UPSTREAMS if each.repo == samples.DEEPSEEK_V3]
    folder: Path = tmp_path_factory.mktemp("commands")
    with World(folder, list(REPOS.values()), upstreams=upstreams, derivatives=made) as world:
        world.hub.accounts.add_user("ada", token="hf_ada", orgs=("lab-team",))
        world.poll()
        assert {world.case(repo).state for repo in REPOS.values()} == {CaseState.POSTED}
        _everybody_speaks(world)
        world.poll()
        world.poll()
        yield world


def _everybody_speaks(world: World) -> None:
    for name, author, text in (
        ("alone", "lab-alone", "Please leave it.\n\n/notice stop"),
        ("team", "ada", "/notice stop org"),
        ("stranger", "ada", "/notice stop"),
        ("stranger", "bob", "/notice private"),
        ("quoting", "lab-quoting", "> /notice stop\n\nWhat does that do?\n\n```\n/notice stop\n```"),
        ("disputing", "lab-disputing", "/notice dispute we trained it ourselves"),
        ("returning", "lab-returning", "/notice stop"),
        ("waiting", "lab-waiting", "/notice wait 14d"),
        ("asking", "bob", "/notice explain"),
        ("leaving", "lab-leaving", "/notice private"),
        ("speaking", "lab-speaking", "/notice lang ko"),
        ("offered", "lab-offered", "/notice pr"),
        ("refusing", "lab-refusing", "/notice no-pr"),
        ("paging", "bob", "/notice human"),
        ("looking", "bob", "/notice show ignores"),
        ("silent", "lab-silent", "/notice explode\n/noticestop"),
    ):
        say(world, name, author, text)
    world.hub.repositories.commit(REPOS["fixing"], {"NOTICE": b"not yet"})
    say(world, "fixing", "bob", "/notice fixed")


def say(world: World, name: str, author: str, text: str) -> None:
    world.hub.discussions.comment(REPOS[name], thread(world, name).num, author=author, body=text)


def thread(world: World, name: str) -> Discussion:
    """The bot's one thread there."""
    [found] = [each for each in world.threads(REPOS[name]) if each.author == BOT and not each.is_pull_request]
    return found


def case(world: World, name: str) -> Case:
    return world.case(REPOS[name])


def answers(world: World, name: str) -> list[str]:
    """What the bot said after its first post."""
    return [each.latest.text for each in thread(world, name).comments[1:] if each.author == BOT]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("alone", CaseState.STOPPED),
        ("team", CaseState.STOPPED),
        ("stranger", CaseState.POSTED),
        ("quoting", CaseState.POSTED),
        ("disputing", CaseState.DISPUTED),
        ("waiting", CaseState.WAITING),
        ("asking", CaseState.POSTED),
        ("leaving", CaseState.PRIVATE),
        ("speaking", CaseState.POSTED),
        ("offered", CaseState.POSTED),
        ("refusing", CaseState.POSTED),
        ("paging", CaseState.POSTED),
        ("looking", CaseState.POSTED),
        ("silent", CaseState.POSTED),
    ],
)
def test_each_word_has_its_effect(world: World, name: str, state: CaseState) -> None:
    assert case(world, name).state is state


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("alone", "we write nothing more here"),
        ("team", "below any repository of `lab-team`"),
        ("stranger", "Only the owners of this repository"),
        ("disputing", "now reads **disputed**"),
        ("asking", "hubnotice compare lab-asking/Example-AI@"),
        ("leaving", "This is handled privately"),
        ("offered", "/discussions/"),
        ("paging", "A person was told"),
        ("looking", "Nothing that we know of"),
    ],
)
def test_one_answer_is_given_and_never_a_second(world: World, name: str, words: str) -> None:
    [answer] = answers(world, name)
    assert words in answer


@pytest.mark.parametrize("name", ["quoting", "waiting", "silent", "refusing", "speaking"])
def test_some_words_need_no_answer(world: World, name: str) -> None:
    assert answers(world, name) == []


def test_the_first_post_speaks_the_language_that_was_asked_for(world: World) -> None:
    assert case(world, "speaking").asked.language == "ko"
    first = thread(world, "speaking").comments[0].latest.text
    assert "lang=en,ko" in first
    assert "한국어" in first


def test_a_thread_is_left_where_they_want_to_go_on_by_mail(world: World) -> None:
    assert not thread(world, "leaving").status.is_open


def test_a_pull_request_is_opened_where_they_ask_for_one(world: World) -> None:
    made = [each for each in world.threads(REPOS["offered"]) if each.is_pull_request]
    assert [each.author for each in made] == [BOT]
    assert case(world, "refusing").asked.no_pull_request
    assert not any(each.is_pull_request for each in world.threads(REPOS["refusing"]))


def test_what_was_heard_stands_in_the_log_under_the_name_of_who_said_it(world: World) -> None:
    decisions = world.app.casebook.decisions(case(world, "disputing").number)
    [decision] = [each for each in decisions if each.decider is Decider.PERSON]
    assert (decision.name, decision.state) == ("lab-disputing", CaseState.DISPUTED)
    assert "we trained it ourselves" in decision.reason
    strangers = world.app.casebook.decisions(case(world, "stranger").number)
    assert [each.name for each in strangers if each.decider is Decider.PERSON] == ["ada", "bob"]
    assert {each.state for each in strangers} == {CaseState.APPROVED, CaseState.POSTED}


def test_after_all_that_new_commits_change_nothing_where_they_said_stop(world: World) -> None:
    written = world.written()
    for name in ("alone", "disputing", "leaving", "waiting", "team"):
        world.hub.repositories.commit(REPOS[name], {"notes.txt": b"A new commit."})
    world.poll()
    world.poll()
    assert world.written() == written
    for name in ("alone", "disputing"):
        heard = world.app.casebook.decisions(case(world, name).number)
        assert sum(each.decider is Decider.PERSON for each in heard) == 1, "each comment is obeyed once"


def test_a_stop_is_taken_back_by_who_said_it_and_a_person_looks_first(world: World) -> None:
    assert case(world, "returning").state is CaseState.STOPPED
    say(world, "returning", "ada", "/notice unstop")
    world.poll()
    assert case(world, "returning").state is CaseState.STOPPED
    say(world, "returning", "lab-returning", "/notice unstop")
    world.poll()
    assert case(world, "returning").state is CaseState.IN_REVIEW
    assert "A person looks at case" in answers(world, "returning")[-1]


def test_a_fix_that_is_said_is_looked_for_at_once(world: World) -> None:
    assert case(world, "fixing").state is CaseState.POSTED
    owed = notice(samples.DEEPSEEK_V3, DEEPSEEK_LICENSE)
    world.hub.repositories.commit(REPOS["fixing"], {"NOTICE": owed.encode()})
    say(world, "fixing", "bob", "/notice fixed")
    world.poll()
    assert case(world, "fixing").state is CaseState.RESOLVED
    assert not thread(world, "fixing").status.is_open
