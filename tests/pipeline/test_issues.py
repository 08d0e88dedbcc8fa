# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Owners are asked in an issue instead of a thread: with the same demands, once, and never as a way round a closed door."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.cases import ActionKind, ActionState, CaseState
from bot.model.errors import NotAllowed, RateLimited, Unreachable
from bot.model.orders import StandingOrder, Word, owner_scope
from bot.model.repository import Declared
from bot.model.wishes import PostWish, Wishes
from bot.pipeline.ruling.rulings import Ruled
from bot.pipeline.trackers.ensure import Outcome
from bot.render.markers import find_marker
from tests.fakes.tracker import FakeTracker
from tests.samples.daemon import FIXED, HALF_FIXED, REPO, UNCLEAR, World
from tests.samples.judged import NOW, WHOLE_MODEL, Repository, rulebook

CODE = "Example-Lab/code"
DECLARED_BY = Declared(license_id="mit", base_models=("deepseek-ai/DeepSeek-V3-0324",))


def declared(repository: Repository) -> Repository:
    return replace(repository, declared=DECLARED_BY)


DECLARED = declared(WHOLE_MODEL)


def approved(repository: Repository = DECLARED) -> World:
    world = World("review")
    world.scan(repository)
    world.desk().approve(1, name="ada", reason="read it")
    return world


def ask(world: World, repo: str = CODE, name: str = "ada") -> Ruled:
    return world.desk().issue(1, world.report(), repo, name=name, reason="they answer there")


def due(world: World) -> None:
    world.clock.advance(601)
    for action in world.jobs.waiting():
        world.jobs.act(action.id)


def asked() -> World:
    world = approved()
    ask(world)
    due(world)
    return world


def tracker(world: World) -> FakeTracker:
    assert world.tracker is not None
    return world.tracker


def wrote(world: World) -> list[str]:
    return [what for what, _, _ in tracker(world).writes]


def test_an_approved_case_is_asked_about_in_one_issue_and_in_no_thread() -> None:
    world = approved()
    action = ask(world).action
    assert action is not None
    assert (action.kind, action.repo, action.tracker_repo) == (ActionKind.ENSURE_ISSUE, REPO, CODE)
    with pytest.raises(RateLimited, match="it can still be undone"):
        world.jobs.act(action.id)
    due(world)
    assert tracker(world).writes == [("create", CODE, 1)]
    assert world.forum.writes == []
    assert (world.state(), world.case.thread, world.case.issue) == (CaseState.POSTED, None, f"{CODE}#1")
    assert (world.receipt().done, world.receipt().thread) == ("created", 1)
    assert "This note is about the model" in tracker(world).issue(CODE, 1).comments[0].body


def test_an_issue_about_what_is_undeclared_needs_two_people_and_waits_for_72_hours() -> None:
    world = approved(WHOLE_MODEL)
    with pytest.raises(NotAllowed, match="1 more person has to approve it"):
        ask(world)
    ask(world, name="bob")
    due(world)
    assert wrote(world) == []
    world.clock.advance(72 * 3600)
    due(world)
    assert wrote(world) == ["create"]


def test_what_nobody_approved_or_nobody_can_approve_gets_no_issue() -> None:
    world = World("review")
    world.scan(DECLARED)
    with pytest.raises(NotAllowed, match="in_review; 'post' is for cases that are approved"):
        ask(world)
    unclear = World("review")
    unclear.scan(UNCLEAR)
    unclear.rule(CaseState.APPROVED)
    with pytest.raises(NotAllowed, match="never posted"):
        ask(unclear)
    with pytest.raises(NotAllowed, match="writes nothing"):
        approved().desk("dry-run").issue(1, DECLARED.report(), CODE, name="ada", reason="now")


def test_what_was_approved_is_what_the_issue_says() -> None:
    world = approved()
    world.publish(declared(HALF_FIXED))
    with pytest.raises(NotAllowed, match="says something else by now"):
        ask(world)


