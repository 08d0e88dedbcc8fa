# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A large model announced as built in-house that is DeepSeek-V3 trained further, without its license; later a NOTICE is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.localhub import samples
from bot.localhub.storage.threads import Discussion
from bot.model.cases import Case, CaseState
from bot.model.repository import SnapshotKey
from tests.scenarios.world import BOT, World, words

REPO, UPSTREAM = samples.RAKUTEN_LIKE, samples.DEEPSEEK_V3


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What could be seen at one time."""

    commit: str
    case: Case
    threads: list[Discussion]
    document: Any


@dataclass(frozen=True, kw_only=True)
class Story:
    world: World
    asked: Moment
    settled: Moment
    written: int
    """Requests that wrote until the case was settled."""


def _moment(world: World) -> Moment:
    return Moment(
        commit=world.head(REPO), case=world.case(REPO), threads=world.threads(REPO), document=world.document(REPO)
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with World(tmp_path_factory.mktemp("whole"), [REPO]) as world:
        world.poll()
        asked = _moment(world)
        samples.fix(world.hub, REPO)
        world.poll()
        yield Story(world=world, asked=asked, settled=_moment(world), written=world.written())


def test_the_whole_model_is_derived_from_the_upstream(story: Story) -> None:
    part, tokenizer = story.asked.document["lineage"]
    assert tokenizer["component"] == "tokenizer"
    assert (part["component"], part["verdict"], part["relation"]) == ("text_model", "derived", "finetune")
    assert part["upstream"]["repo"] == UPSTREAM
    assert part["upstream"]["license"] == "mit"
    assert part["log10_p"] <= -19
    assert part["inherited_fraction"] > 0.99


def test_text_and_copyright_line_are_missing_at_the_commit_that_was_examined(story: Story) -> None:
    findings = {finding["rule"]: finding for finding in story.asked.document["findings"]}
    assert {"license-text-missing", "copyright-notice-missing"} <= set(findings)
    assert findings["license-text-missing"]["severity"] == "obligation"
    assert findings["license-text-missing"]["confidence"] == "high"
    assert "Copyright (c) 2023 DeepSeek" in findings["copyright-notice-missing"]["message"]
    assert story.asked.case.subject == SnapshotKey(REPO, story.asked.commit)


def test_one_thread_asks_for_what_is_missing_and_holds_the_text(story: Story) -> None:
    [thread] = story.asked.threads
    assert thread.author == BOT
    assert thread.status.is_open
    assert story.asked.case.state is CaseState.POSTED
    text = words(thread)
    assert UPSTREAM in text
    assert story.asked.commit[:7] in text
    assert "Copyright (c) 2023 DeepSeek" in text
    assert "Permission is hereby granted, free of charge" in text
    assert "日本語" in text


def test_the_post_says_nothing_about_people(story: Story) -> None:
    text = words(story.asked.threads[0]).casefold()
    assert not [
        word for word in ("stole", "plagiar", "fake", "violat", "infring") if word in text.split("mit license\n")[0]
    ]


def test_a_notice_resolves_the_case_and_closes_the_thread_with_thanks(story: Story) -> None:
    [thread] = story.settled.threads
    assert thread.num == story.asked.threads[0].num
    assert not thread.status.is_open
    assert story.settled.case.state is CaseState.RESOLVED
    thanks = thread.comments[-1]
    assert thanks.author == BOT
    assert thanks.latest.text.startswith("**Thank you, this is settled.**")
    assert story.settled.commit[:7] in thanks.latest.text
    assert len(thread.comments) == 2


def test_the_record_holds_the_question_and_the_fix_with_their_dates(story: Story) -> None:
    decisions = story.world.app.casebook.decisions(story.settled.case.number)
    assert decisions[0].state is CaseState.APPROVED
    assert decisions[-1].state is CaseState.RESOLVED
    assert decisions[0].at < decisions[-1].at
    assert story.asked.commit != story.settled.commit
    for commit in (story.asked.commit, story.settled.commit):
        assert story.world.app.casebook.scan_report(SnapshotKey(REPO, commit)) is not None


def test_what_is_settled_is_settled(story: Story) -> None:
    assert not [each for each in story.settled.document["findings"] if each["severity"] == "obligation"]
    story.world.poll()
    assert story.world.written() == story.written
    assert story.world.case(REPO) == story.settled.case
