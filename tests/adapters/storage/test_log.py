# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An edited, removed or added row of the log shows."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.log import BrokenRow
from bot.model.cases import ActionState
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION, RECEIPT


@pytest.fixture
def casebook(engine: Engine) -> SqlCasebook:
    """Three decisions and one receipt."""
    casebook = SqlCasebook(engine)
    casebook.decide(CASE, DECISION, ACTION)
    casebook.decide(CASE, DECISION, None)
    casebook.decide(CASE, DECISION, None)
    casebook.settle(CASE, RECEIPT, ActionState.DONE)
    return casebook


def test_a_log_as_it_was_written_is_whole(casebook: SqlCasebook) -> None:
    assert casebook.verify_log() is None


@pytest.mark.parametrize(
    ("change", "table", "sequence"),
    [
        ("UPDATE decisions SET reason = 'another' WHERE sequence = 2", "decisions", 2),
        ("UPDATE decisions SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 3", "decisions", 3),
        ("UPDATE decisions SET digest = 'd' WHERE sequence = 1", "decisions", 1),
        ("DELETE FROM decisions WHERE sequence = 1", "decisions", 1),
        ("DELETE FROM decisions WHERE sequence = 3", "decisions", 3),
        ("UPDATE receipts SET done = 'edited'", "receipts", 1),
        (
            'INSERT INTO decisions SELECT 4, "case", state, decider, name, reason, at, digest FROM decisions LIMIT 1',
            "decisions",
            4,
        ),
    ],
)
def test_a_changed_row_is_found(casebook: SqlCasebook, engine: Engine, change: str, table: str, sequence: int) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(change)
    broken = casebook.verify_log()
    assert broken is not None
    assert (broken.table, broken.sequence) == (table, sequence)


def test_equal_decisions_have_different_digests(casebook: SqlCasebook, engine: Engine) -> None:
    assert casebook.verify_log() is None
    with engine.connect() as connection:
        digests = connection.exec_driver_sql("SELECT digest FROM decisions").scalars().all()
    assert len(set(digests)) == 3


def test_a_row_that_was_moved_is_found(casebook: SqlCasebook, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE decisions SET sequence = 9 WHERE sequence = 3")
    assert casebook.verify_log() == BrokenRow(table="decisions", sequence=3, reason="missing, the next row is 9")
