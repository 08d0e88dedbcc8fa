# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a scan means for a case: silence is the default, and nothing is done twice."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.cases import ActionKind, ActionState, CaseState, Decider
from bot.model.components import Component
from bot.model.costs import Reason
from bot.model.errors import Disabled, Unreachable
from bot.model.findings import Severity
from bot.model.lineage import Verdict
from bot.pipeline.decide import course_of_new
from bot.render.markers import find_marker
from tests.samples.daemon import (
    FIXED,
    HALF_FIXED,
    OTHER_WEIGHTS,
    REPO,
    UNCLEAR,
    UNREAD,
    UNSEEN_WEIGHTS,
    World,
)
from tests.samples.judged import (
    DECLARED_FINETUNE,
    NOW,
    QWEN,
    SAME_SHAPE_OWN_WEIGHTS,
    TWO_PARTS,
    VISION_ENCODER_ONLY,
    WHOLE_MODEL,
    Repository,
    lineage,
    part,
    rulebook,
)

CLOSED_FOR_GOOD = [CaseState.NOT_A_FINDING, CaseState.WITHDRAWN, CaseState.RESOLVED]


@pytest.mark.parametrize("preset", ["dry-run", "review", "automatic"])
def test_independent_weights_leave_no_case_and_no_action(preset: str) -> None:
    world = World(preset)
    assert world.scan(SAME_SHAPE_OWN_WEIGHTS) is None
    assert world.casebook.cases() == []
    assert world.casebook.pending_actions() == []
    assert world.forum.writes == []


def test_the_report_is_kept_even_where_there_is_nothing_to_say() -> None:
    world = World()
    key = world.publish(SAME_SHAPE_OWN_WEIGHTS)
    world.jobs.scan(key)
    assert '"verdict": "independent"' in (world.casebook.scan_report(key) or "")


def test_dry_run_proposes_and_intends_nothing() -> None:
    world = World("dry-run")
    assert world.scan(WHOLE_MODEL) is None
    assert world.state() is CaseState.PROPOSED
    assert world.scan(HALF_FIXED) is None
    assert world.scan(FIXED) is None
    assert world.state() is CaseState.FIXED_SILENTLY
    assert world.casebook.pending_actions() == []


def test_review_waits_for_a_person_and_intends_nothing() -> None:
    world = World("review")
    assert world.scan(DECLARED_FINETUNE) is None
    assert world.state() is CaseState.IN_REVIEW
    assert world.casebook.pending_actions() == []


def test_unclear_evidence_is_proposed_and_never_intended() -> None:
    world = World()
    assert world.scan(UNCLEAR) is None
    assert world.state() is CaseState.PROPOSED
    assert world.casebook.pending_actions() == []


def test_automatic_stores_case_decision_and_action_together() -> None:
    world = World()
    identifier = world.scan(WHOLE_MODEL)
    assert identifier is not None
    action = world.action(identifier)
    (decision,) = world.casebook.decisions(world.case.number)
    assert (action.kind, action.state, action.repo) == (ActionKind.ENSURE_THREAD, ActionState.PENDING, REPO)
    assert (decision.state, decision.decider, decision.name) == (CaseState.APPROVED, Decider.PRESET, "demo")
    assert identifier.startswith(f"{world.case.name}-ensure_thread-")
    assert world.case.upstreams == ("deepseek-ai/DeepSeek-V3-0324",)
    assert "Copyright (c) 2023 DeepSeek" in action.body


@pytest.mark.parametrize("preset", ["dry-run", "review", "automatic"])
def test_the_same_scan_again_ends_the_same(preset: str) -> None:
    world = World(preset)
    key = world.publish(WHOLE_MODEL)
    first = world.jobs.scan(key)
    before = world.casebook.cases(), world.casebook.decisions(1), world.casebook.pending_actions()
    world.clock.advance(60)
    assert world.jobs.scan(key) == first
    assert (world.casebook.cases(), world.casebook.decisions(1), world.casebook.pending_actions()) == before


