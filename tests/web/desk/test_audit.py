# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The log for auditors: filtered, as a file, and with the result of its check."""

from __future__ import annotations

import json

import pytest

from bot.adapters.storage.audit import SqlAudit
from bot.model.audit import Read
from bot.model.cases import CaseState
from bot.model.orders import POSTING, StandingOrder, Word
from bot.model.people import Role
from tests.samples.schemas import check_document
from tests.web.desk.around_world import Desk, words


@pytest.fixture
def auditor(desk: Desk) -> Desk:
    """With one case that was posted, and an order."""
    desk.case("acme/asked", CaseState.POSTED)
    desk.book.order(StandingOrder(scope=POSTING, word=Word.OFF, name="hf:eve", reason="a look", at=desk.clock.now()))
    desk.sign_in("local:eve", Role.AUDITOR)
    return desk


def lines(desk: Desk, path: str) -> list[dict[str, object]]:
    """Each as its schema says."""
    found = [json.loads(line) for line in desk.ask(path).text.splitlines()]
    for each in found:
        check_document(each)
    return found


def test_rulings_receipts_and_orders_are_one_trail(auditor: Desk) -> None:
    text = words(auditor.ask("/audit"))
    assert "off posting hf:eve a look order 1" in text
    assert "created C-1 https://hub.example/7 receipt 1" in text
    assert "approved C-1 hf:ada read it decision 1" in text


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("kind=order", {"order"}),
        ("case=C-1", {"decision", "receipt"}),
        ("name=hf:ada", {"decision"}),
        ("since=2026-03-18", set()),
        ("until=2026-03-17", {"decision", "receipt", "order"}),
    ],
)
def test_filters_are_in_the_address_and_hold_for_the_file_too(auditor: Desk, query: str, kinds: set[str]) -> None:
    page = auditor.ask(f"/audit?{query}")
    found = lines(auditor, f"/audit.jsonl?{query}")
    assert {each["kind"] for each in found} == kinds
    assert f"/audit.jsonl?{query}".replace(":", "%3A") in page.text or not kinds
    assert ("No entry fits these filters." in words(page)) is (not kinds)


@pytest.mark.parametrize("query", ["kind=people", "case=x", "since=yesterday", "after=abc", "name=%00"])
def test_a_filter_that_means_nothing_is_refused(auditor: Desk, query: str) -> None:
    assert auditor.ask(f"/audit?{query}").status == 400


def test_the_file_holds_every_line_of_a_long_log(auditor: Desk) -> None:
    case = auditor.book.case(1)
    assert case is not None
    for number in range(450):
        auditor.ruled(case, "hf:ada", reason=f"number {number}")
    found = lines(auditor, "/audit.jsonl?kind=decision")
    assert [each["sequence"] for each in found] == list(range(451, 0, -1))
    assert found[0]["text"] == "number 449"
    assert {each["schema"] for each in found} == {"hubnotice.log/1"}


def test_the_page_goes_on_where_it_ended(auditor: Desk) -> None:
    case = auditor.book.case(1)
    assert case is not None
    for number in range(60):
        auditor.ruled(case, "hf:ada", reason=f"number-{number:02}")
    first = auditor.ask("/audit?name=hf:ada").text
    path = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = auditor.ask(path).text
    seen = [number for number in range(60) if f"number-{number:02}" in first]
    assert seen == list(range(10, 60))
    assert [number for number in range(60) if f"number-{number:02}" in second] == list(range(10))


def test_the_page_shows_the_last_check_and_makes_none_itself(auditor: Desk) -> None:
    assert "not all were checked yet" in words(auditor.ask("/audit"))
    assert auditor.send("/audit/check").headers["location"] == "/audit#checks"
    text = words(auditor.ask("/audit"))
    assert "Every row was as it was written when it was checked last. Nothing ever leaves this log." in text
    assert "decisions 1 1 17 March 2026, 10:00 UTC whole to row 1 on 17 March 2026" in text
    digest = lines(auditor, "/audit.jsonl?kind=decision")[0]["digest"]
    assert f"1 {digest}" in text


def test_a_row_that_was_changed_is_named_at_the_top(auditor: Desk) -> None:
    with auditor.database.begin() as connection:
        connection.exec_driver_sql("UPDATE decisions SET reason = 'another'")
    auditor.send("/audit/check")
    text = words(auditor.ask("/audit"))
    assert "Row 1 of decisions is not as it was written: the digest does not fit the content." in text


def test_who_looked_at_what_is_a_list_of_its_own(auditor: Desk) -> None:
    for number in range(60):
        read = Read.of(name="hf:bob", place=f"/case/C-{number}", origin="::1", at=auditor.clock.now())
        SqlAudit(auditor.database).note(read)
    page = auditor.ask("/audit/reads?name=hf%3Abob")
    assert "hf:bob /case/C-59 ::1" in words(page)
    path = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "/case/C-9 ::1" in words(auditor.ask(path))
    kept = lines(auditor, "/audit/reads.jsonl?name=hf%3Abob")
    assert [each["schema"] for each in kept] == ["hubnotice.read/1"] * 60
    assert "Nobody of that name looked at anything." in words(auditor.ask("/audit/reads?name=hf%3Anobody"))
    assert auditor.ask("/audit/reads?after=-1").status == 400


def test_only_those_who_read_the_log_check_it(desk: Desk) -> None:
    assert desk.send("/audit/check").status == 401
    desk.sign_in("local:ada", Role.REVIEWER)
    assert desk.send("/audit/check").status == 403
    assert all(each.checked_at is None for each in SqlAudit(desk.database).checks())
