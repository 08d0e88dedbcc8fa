# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads are kept in a chain like everything else, and every log is checked a stretch at a time, again and again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select

from bot.adapters.storage import log
from bot.adapters.storage.audit import SqlAudit
from bot.adapters.storage.case_tables import DECISIONS
from bot.adapters.storage.casebook import SqlCasebook
from bot.model.audit import LogCheck, Read
from tests.contract.test_casebook_contract import CASE, DECISION, NOW

DAY = timedelta(days=1)


def decide(engine: Engine, times: int) -> None:
    casebook = SqlCasebook(engine)
    for _ in range(times):
        casebook.decide(CASE, DECISION, None)


def decisions(engine: Engine, *, most: int = 1000, days: int = 0) -> LogCheck:
    checks = {each.log: each for each in SqlAudit(engine).check(NOW + days * DAY, most=most)}
    return checks["decisions"]


def change(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


def written_anew(engine: Engine, sequence: int) -> None:
    """Changes a row and makes the chain fit again from there on, as somebody would who knows how."""
    with engine.begin() as connection:
        rows = [dict(row) for row in connection.execute(select(DECISIONS).order_by(DECISIONS.c.sequence)).mappings()]
        previous = ""
        for row in rows:
            if row["sequence"] == sequence:
                row["reason"] = "another"
            content = {name: value for name, value in row.items() if name != "digest"}
            previous = log._digest(previous, DECISIONS, content)
            mine = DECISIONS.update().where(DECISIONS.c.sequence == row["sequence"])
            connection.execute(mine.values(reason=row["reason"], digest=previous))


def test_every_log_is_checked_that_of_reads_included(engine: Engine) -> None:
    found = SqlAudit(engine).check(NOW, most=10)
    assert [each.log for each in found] == ["decisions", "receipts", "orders", "statements", "notes", "reads"]
    assert all(each.is_whole and each.whole_to == 0 for each in found)


def test_a_long_log_is_checked_a_stretch_at_a_time(engine: Engine) -> None:
    decide(engine, 7)
    first = decisions(engine, most=3)
    assert (first.checked, first.written, first.is_whole) == (3, 7, False)
    assert decisions(engine, most=3).checked == 6
    last = decisions(engine, most=3)
    assert (last.checked, last.whole_to, last.is_whole) == (7, 7, True)


def test_what_is_new_is_checked_without_what_was_checked_before(engine: Engine) -> None:
    decide(engine, 5)
    assert decisions(engine).is_whole
    decide(engine, 2)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(f"{args[2]} {args[3]}"))
    assert decisions(engine, most=2).whole_to == 7
    (stretch,) = [each for each in asked if "FROM decisions" in each and "LIMIT" in each]
    assert "(5, 2" in stretch


def test_a_row_that_was_changed_after_its_check_is_found_in_the_next_round(engine: Engine) -> None:
    decide(engine, 5)
    assert decisions(engine).is_whole
    change(engine, "UPDATE decisions SET reason = 'another' WHERE sequence = 2")
    assert decisions(engine).is_whole
    found = decisions(engine, days=1)
    assert (found.broken, found.is_whole) == (2, False)
    assert found.reason == "the digest does not fit the content"
    assert decisions(engine, days=9).broken == 2


def test_a_log_that_was_written_anew_with_its_chain_is_found_at_once_and_stays_so(engine: Engine) -> None:
    decide(engine, 5)
    assert decisions(engine).is_whole
    written_anew(engine, 2)
    assert SqlCasebook(engine).verify_log() is None
    for days in (0, 0, 1, 2):
        found = decisions(engine, days=days)
        assert (found.broken, found.is_whole) == (5, False)
        assert "written anew" in found.reason


def test_a_log_whose_end_was_cut_off_is_found(engine: Engine) -> None:
    decide(engine, 5)
    assert decisions(engine).is_whole
    change(engine, "DELETE FROM decisions WHERE sequence = 5")
    change(engine, "UPDATE counters SET value = 4 WHERE name = 'decisions'")
    assert SqlCasebook(engine).verify_log() is None
    assert decisions(engine).broken == 5


def test_rows_that_were_never_written_down_are_found(engine: Engine) -> None:
    decide(engine, 5)
    change(engine, "DELETE FROM decisions WHERE sequence > 3")
    found = decisions(engine, most=2)
    assert (found.checked, found.broken) == (2, None)
    found = decisions(engine, most=2)
    assert (found.checked, found.broken, found.reason) == (3, 4, "missing, 5 rows were written")


def test_a_row_that_was_put_right_again_is_whole_again(engine: Engine) -> None:
    decide(engine, 3)
    change(engine, "UPDATE decisions SET name = 'x' WHERE sequence = 2")
    assert decisions(engine).broken == 2
    change(engine, f"UPDATE decisions SET name = '{DECISION.name}' WHERE sequence = 2")
    assert decisions(engine).is_whole


def test_reads_come_newest_first_and_page_by_page(engine: Engine) -> None:
    audit = SqlAudit(engine)
    for number in range(5):
        audit.note(Read.of(name="hf:ada" if number % 2 else "hf:bob", place=f"/case/{number}", origin="::1", at=NOW))
    first = audit.reads(most=2)
    assert [(each.sequence, each.read.place) for each in first.entries] == [(5, "/case/4"), (4, "/case/3")]
    second = audit.reads(before=first.next, most=2)
    assert [each.sequence for each in second.entries] == [3, 2]
    assert audit.reads(before=second.next).next is None
    assert [each.sequence for each in audit.reads(name="hf:ada").entries] == [4, 2]


def test_a_read_that_was_changed_shows(engine: Engine) -> None:
    audit = SqlAudit(engine)
    audit.note(Read.of(name="hf:ada", place="/case/1", origin="", at=NOW))
    change(engine, "UPDATE reads SET name = 'hf:bob'")
    assert {each.log: each.broken for each in audit.check(NOW, most=5)}["reads"] == 1


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "x" * 2000, "\u202eabc", json.dumps({"a": "\x1b[2J"})])
def test_what_strangers_put_into_an_address_is_kept_on_one_printable_line(engine: Engine, text: str) -> None:
    audit = SqlAudit(engine)
    audit.note(Read.of(name=text, place=text, origin=text, at=NOW))
    (entry,) = audit.reads().entries
    for part in (entry.read.name, entry.read.place, entry.read.origin):
        assert part.isprintable()
        assert len(part) <= 500
    assert SqlCasebook(engine).verify_log() is None
