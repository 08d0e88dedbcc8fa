# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Corrections, rules, licenses, opt-outs and coverage: what is measured is told with its count, and nothing else is."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from bot.adapters.storage.coverage import SqlCoverage
from bot.adapters.storage.moved import SqlDailyBytes
from bot.adapters.storage.records import SqlRuleRecords
from bot.model.cases import CaseState, Decider
from bot.model.costs import Reason
from bot.model.lineage import Verdict
from bot.model.orders import POSTING, StandingOrder, Word, owner_scope
from bot.model.records import RuleRecord
from bot.web.desk.coverage import REASONS, VERDICTS
from tests.web.desk.around_world import Desk, words

TEXT, NOTICE = "license-text-missing", "notice-file-missing"


def test_a_correction_is_told_with_what_was_said_and_what_was_wrong(desk: Desk) -> None:
    case = desk.case("acme/asked", CaseState.POSTED)
    desk.clock.advance(2 * 3600)
    desk.ruled(replace(case, state=CaseState.DISPUTED), "owner", by=Decider.PERSON)
    desk.clock.advance(26 * 3600)
    desk.ruled(replace(case, state=CaseState.WITHDRAWN, correction=1), "hf:ada", reason="the text lies in docs/")
    text = words(desk.ask("/corrections"))
    assert "we took back 1 of 1 (100 %; 95 % interval 2.5 to 100 %)" in text
    assert (
        "We could not find the license text here. the text lies in docs/ withdrawn by hf:ada its owners 26.0 h" in text
    )
    headings, row = csv.reader(io.StringIO(desk.ask("/corrections.csv").text))
    assert dict(zip(headings, row, strict=True))["hours to correct"] == "26.0"


def test_a_rule_is_measured_by_what_became_of_its_posts(desk: Desk) -> None:
    for number in range(3):
        desk.case(f"acme/fine-{number}", CaseState.RESOLVED, rules=(TEXT, NOTICE))
    desk.case("acme/wrong", CaseState.WITHDRAWN)
    desk.case("acme/unsure", CaseState.DISPUTED)
    desk.case("acme/quiet", CaseState.IN_REVIEW)
    text = words(desk.ask(f"/rules/{TEXT}"))
    assert "these were right: 3 of 4 (75.0 %; 95 % interval 19.4 to 99.4 %)" in text
    assert "Asked in public 5 Withdrawn 1 Disputed now 1" in text
    assert "Questions that should have been asked and were not not measured" in text
    assert "2 of them have spoken in public so far" in words(desk.ask("/rules"))
    assert "Not measured yet" in words(desk.ask("/rules/name-clause"))
    assert "<svg" in desk.ask("/rules").text
    measured = {row[0]: row[1:3] for row in csv.reader(io.StringIO(desk.ask("/rules.csv").text))}
    assert (measured[TEXT], measured[NOTICE]) == (["4", "3"], ["3", "3"])
    assert "name-clause" not in measured


def test_the_gate_counts_reviewed_posts_since_the_last_that_was_wrong(desk: Desk) -> None:
    records = SqlRuleRecords(desk.database)
    for number in range(3):
        desk.case(f"acme/before-{number}", CaseState.POSTED)
        desk.clock.advance(60)
    assert records.rules() == [RuleRecord(rule=TEXT, posted=3, clean_run=3)]
    assert "3 of 299" in words(desk.ask("/rules"))
    desk.case("acme/wrong", CaseState.WITHDRAWN)
    desk.clock.advance(60)
    assert records.rules() == [RuleRecord(rule=TEXT, posted=4, withdrawn=1, clean_run=0)]
    desk.case("acme/after", CaseState.RESOLVED)
    desk.case("acme/unsure", CaseState.DISPUTED)
    desk.case("acme/other", CaseState.POSTED, rules=(NOTICE,))
    assert records.rules() == [
        RuleRecord(rule=TEXT, posted=6, withdrawn=1, disputed=1, clean_run=1),
        RuleRecord(rule=NOTICE, posted=1, clean_run=1),
    ]


def test_what_a_preset_posted_alone_was_reviewed_by_nobody(desk: Desk) -> None:
    desk.posted(desk.case("acme/alone"), by=Decider.PRESET)
    assert SqlRuleRecords(desk.database).rules() == [RuleRecord(rule=TEXT, posted=1, clean_run=0)]


def test_nothing_measured_is_no_picture_and_no_file(desk: Desk) -> None:
    assert "<svg" not in desk.ask("/rules").text
    assert desk.ask("/rules.csv").status == 404


def test_a_rule_for_people_never_goes_without_a_reader(desk: Desk) -> None:
    assert "a person reads every finding of it, whatever the count" in words(desk.ask("/rules/license-conflict"))


def test_the_gate_is_said_to_be_shown_and_not_enforced(desk: Desk) -> None:
    assert "The count is shown for people to judge by." in words(desk.ask("/rules"))


def test_a_license_is_found_by_any_of_its_names(desk: Desk) -> None:
    answer = desk.ask("/licenses/Apache-2.0")
    assert (answer.status, answer.headers["location"]) == (303, "/licenses/apache-2.0")
    page = desk.ask("/licenses/apache-2.0")
    assert "pass on the NOTICE" in words(page)
    assert "<code>apache-2.0</code>" in page.text
    assert "None of this is legal advice." in words(page)
    assert "mit" in words(desk.ask("/licenses?q=mit"))
    assert "Was one of these meant? apache-2.0" in words(desk.ask("/licenses?q=apache-2.9"))


def test_opt_outs_are_listed_without_what_was_said(desk: Desk) -> None:
    for scope, word in (("Lab", Word.OFF), ("kita", Word.OFF), ("kita", Word.ON)):
        at = desk.clock.now()
        desk.book.order(StandingOrder(scope=owner_scope(scope), word=word, name="hf:secret", reason="private", at=at))
    desk.book.order(StandingOrder(scope=POSTING, word=Word.OFF, name="x", reason="y", at=desk.clock.now()))
    desk.case("acme/quiet", CaseState.OPTED_OUT)
    page = desk.ask("/opt-outs")
    text = words(page)
    assert "One account asked not to be written to at all, and is not." in text
    assert "lab 17 March 2026" in text
    assert "kita" not in text
    assert "in a file of theirs 1" in text
    assert not {"hf:secret", "private", "acme"} & set(text.split())


def test_coverage_counts_why_something_could_not_be_checked(desk: Desk) -> None:
    desk.case("acme/read")
    SqlCoverage(desk.database).refused("acme/gated", Reason.ACCESS_REFUSED, at=desk.clock.now())
    SqlDailyBytes(desk.database, most=10**9, clock=desk.clock, at_once=1).spend(6_300_000)
    desk.book.advance(desk.clock.now())
    desk.clock.advance(300)
    text = words(desk.ask("/coverage"))
    assert "1 of 2 repositories could be read at their newest look" in text
    assert "the Hub asks for an agreement or a membership first 1" in text
    assert "a format that is not compared yet 1" in text
    assert "the newest change that was taken in is 5 minutes old" in text
    assert "2026-03-17 6.3 MB" in text
    assert "acme" not in text


def test_every_reason_and_every_verdict_has_words() -> None:
    assert set(REASONS) == set(Reason)
    assert set(VERDICTS) == set(Verdict)
