# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How every implementation answers the desk, one database as the other and as lists in memory do."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.handling import SqlHandling
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.schema import migrate
from bot.model.answers import CaseRow
from bot.model.cases import ActionState, CaseState, Decider
from bot.model.components import Component
from bot.model.errors import InputError
from bot.model.findings import Tier
from bot.model.lineage_answers import Standing
from bot.model.log_entries import LogEntry
from bot.model.orders import StandingOrder, Word, owner_scope
from bot.model.questions import NOBODY, PUBLIC_STATES, CaseFilter, LogFilter, LogKind, Order
from bot.ports.casebook import Casebook
from bot.ports.handling import Handling
from bot.ports.questions import Questions
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION, RECEIPT
from tests.fakes.casebook import FakeCasebook
from tests.fakes.clock import FakeClock
from tests.fakes.handling import FakeHandling
from tests.fakes.questions import FakeQuestions
from tests.samples.many_cases import RULES, fill, scan

COUNT = 100
FILTERS = [
    CaseFilter(),
    CaseFilter(states=frozenset({CaseState.POSTED})),
    CaseFilter(states=frozenset({CaseState.IN_REVIEW, CaseState.DISPUTED}), tiers=frozenset({Tier.UNDECLARED})),
    CaseFilter(rules=frozenset(RULES[:2])),
    CaseFilter(components=frozenset({Component.VISION_ENCODER}), upstream="qwen"),
    CaseFilter(upstream="QWEN/Qwen2.5-7b"),
    CaseFilter(owner="KITA"),
    CaseFilter(license="Apache-2.0"),
    CaseFilter(words="qwen JA"),
    CaseFilter(words="model deeps"),
    CaseFilter(words="C-17"),
    CaseFilter(words="no such words"),
    CaseFilter(words="%_'\\"),
    CaseFilter(share_from=0.25, share_to=0.5),
    CaseFilter(opened_from=date(2026, 3, 5), opened_to=date(2026, 3, 8)),
    CaseFilter(due_days=0),
    CaseFilter(due_days=30, states=frozenset({CaseState.WAITING})),
    CaseFilter(needs_second_reader=True),
    CaseFilter(assignee="local:ada", hides_snoozed=True),
    CaseFilter(assignee=NOBODY, tiers=frozenset({Tier.DECLARED})),
    CaseFilter(label="Ask Legal"),
    CaseFilter(hides_snoozed=True),
]


@pytest.fixture(scope="module")
def reference() -> FakeQuestions:
    """A hundred cases in memory."""
    clock = FakeClock()
    book = FakeCasebook()
    fill(book, COUNT)
    known = FakeQuestions(clock, book)
    share_work(FakeHandling(known), clock)
    known.stand_still()
    return known


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Questions]:
    """The same in a database, which the tests only read."""
    if request.param == "sqlite":
        engine = open_database(tmp_path_factory.mktemp("full") / "db")
    else:
        engine = open_database(request.getfixturevalue("postgres").new_database())
    migrate(engine)
    fill(SqlCasebook(engine), COUNT)
    clock = FakeClock()
    share_work(SqlHandling(engine), clock)
    yield SqlQuestions(engine, clock)
    engine.dispose()


def share_work(handling: Handling, clock: FakeClock) -> None:
    now = clock.now()
    handling.assign(range(1, 40), "local:ada", by="local:bob", at=now)
    handling.assign([3, 7], "", by="local:bob", at=now)
    handling.snooze(range(1, 60, 3), now + timedelta(days=2), by="local:ada", at=now)
    handling.snooze([4], None, by="local:ada", at=now)
    handling.label(range(1, 100, 7), "  ask LEGAL", by="local:ada", at=now)


def every(questions: Questions, wanted: CaseFilter, most: int = 60) -> list[CaseRow]:
    """All pages, each as long as it may be."""
    rows: list[CaseRow] = []
    after = None
    while True:
        page = questions.cases(wanted, after=after, most=most)
        rows += page.rows
        assert len(page.rows) <= most
        if page.next is None:
            return rows
        assert len(page.rows) == most
        after = page.next