def test_a_scan_that_crashed_before_its_action_was_handed_on_names_it_again_even_without_discussions() -> None:
    world = World()
    key = world.publish(WHOLE_MODEL)
    action = world.jobs.scan(key)
    world.forum.disabled.add(REPO)
    assert world.jobs.scan(key) == action


def test_a_scan_after_its_action_was_done_asks_for_nothing() -> None:
    world = World()
    world.post()
    assert world.jobs.scan(world.case.subject) is None


def test_a_preset_without_room_for_posts_intends_none() -> None:
    world = World(replace(rulebook().preset("automatic"), posts_per_day=0))
    assert world.scan(WHOLE_MODEL) is None
    assert world.state() is CaseState.PROPOSED
    assert world.casebook.pending_actions() == []


def test_a_fix_before_the_first_word_is_silent() -> None:
    world = World("review")
    world.scan(WHOLE_MODEL)
    assert world.scan(FIXED) is None
    assert world.state() is CaseState.FIXED_SILENTLY
    assert world.casebook.pending_actions() == []


def test_a_case_that_was_fixed_silently_comes_back_to_a_person_first() -> None:
    world = World()
    world.scan(WHOLE_MODEL)
    world.scan(FIXED)
    world.scan(WHOLE_MODEL)
    assert world.state() is CaseState.IN_REVIEW


def test_a_fix_after_the_post_is_resolved_with_both_dates() -> None:
    world = World()
    world.post()
    world.clock.advance(timedelta(hours=25, minutes=31).total_seconds())
    identifier = world.scan(FIXED)
    assert identifier is not None
    assert world.state() is CaseState.RESOLVED
    action = world.action(identifier)
    assert action.kind is ActionKind.ENSURE_CLOSED
    assert "We asked on 17 March 2026, 10:00 UTC, and found it settled on 18 March 2026, 11:31 UTC." in action.body


def test_the_scan_that_resolved_a_case_names_the_same_thanks_again() -> None:
    world = World()
    world.post()
    key = world.publish(FIXED)
    thanks = world.jobs.scan(key)
    world.clock.advance(120)
    assert world.jobs.scan(key) == thanks
    assert len(world.casebook.pending_actions()) == 1


def test_changed_findings_edit_the_thread_with_the_next_revision() -> None:
    world = World()
    first = world.post()
    second = world.post(HALF_FIXED)
    assert [revision_of(world, each) for each in (first, second)] == [1, 2]
    assert world.wrote() == ["create", "edit"]
    assert world.state() is CaseState.POSTED


def test_the_same_findings_at_a_new_commit_are_no_news() -> None:
    world = World()
    world.post()
    decided = world.casebook.decisions(1)
    key = world.publish(WHOLE_MODEL)
    assert world.jobs.scan(key) is None
    assert world.case.subject == key
    assert world.casebook.decisions(1) == decided


def test_a_wording_that_returns_is_a_new_intention() -> None:
    world = World()
    actions = [world.post(each) for each in (WHOLE_MODEL, HALF_FIXED, WHOLE_MODEL)]
    assert len({*actions}) == 3
    assert revision_of(world, actions[-1]) == 3
    assert world.wrote() == ["create", "edit", "edit"]


@pytest.mark.parametrize("repository", [UNREAD, UNSEEN_WEIGHTS])
@pytest.mark.parametrize("is_posted", [False, True])
def test_what_could_not_be_looked_at_changes_nothing(repository: Repository, *, is_posted: bool) -> None:
    world = World()
    if is_posted:
        world.post()
    else:
        world.scan(WHOLE_MODEL)
    before = world.case
    world.scan(repository)
    assert world.case == before
    assert world.wrote() == (["create"] if is_posted else [])


def test_weights_that_were_replaced_end_a_case_that_was_not_posted() -> None:
    world = World()
    action = world.scan(WHOLE_MODEL)
    world.scan(OTHER_WEIGHTS)
    assert world.state() is CaseState.FIXED_SILENTLY
    assert action is not None
    world.jobs.act(action)
    assert world.forum.writes == []


