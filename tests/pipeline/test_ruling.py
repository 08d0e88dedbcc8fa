# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""People rule: two read what is undeclared, posts wait and can be undone, and what was wrong is taken back where it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.cases import ActionKind, ActionState, CaseState
from bot.model.errors import NotAllowed, NotFound, RateLimited, Throttled
from bot.model.findings import Tier
from bot.model.orders import POSTING, Word
from bot.model.repository import Declared
from bot.model.wishes import PostWish, Wishes
from bot.render.markers import find_marker
from tests.samples.daemon import HALF_FIXED, REPO, UNCLEAR, World
from tests.samples.judged import NOW, WHOLE_MODEL, Repository, rulebook

DECLARED = replace(WHOLE_MODEL, declared=Declared(license_id="mit", base_models=("deepseek-ai/DeepSeek-V3-0324",)))


def reviewed(repository: Repository = WHOLE_MODEL) -> World:
    world = World("review")
    world.scan(repository)
    return world


def posted(repository: Repository = WHOLE_MODEL) -> World:
    world = World()
    world.post(repository)
    return world


def due(world: World) -> None:
    """Everything that the outbox holds and that is due."""
    for action in world.jobs.waiting():
        world.jobs.act(action.id)


def test_what_is_undeclared_needs_two_people_and_its_courtesy_window() -> None:
    world = reviewed()
    desk = world.desk()
    assert world.case.findings[0].tier is Tier.UNDECLARED
    assert desk.approve(1, name="ada", reason="read it").remark == "1 more to approve it"
    with pytest.raises(NotAllowed, match="1 more person has to approve it"):
        desk.post(1, world.report(), name="Ada", reason="now")
    world.clock.advance(3600)
    action = desk.post(1, world.report(), name="bob", reason="read it, too").action
    assert action is not None
    assert action.not_before == NOW + timedelta(hours=72)
    due(world)
    assert world.forum.writes == []
    world.clock.advance(71 * 3600)
    due(world)
    assert (world.wrote(), world.state()) == (["create"], CaseState.POSTED)


def test_what_is_declared_needs_one_person_and_ten_minutes() -> None:
    world = reviewed(DECLARED)
    desk = world.desk()
    assert world.case.findings[0].tier is Tier.DECLARED
    desk.approve(1, name="ada", reason="read it")
    action = desk.post(1, world.report(), name="ada", reason="now").action
    assert action is not None
    assert action.not_before == NOW + timedelta(minutes=10)
    with pytest.raises(RateLimited, match="it can still be undone"):
        world.jobs.act(action.id)
    world.clock.advance(600)
    due(world)
    assert world.wrote() == ["create"]


def test_a_post_can_be_undone_until_it_is_written() -> None:
    world = reviewed(DECLARED)
    desk = world.desk()
    desk.approve(1, name="ada", reason="read it")
    action = desk.post(1, world.report(), name="ada", reason="now").action
    assert action is not None
    desk.undo(1, name="bob", reason="wait, there is a NOTICE in the parent")
    world.clock.advance(601)
    due(world)
    world.jobs.act(action.id)
    assert world.forum.writes == []
    assert world.action(action.id).state is ActionState.UNDONE
    assert world.state() is CaseState.IN_REVIEW
    with pytest.raises(NotAllowed, match="in_review; 'undo' is for cases that are approved"):
        desk.undo(1, name="bob", reason="again")
    with pytest.raises(NotAllowed, match="'post' is for cases that are approved"):
        desk.post(1, world.report(), name="ada", reason="again")


def test_what_was_undone_and_approved_anew_is_posted_with_the_same_words() -> None:
    world = reviewed(DECLARED)
    desk = world.desk()
    for _ in range(2):
        desk.approve(1, name="ada", reason="read it")
        desk.post(1, world.report(), name="ada", reason="now")
        desk.undo(1, name="bob", reason="wait")
    desk.approve(1, name="ada", reason="read it")
    action = desk.post(1, world.report(), name="ada", reason="now").action
    assert [action] == world.casebook.pending_actions()
    world.clock.advance(600)
    due(world)
    assert (world.wrote(), world.state()) == (["create"], CaseState.POSTED)


def test_a_text_that_waits_lapses_with_its_approval() -> None:
    world = reviewed()
    desk = world.desk()
    desk.approve(1, name="ada", reason="read it")
    desk.post(1, world.report(), name="bob", reason="read it, too")
    world.scan(HALF_FIXED)
    assert (world.state(), world.casebook.pending_actions()) == (CaseState.IN_REVIEW, [])
    for name in ("ada", "bob"):
        desk.approve(1, name=name, reason="read what is left")
    world.clock.advance(73 * 3600)
    due(world)
    assert world.wrote() == [], "what was approved is about other words"
    desk.post(1, world.report(), name="ada", reason="now")
    world.clock.advance(601)
    due(world)
    marker = find_marker(world.forum.thread(REPO, 1).comments[0].body)
    assert marker is not None
    assert marker.commit == world.case.subject.short_revision


