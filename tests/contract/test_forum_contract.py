# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every `Forum` does, asked of the fake and of the real adapter over a local Hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.options import HubOptions
from bot.localhub import LocalHub, PageSizes
from bot.model.errors import AccessRefused, Disabled, InputError, NotFound
from bot.ports.hub import Forum
from tests.fakes.forum import FakeForum

REPO = "acme/tiny"


class People(Protocol):
    """What others than the bot do."""

    def say(self, title: str) -> int: ...
    def answer(self, number: int, body: str) -> str: ...
    def lock(self, number: int) -> None: ...
    def close(self, number: int) -> None: ...
    def disable(self) -> None: ...


@dataclass(frozen=True)
class FakePeople:
    forum: FakeForum

    def say(self, title: str) -> int:
        return self.forum.say(REPO, author="dev", title=title, body="words").number

    def answer(self, number: int, body: str) -> str:
        return self.forum.answer(REPO, number, author="dev", body=body).id

    def lock(self, number: int) -> None:
        self.forum.change(REPO, number, is_locked=True)

    def close(self, number: int) -> None:
        self.forum.change(REPO, number, is_open=False)

    def disable(self) -> None:
        self.forum.disabled.add(REPO)


@dataclass(frozen=True)
class RealPeople:
    hub: LocalHub

    def say(self, title: str) -> int:
        return self.hub.discussions.create(REPO, title=title, body="words", author="dev").num

    def answer(self, number: int, body: str) -> str:
        return self.hub.discussions.comment(REPO, number, body=body, author="dev").id

    def lock(self, number: int) -> None:
        self.hub.discussions.lock(REPO, number, author="dev")

    def close(self, number: int) -> None:
        self.hub.discussions.close(REPO, number, author="dev")

    def disable(self) -> None:
        self.hub.repositories.update(REPO, discussions_disabled=True)


@dataclass(frozen=True)
class World:
    forum: Forum
    people: People


def _fake(_: Path) -> Iterator[World]:
    forum = FakeForum(account="bot")
    yield World(forum, FakePeople(forum))


def _real(folder: Path) -> Iterator[World]:
    with LocalHub(folder / "hub", pages=PageSizes(discussions=2)) as hub:
        hub.accounts.add_user("bot", token="hf_bot")
        hub.repositories.create(REPO)
        with HubConnection(HubOptions(endpoint=hub.url, token="hf_bot")) as connection:
            yield World(HubForum(connection), RealPeople(hub))


@pytest.fixture(params=[_fake, _real], ids=["fake", "real"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from request.param(tmp_path)


def test_the_account_has_a_name(world: World) -> None:
    assert world.forum.account == "bot"


def test_a_new_thread_can_be_read_back(world: World) -> None:
    made = world.forum.create(REPO, title=" Attribution ", body="Hello\n\nMarker\n")
    assert (made.repo, made.number, made.title, made.author, made.is_open) == (REPO, 1, "Attribution", "bot", True)
    assert made.url.endswith(f"/{REPO}/discussions/1")
    assert [(each.author, each.body) for each in made.comments] == [("bot", "Hello\n\nMarker")]
    assert world.forum.thread(REPO, 1) == made


def test_only_own_threads_are_listed_oldest_first_over_all_pages(world: World) -> None:
    world.people.say("Somebody else's")
    for number in range(5):
        world.forum.create(REPO, title=f"Thread {number}", body="words")
    world.forum.close(REPO, 3)
    listed = world.forum.threads(REPO)
    assert [thread.number for thread in listed] == [2, 3, 4, 5, 6]
    assert [thread.is_open for thread in listed] == [True, False, True, True, True]
    assert {thread.comments for thread in listed} == {()}


def test_comments_are_in_their_order_with_their_authors(world: World) -> None:
    number = world.forum.create(REPO, title="Attribution", body="first").number
    world.people.answer(number, "fixed")
    said = world.forum.comment(REPO, number, body="thanks")
    comments = world.forum.thread(REPO, number).comments
    assert [(each.author, each.body) for each in comments] == [("bot", "first"), ("dev", "fixed"), ("bot", "thanks")]
    assert comments[-1] == said


def test_own_words_can_be_edited_and_those_of_others_cannot(world: World) -> None:
    made = world.forum.create(REPO, title="Attribution", body="first")
    theirs = world.people.answer(made.number, "no")
    world.forum.edit(REPO, made.number, made.comments[0].id, body="better")
    assert [each.body for each in world.forum.thread(REPO, made.number).comments] == ["better", "no"]
    with pytest.raises(AccessRefused):
        world.forum.edit(REPO, made.number, theirs, body="yes")
    with pytest.raises(NotFound):
        world.forum.edit(REPO, made.number, "f" * 24, body="yes")


def test_closing_a_closed_thread_changes_nothing(world: World) -> None:
    number = world.forum.create(REPO, title="Attribution", body="first").number
    world.people.close(number)
    before = world.forum.thread(REPO, number)
    world.forum.close(REPO, number)
    assert world.forum.thread(REPO, number) == before
    assert not before.is_open


def test_a_locked_thread_says_so_and_takes_no_comment(world: World) -> None:
    number = world.forum.create(REPO, title="Attribution", body="first").number
    world.people.lock(number)
    assert world.forum.thread(REPO, number).is_locked
    with pytest.raises(AccessRefused):
        world.forum.comment(REPO, number, body="more")


def test_disabled_discussions_are_told_as_such(world: World) -> None:
    world.people.disable()
    with pytest.raises(Disabled):
        world.forum.threads(REPO)
    with pytest.raises(Disabled):
        world.forum.create(REPO, title="Attribution", body="first")


@pytest.mark.parametrize(("title", "body"), [("ab", "words"), ("a" * 201, "words"), ("Attribution", " \n")])
def test_what_cannot_be_posted_is_refused_before_it_is_sent(world: World, title: str, body: str) -> None:
    with pytest.raises(InputError):
        world.forum.create(REPO, title=title, body=body)
    assert world.forum.threads(REPO) == []


def test_an_empty_comment_is_refused(world: World) -> None:
    number = world.forum.create(REPO, title="Attribution", body="first").number
    with pytest.raises(InputError):
        world.forum.comment(REPO, number, body=" ")


def test_a_missing_thread_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.forum.thread(REPO, 7)