def test_every_question_has_the_same_answer_everywhere(full: Questions, reference: FakeQuestions) -> None:
    for wanted in FILTERS:
        for asked in (wanted, wanted.public()):
            for order in Order:
                ordered = replace(asked, order=order)
                assert every(full, ordered) == every(reference, ordered), ordered
            assert full.counts(asked) == reference.counts(asked), asked


@pytest.mark.parametrize("order", Order)
def test_pages_of_any_length_make_one_list(full: Questions, order: Order) -> None:
    for wanted in (CaseFilter(order=order), CaseFilter(upstream="qwen", order=order)):
        assert every(full, wanted, 13) == list(full.cases(wanted, most=200).rows)


def test_lineage_has_the_same_answers_everywhere(full: Questions, reference: FakeQuestions) -> None:
    for public in (True, False):
        assert full.family(public_only=public, most=200) == reference.family(public_only=public, most=200)
        around = "qwen/qwen2.5-7b"
        assert full.family(around, public_only=public) == reference.family(around, public_only=public)
        assert full.upstreams(public_only=public) == reference.upstreams(public_only=public)
        for name in ("QWEN/Qwen2.5-7b", "openai/whisper-large-v3", "nobody/nothing"):
            found, expected = (each.upstream(name, public_only=public, most=200) for each in (full, reference))
            assert found == expected
        for row in every(reference, CaseFilter())[:20]:
            assert full.repo(row.repo.upper(), public_only=public) == reference.repo(row.repo, public_only=public)
        assert full.owner("KITA", public_only=public) == reference.owner("kita", public_only=public)


def test_corrections_the_outbox_and_what_waits_are_the_same_everywhere(
    full: Questions, reference: FakeQuestions
) -> None:
    assert full.corrections() == reference.corrections()
    assert full.corrections().rows
    assert full.corrections().median_answer_hours == 26
    assert full.outbox() == reference.outbox()
    for person in ("local:ada", "LOCAL:bob", "local:eve", ""):
        assert full.waiting(person) == reference.waiting(person)


def test_the_log_is_one_trail_in_pages(full: Questions, reference: FakeQuestions) -> None:
    for wanted in (
        LogFilter(),
        LogFilter(kinds=frozenset({LogKind.RECEIPT})),
        LogFilter(case=17),
        LogFilter(name="local:bob"),
        LogFilter(since=datetime(2026, 3, 5, tzinfo=UTC), until=datetime(2026, 3, 9, tzinfo=UTC)),
    ):
        expected = reference.log(wanted, most=10_000).entries
        found: list[LogEntry] = []
        after = None
        while True:
            page = full.log(wanted, after=after, most=11)
            found += page.entries
            if page.next is None:
                break
            after = page.next
        assert [replace(each, digest="") for each in found] == list(expected)


def test_orders_stand_in_the_log_and_on_the_owners_page(casebook: Casebook, questions: Questions) -> None:
    order = StandingOrder(scope=owner_scope("Acme"), word=Word.OFF, name="ada", reason="asked us", at=ACTION.created_at)
    casebook.order(order)
    entry = questions.log(LogFilter(kinds=frozenset({LogKind.ORDER}))).entries[0]
    assert (entry.kind, entry.case, entry.what, entry.scope) == (LogKind.ORDER, None, "off", "owner:acme")
    assert questions.owner("ACME").has_stopped
    casebook.order(replace(order, word=Word.ON))
    assert not questions.owner("acme").has_stopped


def test_the_public_sees_what_was_asked_in_public_and_nothing_else(full: Questions) -> None:
    rows = every(full, CaseFilter().public())
    assert rows
    assert all(row.is_public and row.was_asked and row.state in PUBLIC_STATES for row in rows)
    hidden = [row for row in every(full, CaseFilter()) if not row.is_public]
    assert hidden
    assert full.numbered([row.number for row in hidden], public_only=True) == []
    for row in hidden:
        page = full.repo(row.repo, public_only=True)
        assert page is None or (page.case is None and all(edge.case is None for edge in page.builds_on))
        assert page is None or all(edge.standing is Standing.DECLARED for edge in page.builds_on)
        assert page is None or all(edge.is_credited is not False for edge in page.builds_on)
    assert every(full, CaseFilter(states=frozenset({CaseState.IN_REVIEW})).public()) == []
    assert full.counts(CaseFilter(states=frozenset({CaseState.IN_REVIEW})).public()).total == 0