def test_owners_who_opted_out_are_not_posted_to() -> None:
    world = reviewed(DECLARED)
    world.desk().approve(1, name="ada", reason="read it")
    report = replace(world.report(), wishes=Wishes(post=PostWish.NEVER, where=".notice.yml"))
    with pytest.raises(NotAllowed, match=r".notice.yml: its owners ask us not to write"):
        world.desk().post(1, report, name="ada", reason="now")


def test_what_was_approved_is_what_is_posted() -> None:
    world = reviewed(DECLARED)
    desk = world.desk()
    desk.approve(1, name="ada", reason="read it")
    world.publish(replace(HALF_FIXED, declared=DECLARED.declared))
    with pytest.raises(NotAllowed, match="says something else by now"):
        desk.post(1, world.report(), name="ada", reason="now")
    assert world.casebook.pending_actions() == []


def test_unclear_evidence_is_posted_by_nobody() -> None:
    world = reviewed(UNCLEAR)
    for name in ("ada", "bob"):
        with pytest.raises(NotAllowed, match="never posted, whoever approves it"):
            world.desk().approve(1, name=name, reason="I am sure")


@pytest.mark.parametrize(("name", "reason"), [("", "why"), ("  ", "why"), ("ada", " ")])
def test_a_ruling_needs_a_name_and_a_reason(name: str, reason: str) -> None:
    world = reviewed()
    with pytest.raises(NotAllowed, match="needs"):
        world.desk().approve(1, name=name, reason=reason)
    assert world.state() is CaseState.IN_REVIEW


def test_nobody_rules_on_a_case_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="C-9: no such case"):
        World().desk().dismiss(9, name="ada", reason="r")


def test_nothing_goes_into_the_outbox_under_a_preset_that_writes_nothing() -> None:
    world = reviewed(DECLARED)
    world.desk().approve(1, name="ada", reason="read it")
    with pytest.raises(NotAllowed, match="preset dry-run writes nothing"):
        world.desk("dry-run").post(1, world.report(), name="ada", reason="now")


def test_a_dismissed_case_takes_its_post_out_of_the_outbox_for_good() -> None:
    world = reviewed(DECLARED)
    desk = world.desk()
    desk.approve(1, name="ada", reason="read it")
    desk.post(1, world.report(), name="ada", reason="now")
    desk.dismiss(1, name="bob", reason="the text is in docs/")
    world.clock.advance(10**6)
    due(world)
    world.scan(replace(HALF_FIXED, declared=DECLARED.declared))
    assert (world.forum.writes, world.state()) == ([], CaseState.NOT_A_FINDING)


def test_a_withdrawal_stands_in_title_first_post_and_a_comment_and_closes_the_thread() -> None:
    world = posted()
    world.desk().withdraw(1, name="ada", reason="the norms were compared by plain cosine")
    due(world)
    assert world.wrote() == ["create", "edit", "rename", "comment", "close"]
    thread = world.forum.thread(REPO, 1)
    assert thread.title.startswith("[Withdrawn \u2013 our mistake]")
    assert not thread.is_open
    first, last = thread.comments
    assert first.body.startswith("> **Withdrawn: we were wrong.**")
    assert "Copyright (c) 2023 DeepSeek" in first.body, "the first post stays readable"
    assert "the norms were compared by plain cosine" in last.body
    assert "ada" in last.body
    marker = find_marker(first.body)
    assert marker is not None
    assert (marker.state, world.state(), world.case.correction) == ("withdrawn", CaseState.WITHDRAWN, 1)
    assert world.receipt().done == "withdrawn"


@pytest.mark.parametrize("lost", range(4))
def test_a_withdrawal_whose_answers_are_lost_writes_nothing_twice(lost: int) -> None:
    world = posted()
    action = world.desk().withdraw(1, name="ada", reason="wrong").action
    assert action is not None
    for _ in range(lost + 1):
        world.forum.lost_replies.append(RateLimited("no answer"))
    for _ in range(lost + 1):
        with pytest.raises(RateLimited):
            world.jobs.act(action.id)
    world.jobs.act(action.id)
    assert world.wrote() == ["create", "edit", "rename", "comment", "close"]


def test_in_a_thread_that_its_owners_closed_only_our_own_words_are_put_right() -> None:
    world = posted()
    world.forum.change(REPO, 1, is_open=False)
    world.desk().withdraw(1, name="ada", reason="wrong")
    due(world)
    assert world.wrote() == ["create", "edit", "rename"]


def test_nothing_is_withdrawn_that_was_never_said() -> None:
    with pytest.raises(NotAllowed, match="in_review; 'withdraw' is for"):
        reviewed().desk().withdraw(1, name="ada", reason="r")


