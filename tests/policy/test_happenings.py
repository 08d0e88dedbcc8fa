# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a change of a case is to those who asked to be told, and what is nobody's news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.model.cases import Case, CaseState, Decider, Decision
from bot.model.happenings import HappeningKind
from bot.model.history import Commit
from bot.model.repository import SnapshotKey
from bot.model.timeline import Change, Timeline, TimelineEvent
from bot.policy.happenings import happened, owners_words
from tests.samples.alerting import UPSTREAM, finding

NOW = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)
QUIET = Case(
    number=1,
    repo="acme/model",
    state=CaseState.PROPOSED,
    subject=SnapshotKey("acme/model", "9" * 40),
    upstreams=(UPSTREAM.repo,),
    findings=(finding("acme/model"),),
    opened_at=NOW,
    changed_at=NOW,
)
ASKED = replace(QUIET, state=CaseState.POSTED, thread=7)


def kinds(before: Case | None, after: Case) -> list[HappeningKind]:
    return [each.kind for each in happened(before, after, at=NOW)]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, CaseState.PROPOSED, HappeningKind.PROPOSED),
        (None, CaseState.IN_REVIEW, HappeningKind.PROPOSED),
        (CaseState.FIXED_SILENTLY, CaseState.IN_REVIEW, HappeningKind.PROPOSED),
        (CaseState.PROPOSED, CaseState.IN_REVIEW, None),
        (CaseState.IN_REVIEW, CaseState.APPROVED, None),
        (CaseState.APPROVED, CaseState.IN_REVIEW, None),
        (CaseState.PROPOSED, CaseState.FIXED_SILENTLY, HappeningKind.RESOLVED),
        (CaseState.IN_REVIEW, CaseState.NOT_A_FINDING, HappeningKind.WITHDRAWN),
        (CaseState.PROPOSED, CaseState.OPTED_OUT, None),
        (CaseState.APPROVED, CaseState.UNREACHABLE, None),
    ],
)
def test_what_nobody_was_asked_about_is_not_public(
    before: CaseState | None, after: CaseState, kind: HappeningKind | None
) -> None:
    found = happened(None if before is None else replace(QUIET, state=before), replace(QUIET, state=after), at=NOW)
    assert [each.kind for each in found] == ([] if kind is None else [kind])
    assert not any(each.is_public for each in found)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (CaseState.POSTED, CaseState.DISPUTED, HappeningKind.DISPUTED),
        (CaseState.POSTED, CaseState.WAITING, HappeningKind.ANSWERED),
        (CaseState.POSTED, CaseState.PRIVATE, HappeningKind.ANSWERED),
        (CaseState.WAITING, CaseState.STOPPED, HappeningKind.ANSWERED),
        (CaseState.DISPUTED, CaseState.POSTED, HappeningKind.ANSWERED),
        (CaseState.WAITING, CaseState.POSTED, None),
        (CaseState.POSTED, CaseState.POSTED, None),
        (CaseState.POSTED, CaseState.RESOLVED, HappeningKind.RESOLVED),
        (CaseState.RESOLVED, CaseState.WITHDRAWN, HappeningKind.WITHDRAWN),
        (CaseState.STOPPED, CaseState.IN_REVIEW, None),
    ],
)
def test_what_was_asked_in_public_is_public(before: CaseState, after: CaseState, kind: HappeningKind | None) -> None:
    found = happened(replace(ASKED, state=before), replace(ASKED, state=after), at=NOW)
    assert [each.kind for each in found] == ([] if kind is None else [kind])
    assert all(each.is_public for each in found)


def test_a_post_is_told_whichever_way_it_became_known(  # the receipt, or a thread that was found again
) -> None:
    assert kinds(replace(QUIET, state=CaseState.APPROVED), ASKED) == [HappeningKind.POSTED]
    by_issue = replace(QUIET, state=CaseState.POSTED, issue="acme/code#3")
    assert kinds(replace(QUIET, state=CaseState.APPROVED), by_issue) == [HappeningKind.POSTED]


def test_every_change_is_told_at_most_once_and_none_breaks() -> None:
    for before, after in product([None, *CaseState], CaseState):
        for case in (QUIET, ASKED):
            earlier = None if before is None else replace(case, state=before)
            assert len(kinds(earlier, replace(case, state=after))) <= 1


def test_why_we_were_wrong_is_told_and_why_a_person_ruled_otherwise_is_not() -> None:
    decision = Decision(
        case=1, state=CaseState.WITHDRAWN, decider=Decider.PERSON, name="mk", reason="We compared norms.", at=NOW
    )
    withdrawn = replace(ASKED, state=CaseState.WITHDRAWN, correction=7)
    (told,) = happened(ASKED, withdrawn, decision=decision, at=NOW)
    assert (told.detail, told.correction) == ("We compared norms.", 7)
    (dismissed,) = happened(QUIET, replace(QUIET, state=CaseState.NOT_A_FINDING), decision=decision, at=NOW)
    assert dismissed.detail == ""


@pytest.mark.parametrize(
    ("reason", "decider", "words"),
    [
        ("comment 7: /notice dispute no, we did not", Decider.PERSON, "no, we did not"),
        ("comment 7: /notice dispute", Decider.PERSON, ""),
        ("comment 7: /notice wait 14d", Decider.PERSON, ""),
        ("a person of ours thinks: /notice dispute so", Decider.PERSON, ""),
        ("comment 7: /notice dispute x", Decider.PRESET, ""),
        ("comment 7: /notice dispute too late; nothing follows: disputed already", Decider.PERSON, "too late"),
    ],
)
def test_a_reply_is_what_owners_said_against_it(reason: str, decider: Decider, words: str) -> None:
    decision = Decision(case=1, state=CaseState.DISPUTED, decider=decider, name="x", reason=reason, at=NOW)
    assert owners_words(decision) == words


def commit(number: int) -> Commit:
    return Commit(id=f"{number}" * 40, date=NOW + timedelta(days=number), title="x")


def event(number: int, path: str, what: Change) -> TimelineEvent:
    return TimelineEvent(commit=commit(number), before=None, path=path, what=what)


def test_files_that_came_and_went_since_the_last_look_are_told_once() -> None:
    events = (
        event(7, "LICENSE", Change.STOOD),
        event(8, "NOTICE", Change.VANISHED),
        event(9, "docs/NOTICE.txt", Change.APPEARED),
        event(9, "README.md", Change.APPEARED),
    )
    timeline = Timeline(commits=(commit(9), commit(8), commit(7)), events=events)
    before = replace(ASKED, subject=SnapshotKey("acme/model", "7" * 40))
    after = replace(ASKED, subject=SnapshotKey("acme/model", "9" * 40), timeline=timeline)
    found = happened(before, after, at=NOW)
    assert [(each.kind, each.detail, each.case) for each in found] == [
        (HappeningKind.NOTICE_REMOVED, "NOTICE", 1),
        (HappeningKind.NOTICE_ADDED, "docs/NOTICE.txt", 1),
    ]
    assert happened(after, after, at=NOW) == ()
    quiet = happened(replace(before, thread=None), replace(after, thread=None), at=NOW)
    assert [(each.case, each.is_public) for each in quiet] == [(None, False)] * 2, "a case is named to nobody by a file"


def test_what_came_down_from_another_repository_names_that_as_its_root() -> None:
    child = replace(QUIET, findings=(finding("acme/model", via=("acme/nearest", "acme/root")),))
    (told,) = happened(None, child, at=NOW)
    assert told.root == "acme/root"
