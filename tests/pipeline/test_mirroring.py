# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Threads are mirrored when they are read: whose words they are is asked once, and never in the way of obeying them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model.cases import CaseState
from bot.model.conversations import Side
from bot.model.errors import RemoteFailure
from tests.fakes.forum import FakeForum
from tests.samples.daemon import REPO, World

OWNER = REPO.split("/", maxsplit=1)[0]


@dataclass(slots=True)
class CountingForum(FakeForum):
    asked: list[str] = field(default_factory=list)
    is_broken: bool = False

    def members(self, owner: str) -> frozenset[str]:
        self.asked.append(owner)
        if self.is_broken:
            raise RemoteFailure("members: 500")
        return frozenset({"hana"})


def posted() -> tuple[World, CountingForum, int]:
    world = World()
    forum = world.forum = CountingForum()
    world.jobs = world.daemon("demo")
    world.post()
    assert world.case.thread is not None
    return world, forum, world.case.thread


def test_each_comment_is_kept_with_its_side() -> None:
    world, forum, thread = posted()
    for author in (OWNER, "Hana", "passer-by"):
        forum.answer(REPO, thread, author=author, body="Hello.")
    world.jobs.listen(REPO)
    sides = [(each.author, each.side) for each in world.conversations.said(1)]
    assert sides == [
        ("hubnotice-bot", Side.OURS),
        (OWNER, Side.OWNER),
        ("Hana", Side.OWNER),
        ("passer-by", Side.OTHER),
    ]


def test_nobody_is_asked_about_twice() -> None:
    world, forum, thread = posted()
    forum.answer(REPO, thread, author="passer-by", body="Hello.")
    world.jobs.listen(REPO)
    forum.answer(REPO, thread, author="passer-by", body="Hello again.")
    world.jobs.listen(REPO)
    world.jobs.listen(REPO)
    assert forum.asked == [OWNER]
    assert [each.body for each in world.conversations.said(1)][1:] == ["Hello.", "Hello again."]


def test_what_was_said_is_obeyed_where_the_mirror_cannot_be_kept() -> None:
    world, forum, thread = posted()
    forum.answer(REPO, thread, author="hana", body="/notice dispute no")
    world.jobs.listen(REPO)
    assert world.state() is CaseState.DISPUTED
    forum.answer(REPO, thread, author="passer-by", body="Hello.")
    forum.is_broken = True
    world.jobs.listen(REPO)
    assert len(world.conversations.said(1)) == 2
    forum.is_broken = False
    world.jobs.listen(REPO)
    assert len(world.conversations.said(1)) == 3