def test_a_cursor_of_something_else_is_refused(casebook: Casebook, questions: Questions) -> None:
    fill(casebook, 6)
    cursor = questions.cases(CaseFilter(), most=3).next
    assert cursor is not None
    made_up = base64.urlsafe_b64encode(b"0" * 12 + b'["at:9999"]').decode()
    for wrong in ("", "x", "É", "A" * 5000, cursor + "é", made_up, "[" * 900):
        with pytest.raises(InputError, match="begin the list again"):
            questions.cases(CaseFilter(), after=wrong, most=3)
    with pytest.raises(InputError, match="begin the list again"):
        questions.log(LogFilter(), after="x")


def test_a_page_goes_on_where_it_was_whatever_comes_between(casebook: Casebook, questions: Questions) -> None:
    fill(casebook, 6)
    first = questions.cases(CaseFilter(order=Order.OLDEST), most=4)
    casebook.decide(replace(CASE, number=100), None, None)
    second = questions.cases(CaseFilter(order=Order.OLDEST), after=first.next, most=50)
    assert [row.number for row in (*first.rows, *second.rows)] == [*range(1, 7), 100]


def test_a_row_follows_its_case(casebook: Casebook, questions: Questions) -> None:
    casebook.decide(CASE, replace(DECISION, decider=Decider.PERSON, name="Ada"), ACTION)
    row = questions.numbered([1])[0]
    assert (row.state, row.tier, row.readers, row.readers_missing) == (CaseState.APPROVED, Tier.UNDECLARED, ("ada",), 1)
    assert (row.posts_at, row.share, row.is_public) == (ACTION.created_at, None, False)
    casebook.settle(replace(CASE, state=CaseState.POSTED, thread=7), RECEIPT, ActionState.DONE)
    row = questions.numbered([1])[0]
    assert (row.state, row.thread, row.posts_at, row.is_public, row.readers_missing) == (
        CaseState.POSTED,
        7,
        None,
        True,
        0,
    )
    assert row.entered_at == RECEIPT.at


def test_a_new_scan_changes_share_and_license_at_once(casebook: Casebook, questions: Questions) -> None:
    casebook.decide(CASE, DECISION, None)
    assert questions.counts(CaseFilter(license="mit")).total == 0
    report = scan(CASE.repo, [(CASE.upstreams[0], "mit", 0.75)], declared=[])
    casebook.record_scan(CASE.subject, report=report, at=DECISION.at)
    row = questions.cases(CaseFilter(license="MIT")).rows[0]
    assert (row.share, row.upstreams[0].license) == (0.75, "mit")
    casebook.record_scan(CASE.subject, report="{}", at=DECISION.at)
    assert questions.numbered([1])[0].share is None
    assert questions.family().edges == ()


def test_a_case_that_is_about_another_upstream_is_found_by_that_alone(casebook: Casebook, questions: Questions) -> None:
    casebook.decide(CASE, DECISION, None)
    casebook.decide(replace(CASE, upstreams=("zai-org/GLM-4.5-Air",)), DECISION, None)
    assert questions.counts(CaseFilter(upstream="deepseek-ai")).total == 0
    assert questions.counts(CaseFilter(words="glm")).total == 1
    assert questions.counts(CaseFilter(words="deepseek")).total == 0


def test_a_withdrawn_case_marks_its_edge(casebook: Casebook, questions: Questions) -> None:
    report = scan(CASE.repo, [(CASE.upstreams[0], "mit", 0.75)], declared=[])
    casebook.record_scan(CASE.subject, report=report, at=DECISION.at)
    withdrawn = replace(CASE, state=CaseState.WITHDRAWN, thread=7, correction=1)
    casebook.decide(withdrawn, replace(DECISION, state=CaseState.WITHDRAWN), None)
    assert [edge.standing for edge in questions.family(public_only=True).edges] == [Standing.WITHDRAWN]