def test_weights_that_were_replaced_after_the_post_are_for_a_person_and_earn_no_thanks_for_a_notice() -> None:
    world = World()
    world.post()
    assert world.scan(OTHER_WEIGHTS) is None
    assert world.state() is CaseState.POSTED


def test_one_of_two_upstreams_that_was_not_seen_this_time_is_not_dropped_from_the_thread() -> None:
    world = World()
    world.post(TWO_PARTS)
    unseen = part(Component.VISION_ENCODER, Verdict.NOT_ASSESSED)
    half_seen = replace(TWO_PARTS, lineage=lineage(TWO_PARTS.lineage.components[0], unseen))
    assert world.scan(half_seen) is None
    assert QWEN.repo in world.case.upstreams


@pytest.mark.parametrize("state", CLOSED_FOR_GOOD)
@pytest.mark.parametrize("repository", [WHOLE_MODEL, HALF_FIXED, VISION_ENCODER_ONLY, FIXED])
def test_what_a_person_ruled_or_a_fix_resolved_is_never_raised_again(state: CaseState, repository: Repository) -> None:
    world = World()
    world.scan(WHOLE_MODEL)
    world.rule(state)
    for action in world.casebook.pending_actions():
        world.jobs.act(action.id)
    before = world.case
    assert world.scan(repository) is None
    assert world.case == before
    assert world.casebook.pending_actions() == []
    assert world.forum.writes == []


def test_only_a_person_moves_a_case_from_review_to_approved() -> None:
    world = World("review")
    world.scan(WHOLE_MODEL)
    world.jobs = world.daemon("automatic")
    assert world.scan(HALF_FIXED) is None
    assert world.state() is CaseState.IN_REVIEW
    assert [each.rule for each in world.case.findings] == [each.rule for each in HALF_FIXED.assess().findings]


def approved(world: World) -> str:
    """Two people approve, and one of them puts the thread into the outbox; the waits are over."""
    world.scan(WHOLE_MODEL)
    desk = world.desk()
    desk.approve(1, name="ada", reason="read it")
    action = desk.post(1, world.report(), name="bob", reason="read it, too").action
    assert action is not None
    world.clock.advance(73 * 3600)
    return action.id


def test_a_case_that_people_approved_gets_no_thread_from_a_scan_alone() -> None:
    world = World("review")
    world.scan(WHOLE_MODEL)
    world.desk().approve(1, name="ada", reason="read it")
    assert world.jobs.scan(world.case.subject) is None
    assert (world.state(), world.casebook.pending_actions()) == (CaseState.APPROVED, [])


def test_an_approval_does_not_reach_findings_that_nobody_read() -> None:
    world = World("review")
    action = approved(world)
    world.scan(TWO_PARTS)
    assert world.state() is CaseState.IN_REVIEW
    world.jobs.act(action)
    assert world.forum.writes == []


def test_a_posted_case_under_review_asks_for_less_without_a_person_but_not_for_more() -> None:
    world = World("review")
    world.jobs.act(approved(world))
    assert world.scan(TWO_PARTS) is None
    edit = world.scan(HALF_FIXED)
    assert edit is None, "it waits, so that it can be undone"
    world.clock.advance(601)
    [waiting] = world.jobs.waiting()
    world.jobs.act(waiting.id)
    assert world.wrote() == ["create", "edit"]


def test_a_proposed_case_is_ruled_again_under_another_preset() -> None:
    world = World("dry-run")
    world.scan(WHOLE_MODEL)
    world.jobs = world.daemon("automatic")
    assert world.jobs.scan(world.case.subject) is None
    assert world.state() is CaseState.APPROVED
    [action] = world.casebook.pending_actions()
    assert action.not_before == NOW + timedelta(hours=72)


