# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every implementation does with what people share among themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.cases import CaseState
from bot.model.errors import NotAllowed
from bot.model.handling import SavedView
from bot.model.questions import NOBODY, CaseFilter
from bot.ports.casebook import Casebook
from bot.ports.handling import Handling
from bot.ports.questions import Questions
from tests.contract.test_casebook_contract import CASE, DECISION
from tests.fakes.clock import FakeClock

BY = "local:bob"


@pytest.fixture(autouse=True)
def three(casebook: Casebook) -> None:
    for number in (1, 2, 3):
        casebook.decide(replace(CASE, number=number, repo=f"acme/{number}"), None, None)


def test_a_case_is_taken_and_given_back(handling: Handling, questions: Questions, clock: FakeClock) -> None:
    assert handling.assign([1, 3, 3, 99], "local:ada", by=BY, at=clock.now()) == 2
    assert [row.number for row in questions.cases(CaseFilter(assignee="local:ada")).rows] == [3, 1]
    assert handling.assignees() == ["local:ada"]
    assert handling.assign([1], "", by=BY, at=clock.now()) == 1
    assert [row.number for row in questions.cases(CaseFilter(assignee=NOBODY)).rows] == [2, 1]


def test_a_case_that_rests_comes_back_in_time(handling: Handling, questions: Questions, clock: FakeClock) -> None:
    handling.snooze([2], clock.now() + timedelta(days=1), by=BY, at=clock.now())
    wanted = CaseFilter(hides_snoozed=True)
    assert [row.number for row in questions.cases(wanted).rows] == [3, 1]
    clock.advance(86_400)
    assert [row.number for row in questions.cases(wanted).rows] == [3, 2, 1]


def test_a_case_that_rests_comes_back_when_its_state_changes(
    casebook: Casebook, handling: Handling, questions: Questions, clock: FakeClock
) -> None:
    handling.snooze([2], clock.now() + timedelta(days=1), by=BY, at=clock.now())
    changed = replace(CASE, number=2, repo="acme/2", state=CaseState.DISPUTED, thread=7)
    casebook.decide(changed, replace(DECISION, case=2, state=CaseState.DISPUTED), None)
    row = questions.numbered([2])[0]
    assert row.snoozed_until is None
    assert questions.counts(CaseFilter(hides_snoozed=True)).total == 3


def test_what_people_did_with_a_case_outlives_its_changes(
    casebook: Casebook, handling: Handling, questions: Questions, clock: FakeClock
) -> None:
    handling.assign([2], "local:ada", by=BY, at=clock.now())
    handling.label([2], "Ask Legal", by=BY, at=clock.now())
    casebook.decide(replace(CASE, number=2, repo="acme/2", state=CaseState.POSTED, thread=1), None, None)
    row = questions.numbered([2])[0]
    assert (row.assignee, row.labels, row.state) == ("local:ada", ("ask legal",), CaseState.POSTED)


def test_labels_are_put_on_once_and_taken_off(handling: Handling, questions: Questions, clock: FakeClock) -> None:
    assert handling.label([1, 2, 99], " Ask  Legal ", by=BY, at=clock.now()) == 2
    assert handling.label([2, 3], "ask legal", by=BY, at=clock.now()) == 2
    handling.label([1], "a", by=BY, at=clock.now())
    assert handling.labels() == ["a", "ask legal"]
    assert questions.numbered([1])[0].labels == ("a", "ask legal")
    assert handling.unlabel([1, 2], "ASK legal") == 2
    assert [row.number for row in questions.cases(CaseFilter(label="ask legal")).rows] == [3]
    for wrong in ("", "   ", "x" * 41, "a\x00"):
        with pytest.raises(ValueError, match="label: expected 1 to 40"):
            handling.label([1], wrong, by=BY, at=clock.now())


def test_a_view_is_kept_replaced_and_forgotten(handling: Handling) -> None:
    mine = SavedView(person="local:ada", name="Mine", query="state=posted")
    handling.save_view(mine)
    handling.save_view(replace(mine, person=BY, query=""))
    handling.save_view(replace(mine, query="state=disputed"))
    handling.save_view(replace(mine, name="A"))
    assert handling.views("local:ada") == [replace(mine, name="A"), replace(mine, query="state=disputed")]
    handling.remove_view("local:ada", "Mine")
    handling.remove_view("local:ada", "nothing")
    assert [each.name for each in handling.views("local:ada")] == ["A"]
    assert [each.name for each in handling.views(BY)] == ["Mine"]


def test_fifty_views_are_kept_and_no_more(handling: Handling) -> None:
    for number in range(50):
        handling.save_view(SavedView(person=BY, name=f"{number}", query=""))
    with pytest.raises(NotAllowed, match="50 are kept at most"):
        handling.save_view(SavedView(person=BY, name="one more", query=""))
    handling.save_view(SavedView(person=BY, name="49", query="q=x"))