def test_owners_who_opted_out_get_no_issue() -> None:
    world = approved()
    scope = owner_scope("example-lab")
    world.casebook.order(StandingOrder(scope=scope, word=Word.OFF, name="lab", reason="/notice stop org", at=NOW))
    with pytest.raises(NotAllowed, match="its owners ask us not to write"):
        ask(world)


@pytest.mark.parametrize("post", [PostWish.NEVER, PostWish.PR_ONLY])
def test_owners_whose_file_says_so_get_no_issue(post: PostWish) -> None:
    world = approved()
    report = replace(world.report(), wishes=Wishes(post=post, where=".notice.yml"))
    with pytest.raises(NotAllowed, match=r".notice.yml: its owners"):
        world.desk().issue(1, report, CODE, name="ada", reason="now")
    with pytest.raises(NotAllowed, match=r".notice.yml: its owners"):
        world.desk().preview_issue(1, report, CODE, name="ada")


def test_owners_who_opt_out_while_it_waits_get_no_issue() -> None:
    world = approved()
    ask(world)
    scope = owner_scope("example-lab")
    world.casebook.order(StandingOrder(scope=scope, word=Word.OFF, name="lab", reason="/notice stop org", at=NOW))
    due(world)
    assert (wrote(world), world.state(), world.case.issue) == ([], CaseState.UNREACHABLE, None)


@pytest.mark.parametrize(
    "state",
    [
        CaseState.POSTED,
        CaseState.UNREACHABLE,
        CaseState.OPTED_OUT,
        CaseState.STOPPED,
        CaseState.DISPUTED,
        CaseState.WAITING,
        CaseState.PRIVATE,
        CaseState.RESOLVED,
        CaseState.WITHDRAWN,
    ],
)
def test_an_issue_is_no_way_round_what_a_case_once_was(state: CaseState) -> None:
    world = approved()
    before = world.casebook.decisions(1)[0]
    world.casebook.decide(replace(world.case, state=state), replace(before, state=state), None)
    world.casebook.decide(replace(world.case, state=CaseState.APPROVED), world.casebook.decisions(1)[1], None)
    with pytest.raises(NotAllowed, match=f"is or was {state.value}"):
        ask(world)
    assert world.casebook.pending_actions() == []


def test_where_the_hub_lets_us_write_nothing_no_issue_is_written_either() -> None:
    world = approved()
    ask(world)
    world.forum.disabled.add(REPO)
    due(world)
    assert (wrote(world), world.state(), world.receipts()) == ([], CaseState.UNREACHABLE, ["refused"])


def test_a_thread_that_is_there_without_a_receipt_is_the_only_place() -> None:
    world = approved()
    ask(world)
    world.forum.create(REPO, title="Attribution", body="ours, from before the database was lost")
    due(world)
    assert (wrote(world), world.state()) == ([], CaseState.UNREACHABLE)


def test_thread_and_issue_do_not_wait_beside_each_other() -> None:
    world = approved()
    world.desk().post(1, world.report(), name="ada", reason="now")
    with pytest.raises(NotAllowed, match="its thread is in the outbox already"):
        ask(world)
    other = approved()
    ask(other)
    with pytest.raises(NotAllowed, match="its issue is in the outbox already"):
        ask(other)
    with pytest.raises(NotAllowed, match="its issue is in the outbox already"):
        other.desk().post(1, other.report(), name="ada", reason="now")


def test_two_cases_do_not_share_a_repository_of_code() -> None:
    world = approved()
    ask(world)
    world.scan(DECLARED, repo="example-lab/second")
    world.desk().approve(2, name="ada", reason="read it")
    report = world.report("example-lab/second")
    with pytest.raises(NotAllowed, match="has the issue of C-1"):
        world.desk().issue(2, report, CODE.lower(), name="ada", reason="now")


def test_issues_count_for_the_caps_of_threads() -> None:
    world = asked()
    world.jobs = world.daemon(replace(rulebook().preset("demo"), new_per_owner_per_week=1))
    action = world.scan(DECLARED, repo="example-lab/second")
    assert action is not None
    with pytest.raises(RateLimited, match="1 threads with this owner in the last week"):
        world.jobs.act(action)


