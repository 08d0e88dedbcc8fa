# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The list of cases: filters in the address, pages, saved views, and what is done with several cases at once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from bot.model.cases import ActionState, CaseState
from bot.model.people import Permission, Role
from bot.model.questions import CaseFilter
from bot.web.desk.case_files import COLUMNS, guarded
from tests.contract.test_casebook_contract import CASE, DECISION
from tests.samples.many_cases import fill
from tests.web.desk.queue_web import QueueWeb, names_in, queue_web, words_of

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
DOINGS = {"assign", "snooze", "label", "unlabel", "export", "close"}


@pytest.fixture
def web() -> Iterator[QueueWeb]:
    with queue_web() as made:
        yield made


def open_cases(web: QueueWeb, *numbers: int) -> None:
    for number in numbers:
        case = replace(CASE, number=number, repo=f"acme/{number}", state=CaseState.IN_REVIEW)
        web.casebook.decide(case, replace(DECISION, case=number, state=CaseState.IN_REVIEW), None)


def test_a_filter_stands_in_the_address_and_in_its_form(web: QueueWeb) -> None:
    fill(web.casebook, 60)
    web.sign_in("local:ada", Role.REVIEWER)
    address = "/cases?state=posted&state=resolved&upstream=qwen&order=oldest"
    wanted = CaseFilter.from_query(pair.split("=") for pair in address.partition("?")[2].split("&"))  # type: ignore[misc]
    expected = [row.name for row in web.questions.cases(wanted).rows]
    page = web.ask(address).text
    assert expected
    assert names_in(page) == expected
    assert len(re.findall(r'name="state" value="(?:posted|resolved)" checked', page)) == 2
    assert 'name="upstream" value="qwen"' in page
    assert '<option value="oldest" selected>' in page


