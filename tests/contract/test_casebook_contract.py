# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every casebook does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.model.cases import Action, ActionKind, ActionState, Asked, Case, CaseState, Decider, Decision, Receipt
from bot.model.components import Component
from bot.model.errors import OperatorError
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.orders import POSTING, CreatedThread, StandingOrder, Word, owner_scope
from bot.model.repository import SnapshotKey
from bot.ports.casebook import Casebook

NOW = datetime(2026, 3, 17, 10, 0, 0, 123456, tzinfo=UTC)
SUBJECT = SnapshotKey("example-lab/Example-JA-700B", "9" * 40)
UPSTREAM = SnapshotKey("deepseek-ai/DeepSeek-V3", "e" * 40)
FINDING = Finding(
    rule="license-text-missing",
    severity=Severity.OBLIGATION,
    confidence=Confidence.HIGH,
    tier=Tier.UNDECLARED,
    subject=SUBJECT,
    upstream=UPSTREAM,
    component=Component.TEXT_MODEL,
    message='The license says "include", 日本語',
    remedy="Add LICENSE.",
)
CASE = Case(
    number=1,
    repo=SUBJECT.repo,
    state=CaseState.APPROVED,
    subject=SUBJECT,
    upstreams=(UPSTREAM.repo,),
    findings=(FINDING, replace(FINDING, rule="notice-file-missing", component=Component.TOKENIZER)),
    opened_at=NOW,
    changed_at=NOW,
)
DECISION = Decision(case=1, state=CaseState.APPROVED, decider=Decider.PRESET, name="automatic", reason="proven", at=NOW)
ACTION = Action(
    id="C-1-ensure_thread-1",
    case=1,
    kind=ActionKind.ENSURE_THREAD,
    state=ActionState.PENDING,
    repo=SUBJECT.repo,
    title="About the license",
    body="Hello\n<!-- marker -->",
    created_at=NOW,
)
RECEIPT = Receipt(action=ACTION.id, thread=7, url="https://hub/7", done="created", at=NOW)


def test_the_watermark_never_goes_back(casebook: Casebook) -> None:
    assert casebook.watermark() is None
    casebook.advance(NOW)
    casebook.advance(NOW - timedelta(hours=1))
    assert casebook.watermark() == NOW
    casebook.advance(NOW + timedelta(microseconds=1))
    assert casebook.watermark() == NOW + timedelta(microseconds=1)


def test_times_come_back_in_utc(casebook: Casebook) -> None:
    casebook.advance(NOW.astimezone(timezone(timedelta(hours=9))))
    watermark = casebook.watermark()
    assert watermark is not None
    assert watermark.isoformat() == NOW.isoformat()


def test_a_pair_is_new_once(casebook: Casebook) -> None:
    assert casebook.take(SUBJECT, at=NOW)
    assert not casebook.take(SUBJECT, at=NOW + timedelta(days=1))
    assert casebook.take(SnapshotKey(SUBJECT.repo, "8" * 40), at=NOW)


def test_of_many_threads_one_takes(casebook: Casebook) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: casebook.take(SUBJECT, at=NOW), range(16)))
    assert answers.count(True) == 1


def test_a_scan_is_kept_and_overwritten(casebook: Casebook) -> None:
    assert casebook.scan_report(SUBJECT) is None
    casebook.record_scan(SUBJECT, report='{"a": 1}', at=NOW)
    casebook.record_scan(SUBJECT, report='{"a": 2}', at=NOW)
    assert casebook.scan_report(SUBJECT) == '{"a": 2}'
    assert casebook.scan_report(UPSTREAM) is None


def test_what_was_scanned_is_told_for_many_at_once(casebook: Casebook) -> None:
    scanned = [SnapshotKey(f"acme/{number}", "9" * 40) for number in range(600)]
    others = [SnapshotKey(key.repo, "8" * 40) for key in scanned]
    for key in scanned[:3]:
        casebook.record_scan(key, report="{}", at=NOW)
    assert casebook.known([*others, *scanned]) == set(scanned[:3])
    assert casebook.known([]) == set()


def test_a_recorded_scan_is_not_taken(casebook: Casebook) -> None:
    casebook.record_scan(SUBJECT, report="{}", at=NOW)
    assert casebook.take(SUBJECT, at=NOW)


def test_case_decision_and_action_are_stored_together(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, ACTION)
    assert casebook.case(1) == casebook.case_of(CASE.repo) == CASE
    assert casebook.decisions(1) == [DECISION]
    assert casebook.action(ACTION.id) == ACTION
    assert casebook.pending_actions() == [ACTION]


def test_what_is_not_there_is_none_or_empty(casebook: Casebook) -> None:
    assert casebook.case(1) is None
    assert casebook.case_of(CASE.repo) is None
    assert casebook.action(ACTION.id) is None
    found = [*casebook.cases(), *casebook.pending_actions(), *casebook.decisions(1), *casebook.receipts(1)]
    assert found == []


