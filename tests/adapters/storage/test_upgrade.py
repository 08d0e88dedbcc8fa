# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A database that an earlier release filled keeps cases, decisions, receipts and the chain of its log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select

import bot.bootstrap.storage  # noqa: F401 - everything that has a table
from bot.adapters.storage import schema
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database, writing
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.tables import METADATA
from bot.model.cases import ActionState, CaseState
from bot.model.questions import CaseFilter, Order
from bot.model.repository import SnapshotKey
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION, NOW, RECEIPT, SUBJECT
from tests.fakes.clock import FakeClock
from tests.samples.many_cases import scan

POSTED = replace(CASE, state=CaseState.POSTED, thread=7)
SECOND = replace(CASE, number=2, repo="acme/two", subject=SnapshotKey("acme/two", "8" * 40), state=CaseState.IN_REVIEW)
REPORT = scan(SUBJECT.repo, [(CASE.upstreams[0], "mit", 0.75)], declared=[])
WAITING = replace(ACTION, id="C-2-ensure_thread-1", case=2, repo="acme/two")


def steps() -> list[str]:
    """Every step but the newest, oldest first."""
    script = ScriptDirectory(str(schema._FOLDER))
    return sorted(each.revision for each in script.walk_revisions())[:-1]


def fill(engine: Engine) -> None:
    """With this release's own code: two cases, one of them posted, decisions, a receipt, a waiting action, a report, a watermark."""
    casebook = SqlCasebook(engine)
    casebook.take(SUBJECT, at=NOW)
    casebook.record_scan(SUBJECT, report=REPORT, at=NOW)
    casebook.next_case_number()
    casebook.decide(CASE, DECISION, ACTION)
    casebook.settle(POSTED, RECEIPT, ActionState.DONE)
    casebook.next_case_number()
    casebook.decide(SECOND, replace(DECISION, case=2), WAITING)
    casebook.advance(NOW)


def downgraded(engine: Engine, step: str, source: Engine) -> None:
    """Tables as they were at ``step``, with the rows of ``source`` as far as there were columns for them."""
    with writing(engine) as connection:
        command.upgrade(schema._config(connection), step)
    with source.connect() as rows, writing(engine) as connection:
        old = MetaData()
        old.reflect(connection)
        for table in METADATA.sorted_tables:
            if table.name in old.tables:
                _copy(rows, table, connection, old.tables[table.name])


def _copy(rows: Connection, table: Table, connection: Connection, old: Table) -> None:
    """Through the types of the present table, since old ones are known only as the database calls them."""
    connection.execute(old.delete())
    kept = [column for column in table.columns if column.name in old.columns]
    target = sqlalchemy.table(table.name, *(sqlalchemy.column(column.name, column.type) for column in kept))
    for row in rows.execute(select(*kept)).mappings():
        if table.name == "counters" and row["name"] not in old.metadata.tables:
            continue
        connection.execute(target.insert().values(**row))


def assert_kept(engine: Engine) -> None:
    casebook = SqlCasebook(engine)
    assert casebook.verify_log() is None
    assert casebook.cases() == [POSTED, SECOND]
    assert (casebook.decisions(1), casebook.decisions(2)) == ([DECISION], [replace(DECISION, case=2)])
    assert casebook.receipts(1) == [RECEIPT]
    assert casebook.pending_actions() == [WAITING]
    assert casebook.action(ACTION.id) == replace(ACTION, state=ActionState.DONE)
    assert casebook.watermark() == NOW
    assert casebook.scan_report(SUBJECT) == REPORT
    assert_listed(engine)
    assert not casebook.take(SUBJECT, at=NOW)


def assert_listed(engine: Engine) -> None:
    """What earlier releases did not keep for lists is worked out of what they kept."""
    questions = SqlQuestions(engine, FakeClock())
    rows = questions.cases(CaseFilter(order=Order.OLDEST)).rows
    assert [(row.number, row.state, row.share) for row in rows] == [
        (1, CaseState.POSTED, 0.75),
        (2, CaseState.IN_REVIEW, None),
    ]
    assert rows[1].posts_at == NOW
    assert [row.number for row in questions.cases(CaseFilter(words="deepseek", license="mit")).rows] == [1]
    assert [(edge.case, edge.share) for edge in questions.family(public_only=True).edges] == [(1, 0.75)]


def assert_goes_on(engine: Engine) -> None:
    """New rows chain to the old ones, and no number is given out twice."""
    casebook = SqlCasebook(engine)
    assert casebook.next_case_number() == 3
    casebook.settle(replace(SECOND, state=CaseState.POSTED), replace(RECEIPT, action=WAITING.id), ActionState.DONE)
    casebook.decide(replace(POSTED, state=CaseState.RESOLVED), DECISION, None)
    assert casebook.verify_log() is None
    assert len(casebook.threads_since(NOW)) == 2


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(tmp_path_factory.mktemp("filled") / "db")
    migrate(engine)
    fill(engine)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("step", steps())
def test_every_earlier_step_is_brought_up_to_date_with_its_rows(filled: Engine, step: str, tmp_path: Path) -> None:
    engine = open_database(tmp_path / "db")
    downgraded(engine, step, filled)
    assert inspect(engine).has_table("cases")
    migrate(engine)
    assert_kept(engine)
    assert_goes_on(engine)
    engine.dispose()


def test_so_is_the_previous_one_on_postgresql(filled: Engine, postgres_database: str) -> None:
    engine = open_database(postgres_database)
    downgraded(engine, steps()[-1], filled)
    migrate(engine)
    assert_kept(engine)
    assert_goes_on(engine)
    engine.dispose()


def test_a_row_that_was_edited_before_the_upgrade_shows_after_it(filled: Engine, tmp_path: Path) -> None:
    engine = open_database(tmp_path / "db")
    downgraded(engine, steps()[-1], filled)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE decisions SET reason = 'another' WHERE sequence = 1")
    migrate(engine)
    broken = SqlCasebook(engine).verify_log()
    assert broken is not None
    assert (broken.table, broken.sequence) == ("decisions", 1)
    engine.dispose()