def test_an_issue_whose_answer_is_lost_is_there_once() -> None:
    world = approved()
    ask(world)
    tracker(world).lost_replies[:] = [Unreachable("no answer")]
    with pytest.raises(Unreachable):
        due(world)
    for rule in (world.desk().undo, world.desk().dismiss):
        with pytest.raises(NotAllowed, match="may be written already"):
            rule(1, name="ada", reason="wait")
    due(world)
    assert (wrote(world), world.receipts(), world.case.issue) == (["create"], ["created"], f"{CODE}#1")


def test_a_fix_closes_the_issue_with_thanks() -> None:
    world = asked()
    action = world.scan(declared(FIXED))
    assert action is not None
    world.jobs.act(action)
    issue = tracker(world).issue(CODE, 1)
    assert wrote(world) == ["create", "comment", "close"]
    assert (issue.is_open, world.state(), world.receipt().done) == (False, CaseState.RESOLVED, "closed")
    assert "Thank you, this is settled" in issue.comments[-1].body
    assert world.forum.writes == []


def test_a_fix_after_a_lost_answer_closes_the_issue_too() -> None:
    world = approved()
    ask(world)
    tracker(world).lost_replies[:] = [Unreachable("no answer")]
    with pytest.raises(Unreachable):
        due(world)
    world.scan(declared(FIXED))
    assert (world.state(), world.case.issue) == (CaseState.RESOLVED, f"{CODE}#1")
    due(world)
    assert wrote(world) == ["create", "comment", "close"]


def test_a_changed_text_is_an_edit_of_the_issue() -> None:
    world = asked()
    world.scan(declared(HALF_FIXED))
    due(world)
    assert (wrote(world), world.receipts(), world.forum.writes) == (["create", "edit"], ["created", "edited"], [])
    marker = find_marker(tracker(world).issue(CODE, 1).comments[0].body)
    assert marker is not None
    assert marker.revision == 2


def test_an_issue_that_somebody_closed_is_left_alone_for_ever() -> None:
    world = asked()
    tracker(world).change(CODE, 1, is_open=False)
    world.scan(declared(HALF_FIXED))
    due(world)
    assert (wrote(world), world.state(), world.case.issue) == (["create"], CaseState.UNREACHABLE, f"{CODE}#1")


def test_no_thread_is_ever_opened_beside_an_issue() -> None:
    world = asked()
    with pytest.raises(NotAllowed, match="posted; 'post' is for cases that are approved"):
        world.desk().post(1, world.report(), name="ada", reason="there, too")
    world.rule(CaseState.APPROVED)
    with pytest.raises(NotAllowed, match="its issue is posted already"):
        world.desk().post(1, world.report(), name="ada", reason="there, too")
    thread = replace(world.action(world.receipt().action), id="C-1-ensure_thread-1", kind=ActionKind.ENSURE_THREAD)
    world.casebook.decide(world.case, None, replace(thread, tracker_repo="", state=ActionState.PENDING))
    due(world)
    assert (world.forum.writes, world.receipt().done) == ([], "unchanged")


def test_a_withdrawal_stands_in_title_text_and_a_comment_and_closes_the_issue() -> None:
    world = asked()
    world.desk().withdraw(1, name="ada", reason="the norms were compared by plain cosine")
    due(world)
    issue = tracker(world).issue(CODE, 1)
    assert wrote(world) == ["create", "edit", "rename", "comment", "close"]
    assert issue.title.startswith("[Withdrawn \u2013 our mistake]")
    assert issue.comments[0].body.startswith("> **Withdrawn: we were wrong.**")
    assert "Copyright (c) 2023 DeepSeek" in issue.comments[0].body, "the text stays readable"
    assert "the norms were compared by plain cosine" in issue.comments[-1].body
    assert (issue.is_open, world.state(), world.receipt().done) == (False, CaseState.WITHDRAWN, "withdrawn")
    assert world.forum.writes == []


