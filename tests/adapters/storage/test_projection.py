# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What lists show is filled anew by the first release that works it out in another way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from bot.adapters.storage import finding
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.desk_tables import CASE_COUNTS, CASE_ROWS, CASE_TERMS, DERIVATIVES
from bot.adapters.storage.handling import SqlHandling
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.schema import migrate
from bot.model.cases import CaseState
from bot.model.errors import OperatorError
from bot.model.questions import CaseFilter
from tests.contract.test_casebook_contract import CASE, DECISION, NOW, SUBJECT
from tests.fakes.clock import FakeClock
from tests.samples.many_cases import fill, scan


def test_another_way_fills_the_lists_anew_and_keeps_what_people_did(engine: Engine) -> None:
    casebook, handling = SqlCasebook(engine), SqlHandling(engine)
    casebook.record_scan(SUBJECT, report=scan(SUBJECT.repo, [(CASE.upstreams[0], "mit", 0.5)], declared=[]), at=NOW)
    casebook.decide(CASE, DECISION, None)
    handling.assign([1], "local:ada", by="local:bob", at=NOW)
    handling.label([1], "law", by="local:bob", at=NOW)
    questions = SqlQuestions(engine, FakeClock())
    before = questions.numbered([1])
    assert before[0].assignee == "local:ada"
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE counters SET value = 0 WHERE name = 'case_rows'")
        connection.exec_driver_sql("UPDATE case_rows SET tier = 'C', share = -1, upstreams = '[]'")
        connection.exec_driver_sql("DELETE FROM case_terms")
        connection.exec_driver_sql("DELETE FROM derivatives")
    migrate(engine)
    assert questions.numbered([1]) == before
    assert questions.counts(CaseFilter(license="mit", words="deepseek", label="law")).total == 1
    assert len(questions.family().edges) == 1


def test_what_is_filled_anew_is_what_was_kept_step_by_step(engine: Engine) -> None:
    fill(SqlCasebook(engine), 25, seed=3)
    before = _everything(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE counters SET value = 0 WHERE name = 'case_rows'")
        for table in ("case_terms", "case_counts", "derivatives"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM case_rows WHERE number % 2 = 0")
        connection.exec_driver_sql("UPDATE case_rows SET state = 'posted', due_at = opened_at, readers = '[]'")
    migrate(engine)
    assert _everything(engine) == before


def _everything(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [
            sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in (CASE_ROWS, CASE_TERMS, CASE_COUNTS, DERIVATIVES)
        ]


def test_a_database_of_this_release_is_left_as_it_is(engine: Engine) -> None:
    SqlCasebook(engine).decide(CASE, DECISION, None)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE case_rows SET tier = 'C'")
    migrate(engine)
    assert SqlQuestions(engine, FakeClock()).numbered([1])[0].tier.value == "C"


def test_nothing_is_listed_of_what_was_not_stored(engine: Engine) -> None:
    """Another case is about the same repository: the whole transaction is undone."""
    casebook = SqlCasebook(engine)
    casebook.decide(CASE, DECISION, None)
    with pytest.raises(OperatorError, match="another process"):
        casebook.decide(replace(CASE, number=2), None, None)
    assert SqlQuestions(engine, FakeClock()).counts(CaseFilter()).total == 1


def test_what_is_counted_is_what_is_there_after_every_change(engine: Engine) -> None:
    casebook, questions = SqlCasebook(engine), SqlQuestions(engine, FakeClock())
    fill(casebook, 12)
    reviewed = CaseFilter(states=frozenset({CaseState.IN_REVIEW}))
    for case in casebook.cases():
        casebook.decide(replace(case, state=CaseState.IN_REVIEW), None, None)
    assert questions.counts(CaseFilter()) == questions.counts(reviewed)
    assert questions.counts(CaseFilter()).of(CaseState.IN_REVIEW) == 12
    with engine.connect() as connection:
        counted = connection.exec_driver_sql("SELECT sum(cases), min(cases) FROM case_counts").one()
    assert tuple(counted) == (12, 0)


def test_common_parts_are_counted_up_to_a_bound_and_said_to_be_so(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(SqlCasebook(engine), 12)
    questions = SqlQuestions(engine, FakeClock())
    common = CaseFilter(words="model", upstream="qwen")
    whole = questions.counts(common)
    assert not whole.is_at_least
    for name in ("FEW", "COUNTED"):
        monkeypatch.setattr(finding, name, 2)
    some = questions.counts(common)
    assert some.is_at_least
    assert 0 < some.total < whole.total
    assert [row.number for row in questions.cases(common).rows] == sorted(
        (row.number for row in questions.cases(CaseFilter(upstream="qwen")).rows), reverse=True
    )
    assert not questions.counts(CaseFilter(upstream="qwen")).is_at_least, "one term is counted whole, however common"
