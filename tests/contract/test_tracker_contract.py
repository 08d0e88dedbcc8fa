# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every `Tracker` does, asked of the fake and of the real adapter over a local GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.tracker import GitHubTracker
from bot.model.errors import AccessRefused, Disabled, InputError, NotFound
from bot.ports.tracker import OPENING, Tracker
from tests.fakes.tracker import FakeTracker
from tests.services.github import GitHub

REPO = "acme/tiny"


class People(Protocol):
    """What others than the bot do."""

    def say(self, title: str) -> int: ...
    def answer(self, number: int, body: str) -> None: ...
    def lock(self, number: int) -> None: ...
    def close(self, number: int) -> None: ...
    def hide(self) -> None: ...
    def archive(self) -> None: ...
    def disable(self) -> None: ...


@dataclass(frozen=True)
class FakePeople:
    tracker: FakeTracker

    def say(self, title: str) -> int:
        return self.tracker.say(REPO, author="dev", title=title, body="words").number

    def answer(self, number: int, body: str) -> None:
        self.tracker.answer(REPO, number, author="dev", body=body)

    def lock(self, number: int) -> None:
        self.tracker.change(REPO, number, is_locked=True)

    def close(self, number: int) -> None:
        self.tracker.change(REPO, number, is_open=False)

    def hide(self) -> None:
        self.tracker.private.add(REPO)

    def archive(self) -> None:
        self.tracker.read_only.add(REPO)

    def disable(self) -> None:
        self.tracker.disabled.add(REPO)


@dataclass(frozen=True)
class RealPeople:
    github: GitHub

    def say(self, title: str) -> int:
        return self.github.open(REPO, author="dev", title=title, body="words").number

    def answer(self, number: int, body: str) -> None:
        self.github.say(self.github.repository(REPO).issues[number], author="dev", body=body)

    def lock(self, number: int) -> None:
        self.github.repository(REPO).issues[number].is_locked = True

    def close(self, number: int) -> None:
        self.github.repository(REPO).issues[number].is_open = False

    def hide(self) -> None:
        self.github.repository(REPO).is_private = True

    def archive(self) -> None:
        self.github.repository(REPO).is_archived = True

    def disable(self) -> None:
        self.github.repository(REPO).has_issues = False


@dataclass(frozen=True)
class World:
    tracker: Tracker
    people: People


def _fake() -> Iterator[World]:
    tracker = FakeTracker()
    yield World(tracker, FakePeople(tracker))


def _real() -> Iterator[World]:
    with GitHub(page_size=2) as github:
        github.repository(REPO)
        tracker = GitHubTracker(GitHubOptions(url=github.url, token="ghp_bot", seconds_between_writes=0))
        yield World(tracker, RealPeople(github))
        tracker.disconnect()


