# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""When somebody should have looked, state by state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.cases import Asked, CaseState, Decider, Receipt
from bot.model.findings import Tier
from bot.policy.due import after_working_days, due_at
from bot.policy.listing import entered, row_of
from tests.contract.test_casebook_contract import CASE, DECISION, NOW

FRIDAY = datetime(2026, 3, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize("state", [CaseState.DISPUTED, CaseState.PRIVATE])
def test_whoever_spoke_is_answered_in_two_working_days(state: CaseState) -> None:
    case = replace(CASE, state=state)
    assert due_at(case, tier=Tier.UNDECLARED, entered_at=FRIDAY) == datetime(2026, 3, 24, 15, tzinfo=UTC)


def test_a_weekend_is_no_working_time() -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert after_working_days(saturday, 1) == datetime(2026, 3, 23, 15, tzinfo=UTC)
    assert after_working_days(saturday, 0) == saturday


def test_owners_who_asked_for_time_have_it() -> None:
    until = FRIDAY + timedelta(days=14)
    case = replace(CASE, state=CaseState.WAITING, asked=Asked(quiet_until=until))
    assert due_at(case, tier=Tier.DECLARED, entered_at=FRIDAY) == until


def test_what_nobody_may_post_waits_for_nobody() -> None:
    case = replace(CASE, state=CaseState.IN_REVIEW)
    assert due_at(case, tier=Tier.UNCLEAR, entered_at=FRIDAY) is None
    assert due_at(case, tier=Tier.DECLARED, entered_at=FRIDAY) == FRIDAY + timedelta(days=7)


@pytest.mark.parametrize(
    "state", [CaseState.POSTED, CaseState.RESOLVED, CaseState.WITHDRAWN, CaseState.PROPOSED, CaseState.OPTED_OUT]
)
def test_nobody_is_waited_for_elsewhere(state: CaseState) -> None:
    assert due_at(replace(CASE, state=state), tier=Tier.DECLARED, entered_at=FRIDAY) is None


def test_a_state_begins_with_the_first_of_its_last_rulings() -> None:
    second = replace(DECISION, at=NOW + timedelta(days=1))
    assert entered(CASE, [DECISION, second], []) == NOW
    between = replace(DECISION, state=CaseState.IN_REVIEW)
    assert entered(CASE, [DECISION, between, second], []) == second.at


def test_a_state_without_a_ruling_begins_with_what_was_written() -> None:
    posted = replace(CASE, state=CaseState.POSTED)
    receipts = [
        Receipt(action="a", thread=1, url="", done="created", at=NOW + timedelta(hours=hours)) for hours in (1, 9)
    ]
    assert entered(posted, [DECISION], receipts) == NOW + timedelta(hours=1)
    assert entered(replace(posted, changed_at=FRIDAY), [DECISION], []) == FRIDAY


def test_a_second_reader_is_missing_only_where_no_preset_approved() -> None:
    person = replace(DECISION, decider=Decider.PERSON, name="Ada")
    assert row_of(CASE, decisions=[person], receipts=[], builds_on=[]).needs_second_reader
    assert not row_of(CASE, decisions=[DECISION], receipts=[], builds_on=[]).needs_second_reader
    assert not row_of(CASE, decisions=[], receipts=[], builds_on=[]).needs_second_reader
    both = [person, replace(person, name="bob")]
    assert row_of(CASE, decisions=both, receipts=[], builds_on=[]).readers_missing == 0
