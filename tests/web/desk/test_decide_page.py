# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Ruling on a page: nothing is posted that was not shown, by two people where it takes two, and never past somebody else's ruling."""

from __future__ import annotations

import re

import pytest

from bot.model.cases import CaseState
from bot.model.errors import NotFound
from bot.model.people import Role
from tests.samples.daemon import HALF_FIXED, REPO
from tests.samples.judged import DECLARED_FINETUNE, WHOLE_MODEL
from tests.web.conftest import Answer
from tests.web.desk.world import OWNER, Town, words_of

DECIDE = "/case/C-1/decide"


def hidden(page: str, name: str) -> str:
    """The last field of this name: that of the newest form."""
    return str(re.findall(rf'name="{name}" value="(\w+)"', page)[-1])


def rule(place: Town, word: str, reason: str = "read it", **fields: str) -> Answer:
    seen = hidden(place.web.read(DECIDE), "seen")
    return place.web.send(f"{DECIDE}/{word}", **{"seen": seen, "reason": reason, **fields})


def approve(place: Town, *names: str) -> None:
    for name in names:
        place.web.sign_in_as(name, Role.REVIEWER)
        assert rule(place, "approve").status == 303


def prepared(place: Town) -> str:
    answer = place.web.send(f"{DECIDE}/prepare")
    assert answer.status == 200
    return answer.text


def send_post(place: Town, page: str, **changes: str) -> Answer:
    fields = {"seen": hidden(page, "seen"), "digest": hidden(page, "digest"), "reason": "now", **changes}
    return place.web.send(f"{DECIDE}/post", **fields)