def test_the_same_action_again_changes_nothing(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, ACTION)
    casebook.settle(replace(CASE, state=CaseState.POSTED, thread=7), RECEIPT, ActionState.DONE)
    casebook.decide(CASE, DECISION, ACTION)
    assert casebook.case(1) == replace(CASE, state=CaseState.POSTED, thread=7)
    assert casebook.decisions(1) == [DECISION]
    assert casebook.pending_actions() == []


def test_a_case_can_change_without_a_decision_or_an_action(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, None)
    later = replace(CASE, subject=SnapshotKey(CASE.repo, "8" * 40), findings=(), changed_at=NOW + timedelta(days=1))
    casebook.decide(later, None, None)
    assert casebook.cases() == [later]
    assert casebook.decisions(1) == [DECISION]


def test_a_repository_has_one_case(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, None)
    with pytest.raises(OperatorError):
        casebook.decide(replace(CASE, number=2), replace(DECISION, case=2), replace(ACTION, case=2))
    assert casebook.cases() == [CASE]
    assert casebook.decisions(2) == []
    assert casebook.action(ACTION.id) is None


def test_settling_stores_receipt_state_and_case(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, ACTION)
    posted = replace(CASE, state=CaseState.POSTED, thread=7)
    casebook.settle(posted, RECEIPT, ActionState.DONE)
    assert casebook.case(1) == posted
    assert casebook.receipts(1) == [RECEIPT]
    assert casebook.action(ACTION.id) == replace(ACTION, state=ActionState.DONE)
    assert casebook.pending_actions() == []


def test_nothing_is_settled_without_its_action(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, None)
    with pytest.raises(LookupError, match="no action C-1"):
        casebook.settle(replace(CASE, thread=7), RECEIPT, ActionState.DONE)
    assert casebook.case(1) == CASE
    assert casebook.receipts(1) == []


def test_pending_actions_and_decisions_come_oldest_first(casebook: Casebook) -> None:
    actions = [replace(ACTION, id=f"C-1-{name}") for name in ("z", "a", "m")]
    for action in actions:
        casebook.decide(CASE, replace(DECISION, reason=action.id), action)
    assert casebook.pending_actions() == actions
    assert [decision.reason for decision in casebook.decisions(1)] == [action.id for action in actions]


def test_a_case_number_is_given_out_once(casebook: Casebook) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: casebook.next_case_number(), range(16)))
    assert sorted(numbers) == list(range(1, 17))


def test_a_number_that_a_case_has_is_not_given_out(casebook: Casebook) -> None:
    casebook.decide(replace(CASE, number=40), None, None)
    assert casebook.next_case_number() == 41


def test_cases_come_by_number(casebook: Casebook) -> None:
    second = replace(CASE, number=2, repo="acme/other")
    casebook.decide(second, None, None)
    casebook.decide(CASE, None, None)
    assert casebook.cases() == [CASE, second]


def test_only_created_threads_count_against_the_caps(casebook: Casebook) -> None:
    for place, (done, at) in enumerate(
        [("created", NOW), ("edited", NOW), ("created", NOW - timedelta(hours=2)), ("refused", NOW)]
    ):
        action = replace(ACTION, id=f"C-1-{place}")
        casebook.decide(CASE, None, action)
        casebook.settle(CASE, replace(RECEIPT, action=action.id, done=done, at=at), ActionState.DONE)
    newest = CreatedThread(case=1, repo=CASE.repo, at=NOW)
    older = replace(newest, at=NOW - timedelta(hours=2))
    assert casebook.threads_since(NOW - timedelta(hours=1)) == [newest]
    assert casebook.threads_since(NOW) == [newest]
    assert casebook.threads_since(NOW - timedelta(hours=3)) == casebook.threads_since(None) == [newest, older]


def test_a_thread_that_may_be_there_counts_until_its_action_is_settled(casebook: Casebook) -> None:
    casebook.decide(CASE, None, ACTION)
    casebook.trying(ACTION.id, NOW)
    tried = CreatedThread(case=1, repo=CASE.repo, at=NOW)
    assert casebook.threads_since(NOW) == casebook.threads_since(None) == [tried]
    assert casebook.threads_since(NOW + timedelta(seconds=1)) == []
    casebook.settle(CASE, replace(RECEIPT, done="refused"), ActionState.REFUSED)
    assert casebook.threads_since(None) == []


def test_everything_about_a_case_and_an_action_comes_back(casebook: Casebook) -> None:
    asked = Asked(quiet_until=NOW + timedelta(days=14), language="ja", no_pull_request=True)
    case = replace(CASE, state=CaseState.WITHDRAWN, asked=asked, correction=7, thread=3)
    action = replace(ACTION, kind=ActionKind.ENSURE_WITHDRAWN, not_before=NOW + timedelta(minutes=10), banner="> Sorry")
    casebook.decide(case, None, action)
    assert casebook.case(1) == case
    assert casebook.action(action.id) == action