def test_a_posted_thread_is_left_alone_while_the_daemon_runs_dry() -> None:
    world = World()
    world.post()
    world.jobs = world.daemon("dry-run")
    assert world.scan(HALF_FIXED) is None
    assert world.scan(FIXED) is None
    assert world.state() is CaseState.POSTED
    assert world.wrote() == ["create"]


@pytest.mark.parametrize("late", [WHOLE_MODEL, FIXED])
def test_a_scan_of_an_older_commit_changes_nothing(late: Repository) -> None:
    world = World()
    older = world.publish(late)
    newer = HALF_FIXED
    world.post(newer)
    before = world.case
    assert world.jobs.scan(older) is None
    assert world.case == before


def test_a_repository_that_moved_on_while_it_was_scanned_gets_no_case_for_the_old_commit() -> None:
    world = World()
    older = world.publish(WHOLE_MODEL)
    world.publish(FIXED)
    assert world.jobs.scan(older) is None
    assert world.casebook.cases() == []


def test_a_fix_that_comes_while_the_answer_to_the_post_is_lost_is_thanked_in_that_thread() -> None:
    world = World()
    action = world.scan(WHOLE_MODEL)
    assert action is not None
    world.forum.lost_replies.append(Unreachable("no answer"))
    with pytest.raises(Unreachable):
        world.jobs.act(action)
    world.post(FIXED)
    world.jobs.act(action)
    assert world.state() is CaseState.RESOLVED
    assert world.wrote() == ["create", "comment", "close"]


def test_an_unreachable_case_stays_so_until_it_is_fixed() -> None:
    world = World()
    world.forum.disabled.add(REPO)
    world.post()
    assert world.scan(HALF_FIXED) is None
    assert world.state() is CaseState.UNREACHABLE
    assert world.scan(FIXED) is None
    assert world.state() is CaseState.FIXED_SILENTLY


def test_a_case_whose_thread_the_owner_closed_is_resolved_without_a_word() -> None:
    world = World()
    world.post()
    world.forum.change(REPO, 1, is_open=False)
    world.post(HALF_FIXED)
    assert world.state() is CaseState.UNREACHABLE
    assert world.scan(FIXED) is None
    assert world.state() is CaseState.RESOLVED
    assert world.wrote() == ["create"]


def test_every_case_that_is_kept_says_why(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.post()
    with caplog.at_level(logging.INFO, logger="bot.pipeline"):
        world.scan(UNREAD)
    (record,) = [each for each in caplog.records if each.getMessage() == "case_kept"]
    assert vars(record)["reason"] == "cannot tell whether copyright-notice-missing is settled"
    assert (vars(record)["case"], vars(record)["repo"]) == ("C-1", REPO)


def test_a_repository_that_went_away_is_no_error_and_no_verdict(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    key = world.publish(WHOLE_MODEL)
    world.hub.fail(REPO, Disabled("switched off"))
    assert world.jobs.scan(key) is None
    assert world.casebook.scan_report(key) is None
    assert [each.getMessage() for each in caplog.records] == ["scan_refused"]
    assert world.coverage.refusals == [(REPO, Reason.DISABLED)]


def test_an_unreachable_hub_is_for_the_engine_to_try_again() -> None:
    world = World()
    key = world.publish(WHOLE_MODEL)
    world.hub.fail(REPO, Unreachable("no answer"))
    with pytest.raises(Unreachable):
        world.jobs.scan(key)
    world.hub.recover()
    assert world.jobs.scan(key) is not None


def test_advice_alone_opens_no_case() -> None:
    report = FIXED.report()
    assert {finding.severity for finding in report.assessment.findings} == {Severity.ADVICE}
    assert course_of_new(report, rulebook().preset("automatic")) is None


def revision_of(world: World, action: str) -> int:
    marker = find_marker(world.action(action).body)
    assert marker is not None
    return marker.revision


def test_the_time_of_a_case_is_the_clock_s() -> None:
    world = World()
    world.scan(WHOLE_MODEL)
    assert (world.case.opened_at, world.case.changed_at) == (NOW, NOW)