@pytest.mark.parametrize("lost", range(4))
def test_a_withdrawal_of_an_issue_whose_answers_are_lost_writes_nothing_twice(lost: int) -> None:
    world = asked()
    action = world.desk().withdraw(1, name="ada", reason="wrong").action
    assert action is not None
    tracker(world).lost_replies[:] = [Unreachable("no answer")] * (lost + 1)
    for _ in range(lost + 1):
        with pytest.raises(Unreachable):
            world.jobs.act(action.id)
    world.jobs.act(action.id)
    assert wrote(world) == ["create", "edit", "rename", "comment", "close"]


def test_in_an_issue_that_its_owners_closed_only_our_own_words_are_put_right() -> None:
    world = asked()
    tracker(world).change(CODE, 1, is_open=False)
    world.desk().withdraw(1, name="ada", reason="wrong")
    due(world)
    assert wrote(world) == ["create", "edit", "rename"]
    assert world.receipt().done == Outcome.WITHDRAWN.value


def test_without_an_account_the_issue_waits() -> None:
    world = approved()
    ask(world)
    world.tracker = None
    world.jobs = world.daemon("review")
    world.clock.advance(601)
    [action] = world.jobs.waiting()
    with pytest.raises(RateLimited, match="set HUBNOTICE_GITHUB_TOKEN"):
        world.jobs.act(action.id)
    assert world.state() is CaseState.APPROVED


def test_a_pulled_kill_switch_and_a_stop_hold_issues_too() -> None:
    world = approved()
    action = ask(world).action
    assert action is not None
    world.clock.advance(601)
    world.killed = "/tmp/stop exists"
    with pytest.raises(RateLimited, match="/tmp/stop exists"):
        world.jobs.act(action.id)
    world.killed = None
    world.desk().switch_posting(on=False, name="ada", reason="a launch")
    with pytest.raises(RateLimited, match="posting was stopped by ada"):
        world.jobs.act(action.id)
    assert wrote(world) == []


def test_an_issue_can_be_undone_until_it_is_written() -> None:
    world = approved()
    ask(world)
    world.desk().undo(1, name="bob", reason="by mail")
    due(world)
    assert (wrote(world), world.state()) == ([], CaseState.IN_REVIEW)


def test_an_issue_waits_while_a_cap_is_reached() -> None:
    world = approved()
    world.scan(DECLARED, repo="example-lab/second")
    world.desk().approve(2, name="ada", reason="read it")
    world.desk().post(2, world.report("example-lab/second"), name="ada", reason="now")
    due(world)
    action = ask(world).action
    assert action is not None
    world.clock.advance(601)
    with pytest.raises(RateLimited, match="1 threads with this owner in the last week"):
        world.jobs.act(action.id)
    assert (wrote(world), world.action(action.id).tried_at) == ([], None)
    world.clock.advance(7 * 24 * 3600)
    world.jobs.act(action.id)
    assert wrote(world) == ["create"]


def test_where_an_issue_may_be_no_thread_is_written() -> None:
    world = approved()
    ask(world)
    tracker(world).lost_replies[:] = [Unreachable("no answer")]
    with pytest.raises(Unreachable):
        due(world)
    world.rule(CaseState.IN_REVIEW)
    due(world)
    assert world.receipts() == ["unchanged"], "overtaken, and nobody looked whether it is there"
    world.rule(CaseState.APPROVED)
    with pytest.raises(NotAllowed, match="an issue about it may be there"):
        world.desk().post(1, world.report(), name="ada", reason="on the Hub, then")
    thread = replace(world.action(world.receipt().action), id="C-1-ensure_thread-1", kind=ActionKind.ENSURE_THREAD)
    world.casebook.decide(
        world.case, None, replace(thread, tracker_repo="", tried_at=None, state=ActionState.PENDING, not_before=None)
    )
    due(world)
    assert (world.forum.writes, world.receipts()) == ([], ["unchanged", "refused"])
