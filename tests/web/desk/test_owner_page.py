# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The owner's page: a click does what the word in the thread does, for one's own repositories and for no others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.model.cases import ActionKind, CaseState
from bot.model.orders import Word, contact_scope, owner_scope
from bot.model.people import Role
from bot.model.wishes import PostWish
from bot.pipeline.decide import as_wished
from tests.samples.daemon import REPO
from tests.samples.judged import WHOLE_MODEL
from tests.web.conftest import Answer
from tests.web.desk.world import OWNER, Town, words_of

PAGE = f"/org/{OWNER}"
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(2)) & so"


@pytest.fixture
def asked(place: Town) -> Town:
    """A question stands, and one of its owners is signed in."""
    place.world.scan(WHOLE_MODEL)
    place.approve_and_post()
    place.web.sign_in_as("hf:hana", Role.OWNER, org=OWNER)
    return place


def say(place: Town, word: str, text: str = "", name: str = "C-1") -> Answer:
    return place.web.send(f"{PAGE}/{name}/say", word=word, text=text)


def test_an_owner_sees_every_question_with_what_can_be_done(asked: Town) -> None:
    words = words_of(asked.web.read(PAGE))
    for said in (
        "One open question",
        "See the diff",
        "Open a pull request for me",
        "It is wrong",
        "Your statement",
        "May we write",
    ):
        assert said in words
    asked.web.sign_out()
    words = words_of(asked.web.read(PAGE))
    assert "One open question" in words
    assert "sign in with Hugging Face to answer here" in words
    assert "See the diff" not in words


@pytest.mark.parametrize("form", ["C-1/say", "C-1/statement", "C-1/diff", "wish", "reach", "fixes"])
def test_an_owner_of_another_organisation_can_do_nothing_here(asked: Town, form: str) -> None:
    fields = {"word": "dispute", "text": "no", "post": "never", "contact": "x", "language": "ja"}
    before = asked.world.casebook.decisions(1)
    asked.web.sign_in_as("hf:eve", Role.OWNER, org="evil-lab")
    assert asked.web.send(f"{PAGE}/{form}", **fields).status == 403
    asked.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert asked.web.send(f"{PAGE}/{form}", **fields).status == 403
    # Through one's own page to somebody else's case.
    asked.web.sign_in_as("hf:eve", Role.OWNER, org="evil-lab")
    if form.startswith("C-1"):
        assert asked.web.send(f"/org/evil-lab/{form}", **fields).status == 404
    assert asked.world.casebook.decisions(1) == before
    assert asked.world.conversations.statements(1) == []
    assert asked.world.casebook.standing(owner_scope(OWNER)) is None


def test_a_click_does_what_the_word_does(asked: Town) -> None:
    assert say(asked, "dispute", "the upstream agreed").headers["location"] == f"{PAGE}#C-1"
    assert asked.world.state() is CaseState.DISPUTED
    decision = asked.world.casebook.decisions(1)[-1]
    assert decision.name == "hf:hana"
    assert decision.reason.endswith("/notice dispute the upstream agreed")
    (answer,) = [each for each in asked.world.casebook.pending_actions() if each.kind is ActionKind.ENSURE_REPLY]
    asked.world.jobs.act(answer.id)
    assert asked.world.case.thread is not None
    assert "now reads **disputed**" in asked.world.forum.thread(REPO, asked.world.case.thread).comments[-1].body
    assert "the upstream agreed" in words_of(asked.web.read("/case/C-1"))
    assert asked.woken == [REPO]


def test_the_same_click_again_is_told_that_nothing_follows(asked: Town) -> None:
    say(asked, "dispute")
    answer = say(asked, "dispute")
    assert answer.status == 409
    assert "nothing follows from that: disputed already" in words_of(answer.text)


def test_work_that_a_click_asks_for_is_handed_on_once_by_whoever_listens(asked: Town) -> None:
    assert say(asked, "pr").status == 303
    (job,) = asked.world.jobs.listen(REPO)
    assert (job.kind, job.repo) == ("open_pull_request", REPO)
    assert [each.id for each in asked.world.jobs.listen(REPO)] == [job.id]
    asked.world.clock.advance(13 * 3600)
    assert list(asked.world.jobs.listen(REPO)) == []


def test_time_is_asked_for_in_days(asked: Town) -> None:
    assert say(asked, "wait", "14").status == 303
    assert asked.world.state() is CaseState.WAITING
    assert asked.world.case.asked.quiet_until == asked.world.clock.now() + timedelta(days=14)
    assert say(asked, "wait", "1000").status == 409
    assert say(asked, "explode").status == 400