def test_a_case_with_an_issue_and_what_is_meant_for_it_come_back(casebook: Casebook) -> None:
    case = replace(CASE, state=CaseState.POSTED, issue="Example-Lab/code#12")
    action = replace(ACTION, id="C-1-ensure_issue-1", kind=ActionKind.ENSURE_ISSUE, tracker_repo="Example-Lab/code")
    casebook.decide(case, None, action)
    assert casebook.case(1) == case
    assert casebook.action(action.id) == action
    casebook.trying(action.id, NOW)
    assert casebook.threads_since(None) == [CreatedThread(case=1, repo=CASE.repo, at=NOW)], "the owner's caps count it"


def test_an_action_can_be_undone_while_it_waits_and_never_later(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, ACTION)
    back = replace(DECISION, state=CaseState.IN_REVIEW, decider=Decider.PERSON, name="ada")
    reviewed = replace(CASE, state=CaseState.IN_REVIEW)
    casebook.decide(reviewed, back, None, undone=[ACTION.id])
    undone = casebook.action(ACTION.id)
    assert undone is not None
    assert (undone.state, casebook.pending_actions()) == (ActionState.UNDONE, [])
    with pytest.raises(OperatorError, match="waits no longer"):
        casebook.decide(CASE, DECISION, None, undone=[ACTION.id])
    assert casebook.case(1) == reviewed
    assert [each.name for each in casebook.decisions(1)] == ["automatic", "ada"]


def test_an_action_that_waits_can_be_put_off_and_no_other(casebook: Casebook) -> None:
    casebook.decide(CASE, None, ACTION)
    casebook.postpone(ACTION.id, NOW + timedelta(hours=1))
    assert casebook.action(ACTION.id) == replace(ACTION, not_before=NOW + timedelta(hours=1))
    casebook.settle(CASE, RECEIPT, ActionState.DONE)
    casebook.postpone(ACTION.id, NOW + timedelta(hours=2))
    done = casebook.action(ACTION.id)
    assert done is not None
    assert done.not_before == NOW + timedelta(hours=1)


def test_cases_are_found_by_state_and_owner(casebook: Casebook) -> None:
    ours = replace(CASE, state=CaseState.POSTED)
    casebook.decide(ours, None, None)
    other = replace(CASE, number=2, repo="acme/other", state=CaseState.POSTED)
    casebook.decide(other, None, None)
    casebook.decide(replace(CASE, number=3, repo="Example-Lab/Third", state=CaseState.STOPPED), None, None)
    assert casebook.cases_in({CaseState.POSTED}) == [ours, other]
    assert casebook.cases_in({CaseState.POSTED}, owner="EXAMPLE-lab") == [ours]
    assert [case.number for case in casebook.cases_in(set(CaseState), owner="example-lab")] == [1, 3]
    assert casebook.cases_in(set()) == []


def test_decisions_are_found_by_time_and_outcome(casebook: Casebook) -> None:
    casebook.decide(CASE, DECISION, None)
    withdrawn = replace(DECISION, state=CaseState.WITHDRAWN, at=NOW + timedelta(days=1))
    casebook.decide(CASE, withdrawn, None)
    assert casebook.decisions_since(NOW, {CaseState.WITHDRAWN}) == [withdrawn]
    assert casebook.decisions_since(NOW, {CaseState.APPROVED, CaseState.WITHDRAWN}) == [DECISION, withdrawn]
    assert casebook.decisions_since(NOW + timedelta(days=2), {CaseState.WITHDRAWN}) == []


def test_the_newest_order_of_a_scope_holds(casebook: Casebook) -> None:
    assert (casebook.standing(POSTING), casebook.standing_orders()) == (None, [])
    tripped = StandingOrder(scope=POSTING, word=Word.TRIPPED, name="breaker", reason="a withdrawal", at=NOW)
    resumed = replace(tripped, word=Word.ON, name="ada", reason="read the review", at=NOW - timedelta(days=1))
    left = StandingOrder(scope=owner_scope("Acme"), word=Word.OFF, name="bob", reason="said so", at=NOW)
    for order in (tripped, left, resumed):
        casebook.order(order)
    assert casebook.standing(POSTING) == resumed
    assert casebook.standing(owner_scope("ACME")) == left
    assert casebook.standing_orders() == [left, resumed]


def test_cases_and_intentions_can_be_counted(casebook: Casebook) -> None:
    assert (dict(casebook.count_cases()), casebook.count_pending()) == ({}, 0)
    casebook.decide(CASE, DECISION, ACTION)
    casebook.decide(replace(CASE, number=2, repo="acme/two"), None, replace(ACTION, id="C-2", case=2))
    casebook.decide(replace(CASE, number=3, repo="acme/three", state=CaseState.PROPOSED), None, None)
    casebook.settle(CASE, RECEIPT, ActionState.DONE)
    assert dict(casebook.count_cases()) == {CaseState.APPROVED: 2, CaseState.PROPOSED: 1}
    assert casebook.count_pending() == 1
