# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every implementation of `Conversations` keeps what people said, and nothing that they took back stands as if it were still said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import pytest

from bot.model.cases import Case, CaseState
from bot.model.conversations import (
    LONGEST_STATEMENT,
    Note,
    OfferedFix,
    OwnersSide,
    PlannedFix,
    Reachable,
    Said,
    Side,
    Statement,
)
from bot.ports.casebook import Casebook
from bot.ports.conversations import Conversations
from tests.samples.judged import NOW, SUSPECT

LATER = NOW + timedelta(hours=1)
QUESTION = Said(comment="1" * 24, author="hubnotice-bot", side=Side.OURS, body="We could not find the text.", at=NOW)
ANSWER = Said(comment="2" * 24, author="hana", side=Side.OWNER, body="<b>It is in docs/</b>", at=NOW)


class Talk(Protocol):
    @property
    def casebook(self) -> Casebook: ...

    @property
    def conversations(self) -> Conversations: ...


@pytest.fixture
def kept(talk: Talk) -> Conversations:
    for number, repo in ((1, SUSPECT.repo), (2, "other/model")):
        case = Case(
            number=number,
            repo=repo,
            state=CaseState.POSTED,
            subject=SUSPECT,
            upstreams=(),
            findings=(),
            opened_at=NOW,
            changed_at=NOW,
        )
        talk.casebook.decide(case, None, None)
    return talk.conversations


def test_a_thread_is_kept_in_its_order(kept: Conversations) -> None:
    kept.mirror(1, [QUESTION, ANSWER], at=NOW)
    assert kept.said(1) == [QUESTION, ANSWER]
    assert kept.said(2) == []


def test_what_is_read_again_keeps_the_time_when_it_was_first_read(kept: Conversations) -> None:
    kept.mirror(1, [QUESTION], at=NOW)
    edited = replace(QUESTION, body="Other words.", at=LATER)
    kept.mirror(1, [edited, replace(ANSWER, at=LATER)], at=LATER)
    assert kept.said(1) == [replace(edited, at=NOW), replace(ANSWER, at=LATER)]


def test_what_is_no_longer_there_is_gone_since_the_first_look_without_it(kept: Conversations) -> None:
    kept.mirror(1, [QUESTION, ANSWER], at=NOW)
    kept.mirror(1, [QUESTION], at=LATER)
    kept.mirror(1, [QUESTION], at=LATER + timedelta(hours=1))
    assert kept.said(1) == [QUESTION, replace(ANSWER, gone_at=LATER)]
    kept.mirror(1, [QUESTION, ANSWER], at=LATER)
    assert kept.said(1) == [QUESTION, ANSWER]


def test_statements_stay_in_the_log_when_they_are_taken_back(kept: Conversations) -> None:
    said = Statement(case=1, owner="example-lab", name="hf:hana", text="We have an agreement.", at=NOW)
    kept.state(said)
    kept.state(replace(said, text="", at=LATER))
    assert [each.is_withdrawn for each in kept.statements(1)] == [False, True]
    assert kept.statements(1)[0] == said
    assert kept.statements(2) == []


def test_a_statement_has_an_end(kept: Conversations) -> None:
    del kept
    with pytest.raises(ValueError, match="at most 4000 signs, found 4001"):
        Statement(case=1, owner="example-lab", name="hf:hana", text="x" * (LONGEST_STATEMENT + 1), at=NOW)


def test_notes_stay_in_their_order(kept: Conversations) -> None:
    first = Note(case=1, name="hf:ada", text="Which commit?", asks_for_evidence=True, at=NOW)
    second = Note(case=1, name="hf:bob", text="The first one.", asks_for_evidence=False, at=LATER)
    kept.note(first)
    kept.note(second)
    assert (kept.notes(1), kept.notes(2)) == ([first, second], [])


def test_the_newest_plan_and_offer_stand(kept: Conversations) -> None:
    assert (kept.planned(1), kept.offered(1)) == (None, None)
    plan = PlannedFix(case=1, revision="a" * 40, diff="+++ b/NOTICE", remarks=("The card stays.",), at=NOW)
    kept.plan(replace(plan, diff=""))
    kept.plan(plan)
    offer = OfferedFix(case=1, url="https://hub.example/x/discussions/3", remark="", at=NOW)
    kept.offer(replace(offer, url="", remark="it could not be reached"))
    kept.offer(offer)
    assert (kept.planned(1), kept.offered(1)) == (plan, offer)
    assert (kept.planned(2), kept.offered(2)) == (None, None)
    assert kept.owners_side([2, 1]) == {1: OwnersSide(planned=plan, offered=offer), 2: OwnersSide()}
    assert kept.owners_side([]) == {}


def test_owners_are_known_without_regard_to_case(kept: Conversations) -> None:
    assert kept.reachable("Example-Lab") == Reachable(owner="example-lab")
    wanted = Reachable(owner="example-lab", contact="legal@example.org", language="ja", name="hf:hana", at=NOW)
    kept.reach(wanted)
    assert kept.reachable("EXAMPLE-lab") == wanted
    kept.reach(replace(wanted, contact="", at=LATER))
    assert kept.reachable("example-lab").contact == ""