def test_pages_follow_each_other_and_say_where_one_is(web: QueueWeb) -> None:
    fill(web.casebook, 120)
    web.sign_in("local:ada", Role.AUDITOR)
    seen, path, words = [], "/cases?order=oldest", []
    while path:
        page = web.ask(path).text
        seen += names_in(page)
        words += re.findall(r"<span>(\d+)\D(\d+) of (\d+)</span>", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(found[1]) if found else ""
    assert seen == [f"C-{number}" for number in range(1, 121)]
    assert words == [("1", "50", "120"), ("51", "100", "120"), ("101", "120", "120")]


def test_a_count_that_was_cut_says_so(web: QueueWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    open_cases(web, 1, 2)
    web.sign_in("local:ada", Role.AUDITOR)
    counted = web.questions.counts(CaseFilter())
    monkeypatch.setattr(web.questions, "counts", lambda _: replace(counted, is_at_least=True))
    page = words_of(web.ask("/cases").text)
    assert "of at least 2" in page
    assert "2+" in page


def test_everybody_sees_public_cases_alone_whatever_the_address_asks(web: QueueWeb) -> None:
    fill(web.casebook, 60)
    public = {row.name for row in web.questions.known_rows() if row.is_public}
    assert set(web.names("/cases")) == public
    assert web.names("/cases?state=in_review") == []
    assert set(web.names("/cases?public_only=0&assignee=-&second_reader=1&due=0&hide_snoozed=1&order=due")) == public
    page = web.ask("/cases").text
    for words in ("Assigned to", "Needs second reader", "Keep this view", "CSV", 'value="in_review"'):
        assert words not in page


def test_htmx_gets_the_list_alone_with_the_address_that_it_has(web: QueueWeb) -> None:
    open_cases(web, 1, 2)
    web.sign_in("local:ada", Role.REVIEWER)
    found = web.ask("/cases?q=acme&state=&tier=&rule=&order=newest", headers=PARTIAL)
    assert found.headers["hx-push-url"] == "/cases?q=acme"
    assert names_in(found.text) == ["C-2", "C-1"]
    assert "<html" not in found.text
    assert found.text.lstrip().startswith("<")
    assert 'data-say="2 cases"' in found.text
    assert "<html" in web.ask("/cases?q=acme").text


@pytest.mark.parametrize(
    "query", ["state=nothing", "share_from=2", "order=%3Cb%3E", "owner=a&owner=b", "q=" + "a" * 201]
)
def test_a_filter_that_means_nothing_is_refused_calmly(web: QueueWeb, query: str) -> None:
    page = web.ask(f"/cases?{query}")
    assert page.status == 400
    assert "<b>" not in page.text


def test_thousands_of_fields_are_refused_calmly(web: QueueWeb) -> None:
    assert web.ask("/cases?" + "&".join(["a=1"] * 201)).status == 400


def test_selected_cases_are_assigned_labelled_and_released(web: QueueWeb) -> None:
    open_cases(web, 1, 2, 3)
    web.sign_in("local:ada", Role.REVIEWER)
    done = web.send("/cases/assign", ("case", "1"), ("case", "3"), ("assignee", "local:bob"), ("back", "/cases?q=acme"))
    assert (done.status, done.headers["location"]) == (303, "/cases?q=acme")
    assert web.names("/cases?assignee=local:bob") == ["C-3", "C-1"]
    web.send("/cases/label", ("case", "2"), ("label", "Ask legal"))
    assert web.names("/cases?label=ask+legal") == ["C-2"]
    web.send("/cases/unlabel", ("case", "2"), ("label", "ask LEGAL"))
    assert web.names("/cases?label=ask+legal") == []
    web.send("/cases/assign", ("case", "1"), ("assignee", ""))
    assert web.names("/cases?assignee=-") == ["C-2", "C-1"]
    assert set(web.handling.done_by) == {"local:ada"}


def test_closing_gives_each_case_the_one_reason_and_tells_what_could_not_be_closed(web: QueueWeb) -> None:
    open_cases(web, 1, 2)
    posted = replace(CASE, number=3, repo="acme/3", state=CaseState.POSTED, thread=7)
    web.casebook.decide(posted, replace(DECISION, case=3, state=CaseState.POSTED), None)
    web.sign_in("local:ada", Role.REVIEWER)
    chosen = [("case", str(number)) for number in (1, 2, 3, 99)]
    page = web.send("/cases/close", *chosen, ("reason", "The NOTICE is in <docs>"), ("back", "/cases"))
    assert page.status == 200
    told = words_of(page.text)
    assert "C-3 It stays as it is. C-3 is posted" in told
    assert "C-99 It stays as it is." in told
    states = {case.number: case.state for case in web.casebook.cases()}
    assert states == {1: CaseState.NOT_A_FINDING, 2: CaseState.NOT_A_FINDING, 3: CaseState.POSTED}
    last = web.casebook.decisions(2)[-1]
    assert (last.name, last.state) == ("local:ada", CaseState.NOT_A_FINDING)
    assert "The NOTICE is in" in last.reason


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/cases/close", [("case", "1")]),
        ("/cases/close", [("case", "1"), ("reason", "  ")]),
        ("/cases/close", [("case", "1"), ("reason", "x" * 501)]),
        ("/cases/close", [("reason", "nothing is ticked")]),
        ("/cases/assign", [("case", "1; DROP TABLE"), ("assignee", "x")]),
        ("/cases/assign", [("case", "1"), ("assignee", "x" * 121)]),
        ("/cases/assign", [*[("case", str(number)) for number in range(201)], ("assignee", "x")]),
        ("/cases/snooze", [("case", "1"), ("days", "-1")]),
        ("/cases/snooze", [("case", "1"), ("days", "٣")]),
        ("/cases/snooze", [("case", "1"), ("days", "99999")]),
        ("/cases/label", [("case", "1"), ("label", "")]),
        ("/cases/unlabel", [("case", "1"), ("label", "x" * 41)]),
        ("/cases/export", [("case", "1"), ("form", "exe")]),
        ("/views/save", [("name", ""), ("query", "")]),
        ("/views/save", [("name", "a"), ("query", "state=nothing")]),
    ],
)
def test_what_cannot_be_meant_changes_nothing(web: QueueWeb, path: str, fields: list[tuple[str, str]]) -> None:
    open_cases(web, 1)
    web.sign_in("local:ada", Role.REVIEWER)
    before = web.questions.known_rows()
    assert web.send(path, *fields).status == 400
    assert web.questions.known_rows() == before
    assert web.handling.views("local:ada") == []


def test_there_is_no_way_to_approve_or_post_several_cases(web: QueueWeb) -> None:
    table = [route for route in web.app().state.routes.table if route.method == "POST"]
    several = {route.path for route in table if route.path.startswith("/cases")}
    assert several == {f"/cases/{doing}" for doing in DOINGS}
    # Whatever else writes names one case in its address, or is no ruling.
    ruling = {Permission.DECIDE, Permission.PUBLISH, Permission.WITHDRAW}
    for route in table:
        if route.needs in ruling and route.path != "/cases/close":
            assert "{" in route.path, f"{route.path} rules without naming one case"
    open_cases(web, 1, 2)
    web.sign_in("local:ada", *Role)
    for doing in sorted(DOINGS | {"approve", "post", "publish", "undo", "withdraw"}):
        ruled = ("do", "approve"), ("action", "post"), ("state", "approved"), ("form", "csv"), ("days", "0")
        web.send(f"/cases/{doing}", ("case", "1"), ("case", "2"), *ruled, ("label", "x"), ("reason", "read"))
    assert {case.state for case in web.casebook.cases()} == {CaseState.NOT_A_FINDING}
    assert [each for each in web.casebook.pending_actions() if each.state is ActionState.PENDING] == []


