# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The page of a case: who sees it, what it says on both sides, and that nobody's words become markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.model.cases import CaseState
from bot.model.people import Role
from bot.render.pictures.case import NOTHING_KEPT
from bot.render.tone import lint
from tests.samples.daemon import FIXED, REPO
from tests.samples.judged import GROWN_VOCABULARY, VISION_ENCODER_ONLY, WHOLE_MODEL
from tests.samples.pictures import MOE
from tests.web.desk.world import OWNER, Town, words_of

HOSTILE = 'So <script>alert(1)</script> <img src=x onerror="alert(2)"> [x](javascript:alert(3))\n\n**and** \u202eevil'


def posted(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.approve_and_post()
    assert place.world.state() is CaseState.POSTED


def check_markup(page: str) -> None:
    """Nothing of a stranger's is a tag: what they wrote is there as text."""
    assert "<script>alert" not in page
    assert not re.search(r"<img\b", page)
    assert 'href="javascript' not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("path", ["/case/C-1", "/case/C-1/decide"])
def test_what_was_not_asked_in_public_is_not_there_for_strangers(place: Town, path: str) -> None:
    place.world.scan(WHOLE_MODEL)
    assert place.web.ask(path).status in {303, 404}
    place.web.sign_in_as("hf:hana", Role.OWNER, org=OWNER)
    assert place.web.ask(path).status in {403, 404}
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert place.web.ask(path).status == 200


@pytest.mark.parametrize("name", ["C-2", "C-", "x", "C-99999999999999", "%00", "C-1%2F..", "C-0"])
def test_what_is_no_case_is_not_found(place: Town, name: str) -> None:
    posted(place)
    assert place.web.ask(f"/case/{name}").status == 404


def test_a_public_case_says_both_what_can_and_what_cannot_be_said(place: Town) -> None:
    posted(place)
    page = words_of(place.web.read("/case/C-1"))
    for words in (
        "What we can say",
        "What we cannot say",
        "99.0 % of its 671.0 billion parameters are inherited",
        "posted",
    ):
        assert words in page
    assert "hubnotice case verify C-1" in page
    assert "2 of 2" in page


def test_the_desks_names_and_reasons_are_not_shown_to_strangers(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    for name in ("local:mo", "local:li"):
        place.desk.approve(1, name=name, reason="the third parent is odd")
    place.desk.post(1, place.world.report(), name="local:li", reason="now it is clear")
    place.world.clock.advance(80 * 3600)
    for action in place.world.jobs.waiting():
        place.world.jobs.act(action.id)
    page = place.web.read("/case/C-1")
    assert "local:mo" not in page
    assert "the third parent is odd" not in page
    place.web.sign_in_as("hf:ada", Role.AUDITOR)
    page = place.web.read("/case/C-1")
    assert "local:mo" in page
    assert "the third parent is odd" in page


def test_the_evidence_has_anchors_controls_and_what_weakens_it(place: Town) -> None:
    place.world.scan(GROWN_VOCABULARY)
    place.approve_and_post()
    page = place.web.read("/case/C-1")
    rows = re.findall(r'<tr id="(C-1-r\d+)" class="tells-(\w+)">', page)
    assert [name for name, _ in rows] == [f"C-1-r{place}" for place in range(1, len(rows) + 1)]
    assert "against" in {tells for _, tells in rows}
    words = words_of(page)
    assert "unrelated models give about 0.02" in words
    assert "Parts of its own, language model embedding, output head" in words


def test_a_part_that_is_independent_is_told_in_the_same_table(place: Town) -> None:
    place.world.scan(VISION_ENCODER_ONLY)
    place.approve_and_post()
    assert "Not part of the statement. Rows with a correlation of 0.05 or more would have been seen." in words_of(
        place.web.read("/case/C-1")
    )


def test_the_owners_answer_stands_beside_the_question(place: Town) -> None:
    posted(place)
    thread = place.world.case.thread
    assert thread is not None
    assert "No answer is known yet" in words_of(place.web.read("/case/C-1"))
    place.world.forum.organisations[OWNER] = frozenset({"hana"})
    place.world.forum.answer(REPO, thread, author="hana", body="The text is in docs/LICENSE.")
    place.world.forum.answer(REPO, thread, author="passer-by", body="I think so, too.")
    place.world.jobs.listen(REPO)
    page = place.web.read("/case/C-1")
    question, answer = re.findall(r'<section class="card side".*?</section>', page, flags=re.DOTALL)
    assert "What we looked at" in question
    assert "The text is in docs/LICENSE." in answer
    assert "I think so, too." not in question + answer
    assert "I think so, too." in page


def test_words_of_others_stay_text(place: Town) -> None:
    place.world.scan(WHOLE_MODEL)
    place.world.rule(CaseState.POSTED)
    place.world.casebook.decide(replace(place.world.case, thread=1), None, None)
    thread = place.world.forum.say(REPO, author="hubnotice-bot", title="x", body=HOSTILE)
    assert thread.number == 1
    place.world.forum.answer(REPO, 1, author="<b>hana</b>", body=HOSTILE)
    place.world.jobs.listen(REPO)
    place.web.sign_in_as("hf:ada", Role.AUDITOR)
    page = place.web.read("/case/C-1")
    check_markup(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>hana" not in page


def test_a_comment_that_was_taken_away_is_told_and_no_answer_any_more(place: Town) -> None:
    posted(place)
    thread = place.world.case.thread
    assert thread is not None
    said = place.world.forum.answer(REPO, thread, author=OWNER, body="We disagree.")
    place.world.jobs.listen(REPO)
    kept = place.world.forum.thread(REPO, thread)
    place.world.forum._threads[REPO][thread] = replace(
        kept, comments=tuple(each for each in kept.comments if each.id != said.id)
    )
    place.world.jobs.listen(REPO)
    page = place.web.read("/case/C-1")
    assert "no longer there since" in words_of(page)
    assert "We disagree." not in re.findall(r'<section class="card side".*?</section>', page, flags=re.DOTALL)[1]


def test_a_withdrawn_case_says_so_first_and_stays_readable(place: Town) -> None:
    posted(place)
    place.desk.withdraw(1, name="local:mo", reason="norms were compared without controls")
    place.web.sign_out()
    page = place.web.read("/case/C-1")
    words = words_of(page)
    assert "[withdrawn] C-1" in words
    assert "Withdrawn: our mistake · Correction no. 1 norms were compared without controls" in words
    assert "What we looked at" in words
    assert words_of(place.web.read(f"/repo/{REPO}")).count("Withdrawn: our mistake") == 1
    assert "Withdrawn: our mistake" in words_of(place.web.read(f"/org/{OWNER}"))


def test_a_dispute_shows_on_every_page_of_the_case(place: Town) -> None:
    posted(place)
    thread = place.world.case.thread
    assert thread is not None
    place.world.forum.answer(REPO, thread, author=OWNER, body="/notice dispute the upstream agreed")
    place.world.jobs.listen(REPO)
    for path in ("/case/C-1", f"/repo/{REPO}", f"/org/{OWNER}"):
        assert "Disputed : its owners say that this is wrong." in words_of(place.web.read(path)), path


def test_a_stopped_case_is_no_longer_public_and_its_owners_still_see_it(place: Town) -> None:
    posted(place)
    thread = place.world.case.thread
    assert thread is not None
    place.world.forum.answer(REPO, thread, author=OWNER, body="/notice stop")
    place.world.jobs.listen(REPO)
    place.web.read("/case/C-1", 404)
    place.web.sign_in_as("hf:hana", Role.OWNER, org=OWNER)
    assert "Its owners asked us not to write." in words_of(place.web.read("/case/C-1"))


def test_a_fix_is_planned_by_a_form_and_never_by_looking(place: Town) -> None:
    posted(place)
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert "diff-new" not in place.web.read("/case/C-1")
    assert place.web.send("/case/C-1/fix").headers["location"] == "/case/C-1#files"
    place.web.sign_out()
    page = place.web.read("/case/C-1")
    assert '<span class="diff-new">+MIT &lt;script&gt;alert(1)&lt;/script&gt;</span>' in page
    assert "The card stays as it is." in page
    assert place.web.scans == []


def test_notes_are_for_the_desk_alone(place: Town) -> None:
    posted(place)
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert place.web.send("/case/C-1/note", reason="Which <b>parent</b>?", more="1").status == 303
    assert place.web.send("/case/C-1/note", reason="").status == 400
    page = place.web.read("/case/C-1")
    assert "asks for more evidence" in page
    assert "Which &lt;b&gt;parent&lt;/b&gt;?" in page
    place.web.sign_out()
    assert "Which" not in place.web.read("/case/C-1")


def test_the_neighbours_are_those_that_one_may_see(place: Town) -> None:
    posted(place)
    place.world.scan(WHOLE_MODEL, "other/hidden")
    assert 'data-key="]"' not in place.web.read("/case/C-1")
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    assert 'href="/case/C-2" data-key="]"' in place.web.read("/case/C-1")
    assert 'href="/case/C-1" data-key="["' in place.web.read("/case/C-2")


def test_each_part_of_the_page_has_its_key(place: Town) -> None:
    posted(place)
    page = place.web.read("/case/C-1")
    tabs = dict(re.findall(r'<a href="#([\w-]+)" data-key="(\w)">', page))
    assert tabs == {
        "evidence": "h",
        "timeline": "t",
        "files": "f",
        "obligations": "o",
        "conversation": "v",
        "pull-request": "p",
        "log": "l",
    }
    for anchor in tabs:
        assert f'id="{anchor}"' in page


@pytest.mark.parametrize(
    "report", ["", "{", '{"schema": "hubnotice.scan/1"}', '{"schema": "hubnotice.scan/9", "lineage": 7}']
)
def test_a_stored_scan_that_cannot_be_read_leaves_a_page(place: Town, report: str) -> None:
    posted(place)
    place.world.casebook.record_scan(place.world.case.subject, report=report, at=place.world.clock.now())
    words = words_of(place.web.read("/case/C-1"))
    assert "No scan of this commit is stored here." in words
    assert "Why something is missing" in words


def test_what_came_later_is_on_the_timeline(place: Town) -> None:
    posted(place)
    place.world.scan(FIXED)
    for action in place.world.jobs.waiting():
        place.world.jobs.act(action.id)
    words = words_of(place.web.read("/case/C-1"))
    assert "the question was posted" in words
    assert "thanks, and the thread was closed" in words


def test_a_repository_of_any_name_has_a_page_or_none(place: Town) -> None:
    posted(place)
    place.web.read("/repo/nobody/nothing", 404)
    place.web.read("/repo/%3Cscript%3E/%22%3E", 404)
    place.web.read("/repo/" + "x" * 300, 404)
    hostile = '"><script>alert(1)<'
    place.world.scan(WHOLE_MODEL, f"evil/{hostile}")
    place.web.sign_in_as("hf:ada", Role.REVIEWER)
    page = place.web.read("/repo/evil/%22%3E%3Cscript%3Ealert%281%29%3C")
    check_markup(page)
    assert "evil/&#34;&gt;&lt;script&gt;alert(1)&lt;" in page
    check_markup(place.web.read("/case/C-2"))
    check_markup(place.web.read("/org/evil"))


def test_a_repository_says_what_it_builds_on(place: Town) -> None:
    posted(place)
    words = words_of(place.web.read(f"/repo/{REPO}"))
    assert "deepseek-ai/DeepSeek-V3-0324" in words
    assert "inferred from the files" in words
    assert "Shares its weights with another model." in words


def test_no_page_says_what_the_bot_never_says(place: Town) -> None:
    posted(place)
    place.web.sign_in_as("hf:hana", *Role, org=OWNER)
    pages = [place.web.read(path) for path in ("/case/C-1", "/case/C-1/decide", f"/org/{OWNER}", f"/repo/{REPO}")]
    pages.append(place.web.send("/case/C-1/decide/prepare").text)
    for page in pages:
        # A commit is written with an at sign before it, which pings nobody here.
        assert [each for each in lint(words_of(page)) if not each.startswith("@")] == []


def test_pictures_of_what_was_measured_stand_beside_the_evidence_with_their_numbers(place: Town) -> None:
    place.world.scan(replace(WHOLE_MODEL, lineage=replace(WHOLE_MODEL.lineage, pictures=MOE)))
    place.approve_and_post()
    page = place.web.read("/case/C-1")
    assert "15 of 15 measured cells agree with deepseek-ai/DeepSeek-V3-0324 at 0.412 or more" in words_of(page)
    assert page.count("<svg xmlns") == 6
    assert "style=" not in page
    assert 'href="/case/C-1/pictures/layers-text_model.csv"' in page
    numbers = place.web.ask("/case/C-1/pictures/layers-text_model.csv")
    assert numbers.headers["content-type"].startswith("text/csv")
    assert numbers.text.startswith('layer,part,r,r of the control\r\n0,"attention, queries",0.998,0.013\r\n')
    assert place.web.ask("/case/C-1/pictures/nothing.csv").status == 404


def test_a_scan_without_numbers_for_pictures_says_so(place: Town) -> None:
    posted(place)
    assert NOTHING_KEPT in words_of(place.web.read("/case/C-1"))