def test_a_post_is_shown_checked_and_put_into_the_outbox(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    approve(place, "hf:ada")
    place.web.sign_in_as("hf:bob", Role.PUBLISHER)
    page = prepared(place)
    words = words_of(page)
    for said in (
        "As it would stand on the Hub",
        "In short.",
        "日本語",
        "Tone fine nothing found",
        "License of deepseek-ai/DeepSeek-V3-0324 fine mit, of commit e9b33add76883f293d6bf61f6bd89b497e80e335",
        "0 of 3 open with this owner, 0 of 2 this hour, 0 of 10 today",
        "Readers look 1 of 2 (hf:ada)",
        "Opt-out fine none",
        "Earlier threads fine none that we know of",
    ):
        assert said in words, said
    assert send_post(place, page).headers["location"] == DECIDE
    assert place.world.casebook.count_pending() == 1
    assert "It is written on 20 March 2026, 10:00 UTC at the earliest" in words_of(place.web.read(DECIDE))
    assert place.world.forum.writes == []
    assert rule(place, "undo", "wait").status == 303
    assert place.world.casebook.count_pending() == 0


def test_looking_scans_nothing(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    approve(place, "hf:ada")
    place.web.read("/case/C-1")
    assert place.web.scans == []


def test_nothing_is_posted_without_a_preview(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    approve(place, "hf:ada", "hf:bob")
    place.web.sign_in_as("hf:bob", Role.PUBLISHER)
    seen = hidden(place.web.read(DECIDE), "seen")
    for fields in ({}, {"digest": "0" * 64}):
        assert place.web.send(f"{DECIDE}/post", reason="now", **fields).status == 409
    answer = place.web.send(f"{DECIDE}/post", reason="now", digest="x", seen=seen)
    assert answer.status == 409
    assert "the post would say something else by now than what was shown" in words_of(answer.text)
    assert place.world.casebook.count_pending() == 0


def test_other_words_than_those_that_were_shown_are_refused(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    approve(place, "hf:ada", "hf:bob")
    place.web.sign_in_as("hf:bob", Role.PUBLISHER)
    page = prepared(place)
    # The same statements about a newer commit: the text names the commit, so it is another text.
    place.world.clock.advance(1)
    place.world.publish(WHOLE_MODEL)
    answer = send_post(place, page)
    assert answer.status == 409
    assert "the post would say something else by now" in words_of(answer.text)
    assert ">now</textarea>" in answer.text
    assert send_post(place, prepared(place)).status == 303


def test_what_says_something_else_by_now_is_not_posted(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    approve(place, "hf:ada", "hf:bob")
    place.web.sign_in_as("hf:bob", Role.PUBLISHER)
    place.world.publish(HALF_FIXED)
    page = prepared(place)
    assert "Newest commit stops it" in words_of(page)
    assert send_post(place, page).status == 409
    assert place.world.casebook.count_pending() == 0


def test_a_ruling_past_somebody_elses_is_refused(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    seen = hidden(place.web.read(DECIDE), "seen")
    approve(place, "hf:bob")
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    answer = place.web.send(f"{DECIDE}/dismiss", seen=seen, reason="it is in the card")
    assert answer.status == 409
    assert "something happened to it since this page was shown" in words_of(answer.text)
    assert ">it is in the card</textarea>" in answer.text
    assert place.world.state() is CaseState.APPROVED
    assert place.web.send(f"{DECIDE}/dismiss", reason="no page at all").status == 409


def test_a_reviewer_is_not_their_own_second_reader(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    approve(place, "hf:ada")
    answer = rule(place, "approve")
    assert answer.status == 409
    assert "the second reader is another person" in words_of(answer.text)
    place.web.sign_in_as("hf:Ada", Role.REVIEWER, Role.PUBLISHER)
    answer = send_post(place, prepared(place))
    assert answer.status == 409
    assert "1 more person has to approve it" in words_of(answer.text)


def test_the_command_line_makes_nobody_a_second_reader(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.desk.approve(1, name="ada", reason="read it")
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert rule(place, "approve").status == 409


@pytest.mark.parametrize(
    ("word", "role", "status"),
    [
        ("approve", Role.PUBLISHER, 403),
        ("dismiss", Role.PUBLISHER, 403),
        ("post", Role.REVIEWER, 403),
        ("undo", Role.REVIEWER, 403),
        ("prepare", Role.AUDITOR, 403),
        ("approve", Role.OWNER, 403),
        ("withdraw", Role.LEGAL, 403),
        ("prepare", Role.LEGAL, 200),
    ],
)
def test_each_ruling_needs_its_role(place: Town, word: str, role: Role, status: int) -> None:
    place.world.scan(WHOLE_MODEL)
    place.web.sign_in_as("hf:ada", role, org=OWNER)
    assert place.web.send(f"{DECIDE}/{word}", reason="x", seen="y").status == status
    assert place.world.casebook.decisions(1)[1:] == []


def test_a_ruling_needs_a_reason_and_keeps_it(place: Town) -> None:
    place.world.scan(DECLARED_FINETUNE)
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert rule(place, "approve", "").status == 409
    assert rule(place, "approve", "x" * 501).status == 409
    assert rule(place, "approve", "the card names it").status == 303
    last = place.world.casebook.decisions(1)[-1]
    assert (last.name, last.reason) == ("hf:ada", "the card names it")


def test_what_was_wrong_is_withdrawn_from_the_page(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.approve_and_post()
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert rule(place, "withdraw", "the control was empty").status == 303
    assert "Withdrawn: our mistake" in words_of(place.web.read(DECIDE))
    assert place.world.state() is CaseState.WITHDRAWN


def test_a_dispute_is_upheld_from_the_page(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.approve_and_post()
    assert place.world.case.thread is not None
    place.world.forum.answer(REPO, place.world.case.thread, author=OWNER, body="/notice dispute no")
    place.world.jobs.listen(REPO)
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert "It stands, I answered in the thread" in place.web.read(DECIDE)
    assert rule(place, "uphold", "the upstream's authors say otherwise").status == 303
    assert place.world.state() is CaseState.POSTED


def test_what_the_hub_does_not_give_is_told_calmly(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    place.world.hub.fail(REPO, NotFound("example-lab/Example-JA-700B: gone"))
    answer = place.web.send(f"{DECIDE}/prepare")
    assert answer.status == 409
    assert "C-1:" in words_of(answer.text)
