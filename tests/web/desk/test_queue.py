# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the first page shows to whom."""

from __future__ import annotations

import gzip
import http.client
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.model.cases import CaseState, Decider
from bot.model.people import Role
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION
from tests.samples.many_cases import fill
from tests.web.desk.queue_web import QueueWeb, names_in, queue_web, words_of


@pytest.fixture
def web() -> Iterator[QueueWeb]:
    with queue_web() as made:
        yield made


def read_by(web: QueueWeb, *names: str, number: int = 1) -> None:
    case = replace(CASE, number=number, repo=f"acme/{number}")
    for name in names:
        ruling = replace(DECISION, case=number, decider=Decider.PERSON, name=name, at=web.clock.now())
        web.casebook.decide(case, ruling, None)


def pass_days(web: QueueWeb, days: int) -> None:
    """A session ends meanwhile, so ada signs in again."""
    web.clock.advance(days * 86_400)
    web.sign_in("local:ada", Role.REVIEWER)


def test_everybody_sees_the_public_cases_and_nothing_of_the_desk(web: QueueWeb) -> None:
    fill(web.casebook, 60)
    web.handling.assign(range(1, 61), "local:ada", by="local:ada", at=web.clock.now())
    page = web.ask("/").text
    listed = {int(name[2:]) for name in names_in(page)}
    assert listed == {row.number for row in web.questions.known_rows() if row.is_public}
    assert "Queue" not in words_of(page)
    assert "local:ada" not in page
    assert 'type="checkbox" name="case"' not in page
    for role in (Role.SUBSCRIBER, Role.OWNER, Role.MAINTAINER):
        web.sign_in("hf:eve", role)
        assert set(web.names("/?show=mine")) == {f"C-{number}" for number in listed}


def test_a_reviewer_comes_to_the_first_pile_that_is_not_empty(web: QueueWeb) -> None:
    web.sign_in("local:bob", Role.REVIEWER)
    assert "There is nothing here." in web.ask("/").text
    read_by(web, "local:ada")
    page = web.ask("/").text
    assert re.search(r'href="/\?show=second" aria-current="page">Needs second reader <span class="number">1', page)
    assert names_in(page) == ["C-1"]
    assert "Second reader needed" in page
    web.handling.assign([1], "local:bob", by="local:bob", at=web.clock.now())
    assert re.search(r'href="/\?show=mine" aria-current="page">Mine <span class="number">1', web.ask("/").text)


def test_whoever_read_a_case_is_not_asked_to_read_it_twice(web: QueueWeb) -> None:
    web.sign_in("local:ada", Role.REVIEWER)
    read_by(web, "local:ADA")
    page = web.ask("/?show=second").text
    assert 'Needs second reader <span class="number">0' in page
    assert "You read it; another reader is needed" in page


def test_what_is_due_today_and_what_is_disputed_have_piles(web: QueueWeb) -> None:
    web.sign_in("local:ada", Role.REVIEWER)
    read_by(web, "local:ada", "local:bob")
    disputed = replace(CASE, number=2, repo="acme/2", state=CaseState.DISPUTED, thread=1)
    web.casebook.decide(disputed, replace(DECISION, case=2, state=CaseState.DISPUTED, at=web.clock.now()), None)
    assert (web.names("/?show=due"), web.names("/?show=disputed")) == ([], ["C-2"])
    pass_days(web, 2)
    assert web.names("/?show=due") == ["C-2"]
    pass_days(web, 6)
    page = web.ask("/?show=due").text
    assert names_in(page) == ["C-2", "C-1"]
    assert page.count("overdue") == 2


def test_a_case_that_rests_is_not_shown_until_then(web: QueueWeb) -> None:
    web.sign_in("local:ada", Role.REVIEWER)
    read_by(web, "local:bob")
    web.handling.assign([1], "local:ada", by="local:ada", at=web.clock.now())
    assert web.send("/cases/snooze", ("case", "1"), ("days", "3"), ("back", "/?show=mine"), page="/").status == 303
    assert web.names("/?show=mine") == web.names("/?show=open") == []
    pass_days(web, 3)
    assert web.names("/?show=mine") == ["C-1"]


def test_the_outbox_says_when_a_post_is_written_and_where_it_is_taken_back(web: QueueWeb) -> None:
    web.sign_in("local:ada", Role.PUBLISHER)
    at = web.clock.now()
    web.casebook.decide(CASE, DECISION, replace(ACTION, created_at=at, not_before=at + timedelta(seconds=432)))
    page = web.ask("/?show=outbox").text
    assert 'Outbox <span class="number">1' in page
    assert ">07:12</time>" in page
    assert re.search(r'<a href="/case/C-1/decide" data-key="u">Undo</a>', page)
    web.casebook.trying(ACTION.id, at)
    assert "/case/C-1/decide" not in web.ask("/?show=outbox").text


def test_names_from_strangers_are_text_and_nothing_else(web: QueueWeb) -> None:
    web.sign_in("local:ada", Role.REVIEWER)
    case = replace(CASE, repo='acme/"><script>alert(1)</script>', upstreams=("<b>x</b>/y",))
    web.casebook.decide(case, DECISION, None)
    web.handling.label([1], "<i>label", by="local:ada", at=web.clock.now())
    for path in ("/?show=open", "/cases"):
        page = web.ask(path).text
        assert names_in(page) == ["C-1"]
        assert not re.search(r"<script>|<b>x|<i>label", page)


@pytest.mark.parametrize("path", ["/?show=open", "/cases"])
def test_fifty_rows_travel_in_less_than_fifty_kilobytes(web: QueueWeb, path: str) -> None:
    fill(web.casebook, 60)
    for number in range(1, 101):
        read_by(web, "local:bob", number=1000 + number)
    web.sign_in("local:ada", Role.REVIEWER, Role.PUBLISHER)
    connection = http.client.HTTPConnection(urlsplit(web.address).netloc, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Cookie": web.cookie})
    response = connection.getresponse()
    sent = response.read()
    connection.close()
    assert response.headers["content-encoding"] == "gzip"
    assert len(names_in(gzip.decompress(sent).decode())) == 50
    assert len(sent) < 50_000


def test_a_hostile_cursor_is_refused_calmly(web: QueueWeb) -> None:
    page = web.ask("/?after=%22%3E%3Cscript%3E")
    assert page.status == 400
    assert "begin the list again" in page.text
    assert "<script>" not in page.text.replace("<script src=", "")