def test_a_view_is_kept_shown_and_forgotten(web: QueueWeb) -> None:
    open_cases(web, 1)
    web.sign_in("local:ada", Role.REVIEWER)
    saved = web.send("/views/save", ("name", "Mine & yours"), ("query", "tier=B&state=in_review&after=x"))
    assert (saved.status, saved.headers["location"]) == (303, "/cases?state=in_review&tier=B")
    page = web.ask("/cases").text
    assert re.search(r'<a href="/cases\?state=in_review&amp;tier=B">Mine &amp; yours</a>', page)
    web.sign_in("local:bob", Role.REVIEWER)
    assert "Mine &amp; yours" not in web.ask("/cases").text
    web.sign_in("local:ada", Role.REVIEWER)
    web.send("/views/remove", ("name", "Mine & yours"), page="/cases?state=in_review&tier=B")
    assert web.handling.views("local:ada") == []


def test_a_file_holds_what_the_filter_finds_and_no_formula(web: QueueWeb) -> None:
    case = replace(CASE, repo="=cmd|' /C calc'!A0/x", state=CaseState.IN_REVIEW, upstreams=("+evil/up",))
    web.casebook.decide(case, DECISION, None)
    open_cases(web, 2)
    web.handling.label([1], "@sum(1)", by="local:ada", at=web.clock.now())
    web.sign_in("local:eve", Role.AUDITOR)
    found = web.ask("/cases.csv?state=in_review&order=oldest")
    assert found.headers["content-disposition"] == 'attachment; filename="cases.csv"'
    head, *rows = list(csv.reader(io.StringIO(found.text.removeprefix("\ufeff"))))
    assert tuple(head) == COLUMNS
    assert [row[0] for row in rows] == ["C-1", "C-2"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert [rows[0][COLUMNS.index(name)] for name in ("repo", "upstreams", "labels")] == [
        "'=cmd|' /C calc'!A0/x",
        "'+evil/up",
        "'@sum(1)",
    ]
    lines = [json.loads(line) for line in web.ask("/cases.jsonl?order=oldest").text.splitlines()]
    assert [(line["case"], line["state"], line["schema"]) for line in lines] == [
        ("C-1", "in_review", "hubnotice.case_row/1"),
        ("C-2", "in_review", "hubnotice.case_row/1"),
    ]
    assert lines[0]["repo"] == case.repo


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20a"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_selected_cases_are_taken_away_as_a_file(web: QueueWeb) -> None:
    open_cases(web, 1, 2, 3)
    web.sign_in("local:ada", Role.REVIEWER)
    lines = web.send("/cases/export", ("case", "3"), ("case", "1"), ("form", "jsonl")).text.splitlines()
    assert [json.loads(line)["case"] for line in lines] == ["C-1", "C-3"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.SUBSCRIBER, set()),
        (Role.OWNER, set()),
        (Role.REVIEWER, DOINGS),
        (Role.PUBLISHER, DOINGS - {"close"}),
        (Role.LEGAL, DOINGS - {"close"}),
        (Role.AUDITOR, {"export"}),
        (Role.ADMIN, set()),
    ],
)
def test_each_role_does_what_it_may_and_sees_no_other_button(web: QueueWeb, role: Role, allowed: set[str]) -> None:
    open_cases(web, 1)
    web.sign_in("local:ada", role)
    shown = set(re.findall(r'formaction="/cases/(\w+)"', web.ask("/cases").text))
    assert shown == allowed
    fields = ("case", "1"), ("days", "1"), ("label", "x"), ("assignee", "y"), ("form", "csv")
    refused = {doing for doing in DOINGS - {"close"} if web.ask(f"/cases/{doing}", method="POST").status == 403}
    assert DOINGS - {"close"} - allowed <= refused
    if allowed:
        for doing in allowed - {"close"}:
            assert web.send(f"/cases/{doing}", *fields).status in {200, 303}


def test_there_is_a_key_for_what_is_done_often(web: QueueWeb) -> None:
    open_cases(web, 1)
    web.sign_in("local:ada", Role.REVIEWER)
    page = web.ask("/cases").text
    assert {"g q", "g c", "/", "s", "e"} <= set(re.findall(r'data-key="([^"]+)"', page))
    assert "<tbody data-rows>" in page
    assert '<tr data-row tabindex="-1">' in page