def test_one_withdrawal_of_an_undeclared_upstream_stops_all_posting_but_withdrawals() -> None:
    world = posted()
    world.post(repo="b/two")
    world.desk().withdraw(1, name="ada", reason="wrong")
    order = world.casebook.standing(POSTING)
    assert order is not None
    assert (order.word, order.name) == (Word.TRIPPED, "breaker")
    action = world.scan(WHOLE_MODEL, repo="c/three")
    assert action is not None
    with pytest.raises(RateLimited, match="posting was stopped by breaker"):
        world.jobs.act(action)
    due(world)
    assert world.forum.writes[-1] == ("close", REPO, 1), "the withdrawal itself is written"
    world.desk().switch_posting(on=True, name="ada", reason="two people read the review")
    world.clock.advance(301)
    due(world)
    assert world.forum.writes[-1] == ("create", "c/three", 1)


def test_a_person_stops_posting_and_the_kill_switch_stops_everything() -> None:
    world = posted()
    world.desk().switch_posting(on=False, name="ada", reason="a launch")
    action = world.scan(WHOLE_MODEL, repo="c/three")
    assert action is not None
    with pytest.raises(RateLimited, match="posting was stopped by ada: a launch"):
        world.jobs.act(action)
    withdrawal = world.desk().withdraw(1, name="ada", reason="wrong").action
    assert withdrawal is not None
    world.killed = "/tmp/stop exists"
    with pytest.raises(RateLimited, match="/tmp/stop exists"):
        world.jobs.act(withdrawal.id)
    assert world.wrote() == ["create"]


def test_an_order_needs_a_name_and_a_reason() -> None:
    with pytest.raises(NotAllowed):
        World().desk().switch_posting(on=True, name="", reason="r")
    with pytest.raises(NotAllowed):
        World().desk().switch_posting(on=True, name="ada", reason="")


def test_what_was_disputed_stands_where_a_person_says_so() -> None:
    world = posted()
    world.rule(CaseState.DISPUTED)
    world.desk().uphold(1, name="ada", reason="answered in the thread")
    assert world.state() is CaseState.POSTED


def test_a_hub_that_says_we_write_too_much_is_believed() -> None:
    world = World()
    action = world.scan(WHOLE_MODEL)
    assert action is not None
    world.forum.lost_replies.append(Throttled("429"))
    with pytest.raises(Throttled):
        world.jobs.act(action)
    order = world.casebook.standing(POSTING)
    assert order is not None
    assert order.word is Word.TRIPPED


def test_two_threads_with_one_owner_are_a_week_apart() -> None:
    world = World(replace(rulebook().preset("demo"), new_per_owner_per_week=1))
    world.post(repo="lab/one")
    second = world.scan(WHOLE_MODEL, repo="LAB/two")
    assert second is not None
    with pytest.raises(RateLimited, match="1 threads with this owner in the last week"):
        world.jobs.act(second)
    world.clock.advance(7 * 24 * 3600)
    world.jobs.act(second)
    assert world.wrote() == ["create", "create"]


def test_three_open_threads_with_one_owner_are_enough() -> None:
    world = World(replace(rulebook().preset("demo"), open_per_owner=2))
    for name in ("one", "two"):
        world.post(repo=f"lab/{name}")
    third = world.scan(WHOLE_MODEL, repo="lab/three")
    assert third is not None
    with pytest.raises(RateLimited, match="2 threads stand open with this owner"):
        world.jobs.act(third)


def test_in_the_first_month_fewer_are_written() -> None:
    world = World(replace(rulebook().preset("demo"), posts_per_day_at_first=1))
    world.post(repo="a/one")
    action = world.scan(WHOLE_MODEL, repo="b/two")
    assert action is not None
    with pytest.raises(RateLimited, match="1 threads in the last day"):
        world.jobs.act(action)
    world.clock.advance(31 * 24 * 3600)
    world.post(repo="c/three")
    world.post(repo="d/four")
    assert world.wrote() == ["create"] * 3


def test_where_owners_took_a_stop_back_people_approve_anew_and_the_one_thread_goes_on() -> None:
    world = posted()
    for said in ("/notice stop", "/notice unstop"):
        world.forum.answer(REPO, 1, author="example-lab", body=said)
        world.jobs.listen()
    assert world.state() is CaseState.IN_REVIEW
    desk = world.desk("demo")
    desk.approve(1, name="ada", reason="they answered")
    desk.post(1, world.report(), name="bob", reason="they answered")
    due(world)
    assert world.state() is CaseState.POSTED
    assert world.wrote() == ["create", "comment", "comment"], "the same text is not written again"
    assert len(world.forum.threads(REPO)) == 1


def test_an_outbox_row_of_a_withdrawal_is_of_that_kind() -> None:
    world = posted()
    action = world.desk().withdraw(1, name="ada", reason="wrong").action
    assert action is not None
    assert action.kind is ActionKind.ENSURE_WITHDRAWN