def test_stopping_is_taken_back_on_the_same_page(asked: Town) -> None:
    say(asked, "stop")
    assert asked.world.state() is CaseState.STOPPED
    assert "You may write again" in asked.web.read(PAGE)
    assert say(asked, "unstop").status == 303
    assert asked.world.state() is CaseState.IN_REVIEW


def test_a_statement_stands_beside_the_question_and_its_history_stays(asked: Town) -> None:
    assert asked.web.send(f"{PAGE}/C-1/statement", text=HOSTILE).status == 303
    asked.web.sign_out()
    page = asked.web.read("/case/C-1")
    question, answer = re.findall(r'<section class="card side".*?</section>', page, flags=re.DOTALL)
    assert "What we asked" in question
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(2)) &amp; so" in answer
    assert "<script>alert" not in page
    asked.web.sign_in_as("hf:hana", Role.OWNER, org=OWNER)
    assert asked.web.send(f"{PAGE}/C-1/statement", text="Another one.").status == 303
    assert asked.web.send(f"{PAGE}/C-1/statement", withdraw="1").status == 303
    assert asked.web.send(f"{PAGE}/C-1/statement", withdraw="1").status == 409
    assert asked.web.send(f"{PAGE}/C-1/statement", text="x" * 4001).status == 409
    page = words_of(asked.web.read("/case/C-1"))
    assert "No answer is known yet" in page
    assert "Another one." in page
    assert "taken back" in page


def test_a_wish_holds_for_everything_of_the_owner_and_is_logged(asked: Town) -> None:
    assert asked.web.send(f"{PAGE}/wish", post="never").status == 303
    order = asked.world.casebook.standing(owner_scope(OWNER))
    assert order is not None
    assert (order.word, order.name) == (Word.OFF, "hf:hana")
    assert "Its owners asked us not to write." in words_of(asked.web.read(PAGE))
    assert asked.web.send(f"{PAGE}/wish", post="ask").status == 303
    order = asked.world.casebook.standing(owner_scope(OWNER))
    assert order is not None
    assert not order.is_off
    wished = as_wished(asked.world.report(), asked.world.clock.now().date(), order)
    assert wished.wishes.post is PostWish.ASK
    assert asked.web.send(f"{PAGE}/wish", post="any").status == 303
    assert asked.web.send(f"{PAGE}/wish", post="pr-only").status == 400


def test_how_to_reach_them_is_kept_and_never_shown_to_others(asked: Town) -> None:
    address = "legal@example-lab.example"
    assert asked.web.send(f"{PAGE}/reach", contact=address, language="ko").status == 303
    assert address in asked.web.read(PAGE)
    assert asked.world.case.asked.language == "ko"
    order = asked.world.casebook.standing(contact_scope(OWNER))
    assert order is not None
    assert address not in order.reason
    for who in (Role.REVIEWER, Role.AUDITOR):
        asked.web.sign_in_as("hf:ada", who)
        for path in (PAGE, "/case/C-1"):
            assert address not in asked.web.read(path)
    asked.web.sign_out()
    assert address not in asked.web.read(PAGE)


def test_what_is_no_address_and_no_language_is_refused(asked: Town) -> None:
    assert asked.web.send(f"{PAGE}/reach", contact="x" * 201, language="ja").status == 400
    assert asked.web.send(f"{PAGE}/reach", contact="x", language="tlh").status == 400


def test_a_draft_is_not_there_for_its_owner_either(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.web.sign_in_as("hf:hana", Role.OWNER, org=OWNER)
    assert "C-1" not in words_of(place.web.read(PAGE))
    assert say(place, "dispute").status == 404
    assert place.web.send(f"{PAGE}/C-1/diff").status == 404


def test_a_diff_is_worked_out_on_demand_and_a_pull_request_for_all(asked: Town) -> None:
    assert "diff-new" not in asked.web.read(PAGE)
    assert asked.web.send(f"{PAGE}/C-1/diff").status == 303
    assert "diff-new" in asked.web.read(PAGE)
    assert asked.web.send(f"{PAGE}/fixes").status == 303
    assert asked.world.casebook.decisions(1)[-1].reason.endswith("/notice pr")


def test_the_next_question_is_asked_in_the_language_that_they_chose(asked: Town) -> None:
    asked.web.send(f"{PAGE}/reach", contact="", language="ko")
    asked.world.scan(WHOLE_MODEL, f"{OWNER}/Second")
    second = asked.world.casebook.case_of(f"{OWNER}/Second")
    assert second is not None
    assert second.asked.language == "ko"
    assert "한국어" in asked.desk.preview(second.number, asked.world.report(second.repo)).body