@pytest.fixture(params=[_fake, _real], ids=["fake", "real"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    yield from request.param()


def test_the_account_has_a_name(world: World) -> None:
    assert world.tracker.account == "bot"


def test_a_new_issue_can_be_read_back(world: World) -> None:
    made = world.tracker.create(REPO, title=" Attribution ", body="Hello\n\nMarker\n")
    assert (made.repo, made.number, made.title, made.author, made.is_open) == (REPO, 1, "Attribution", "bot", True)
    assert made.url.endswith(f"/{REPO}/issues/1")
    assert [(each.id, each.author, each.body) for each in made.comments] == [(OPENING, "bot", "Hello\n\nMarker\n")]
    assert world.tracker.issue(REPO, 1) == made


def test_only_own_issues_are_listed_oldest_first_over_all_pages_with_their_own_text(world: World) -> None:
    world.people.say("Somebody else's")
    for number in range(5):
        world.tracker.create(REPO, title=f"Issue {number}", body=f"words {number}")
    world.tracker.comment(REPO, 2, body="more")
    world.tracker.close(REPO, 3)
    listed = world.tracker.issues(REPO)
    assert [issue.number for issue in listed] == [2, 3, 4, 5, 6]
    assert [issue.is_open for issue in listed] == [True, False, True, True, True]
    assert [[each.body for each in issue.comments] for issue in listed] == [[f"words {n}"] for n in range(5)]


def test_comments_are_in_their_order_with_their_authors_over_all_pages(world: World) -> None:
    number = world.tracker.create(REPO, title="Attribution", body="first").number
    for words in ("one", "two", "three"):
        world.people.answer(number, words)
    said = world.tracker.comment(REPO, number, body="thanks")
    comments = world.tracker.issue(REPO, number).comments
    expected = [("bot", "first"), ("dev", "one"), ("dev", "two"), ("dev", "three"), ("bot", "thanks")]
    assert [(each.author, each.body) for each in comments] == expected
    assert comments[-1] == said


def test_an_edit_changes_the_text_and_nothing_else(world: World) -> None:
    made = world.tracker.create(REPO, title="Attribution", body="first")
    world.people.close(made.number)
    world.tracker.edit(REPO, made.number, body="better")
    after = world.tracker.issue(REPO, made.number)
    assert (after.title, after.comments[0].body, after.is_open) == ("Attribution", "better", False)


def test_another_title_changes_nothing_else(world: World) -> None:
    made = world.tracker.create(REPO, title="Attribution", body="first")
    world.people.close(made.number)
    world.tracker.rename(REPO, made.number, title=" Withdrawn ")
    after = world.tracker.issue(REPO, made.number)
    assert (after.title, after.comments[0].body, after.is_open) == ("Withdrawn", "first", False)
    with pytest.raises(InputError):
        world.tracker.rename(REPO, made.number, title=" ")


def test_the_issues_of_others_cannot_be_edited(world: World) -> None:
    number = world.people.say("Somebody else's")
    with pytest.raises(AccessRefused):
        world.tracker.edit(REPO, number, body="mine")
    with pytest.raises(AccessRefused):
        world.tracker.rename(REPO, number, title="mine")


def test_closing_a_closed_issue_changes_nothing(world: World) -> None:
    number = world.tracker.create(REPO, title="Attribution", body="first").number
    world.people.close(number)
    before = world.tracker.issue(REPO, number)
    world.tracker.close(REPO, number)
    assert world.tracker.issue(REPO, number) == before
    assert not before.is_open


def test_a_locked_issue_says_so_and_takes_no_comment(world: World) -> None:
    number = world.tracker.create(REPO, title="Attribution", body="first").number
    world.people.lock(number)
    assert world.tracker.issue(REPO, number).is_locked
    assert world.tracker.issues(REPO)[0].is_locked
    with pytest.raises(AccessRefused):
        world.tracker.comment(REPO, number, body="more")


def test_issues_that_are_switched_off_are_told_as_such(world: World) -> None:
    world.people.disable()
    with pytest.raises(Disabled):
        world.tracker.issues(REPO)
    with pytest.raises(Disabled):
        world.tracker.create(REPO, title="Attribution", body="first")


def test_an_archived_repository_can_be_read_and_not_written_to(world: World) -> None:
    world.tracker.create(REPO, title="Attribution", body="first")
    world.people.archive()
    assert len(world.tracker.issues(REPO)) == 1
    with pytest.raises(AccessRefused):
        world.tracker.create(REPO, title="Attribution", body="second")
    with pytest.raises(AccessRefused):
        world.tracker.edit(REPO, 1, body="second")


def test_it_is_told_whether_everybody_may_read(world: World) -> None:
    assert world.tracker.is_public(REPO)
    world.people.hide()
    assert not world.tracker.is_public(REPO)


@pytest.mark.parametrize(("title", "body"), [(" ", "words"), ("a" * 257, "words"), ("A", " \n"), ("A", "a" * 65_537)])
def test_what_cannot_be_posted_is_refused_before_it_is_sent(world: World, title: str, body: str) -> None:
    with pytest.raises(InputError):
        world.tracker.create(REPO, title=title, body=body)
    assert world.tracker.issues(REPO) == []


def test_an_empty_comment_is_refused(world: World) -> None:
    number = world.tracker.create(REPO, title="Attribution", body="first").number
    with pytest.raises(InputError):
        world.tracker.comment(REPO, number, body=" ")


def test_a_missing_issue_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.tracker.issue(REPO, 7)
