# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every repository counts once, by its newest look, and nobody reads reports for it."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta

import pytest
from alembic import command
from sqlalchemy import Engine, event

from bot.adapters.storage import schema
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.coverage import SqlCoverage, look_in
from bot.adapters.storage.engine import open_database, writing
from bot.adapters.storage.moved import SqlDailyBytes
from bot.adapters.storage.schema import migrate
from bot.model.costs import Reason
from bot.model.coverage import Coverage, Look
from bot.model.lineage import Verdict
from bot.model.repository import SnapshotKey
from tests.contract.test_casebook_contract import NOW
from tests.fakes.clock import FakeClock


def report(verdict: str, *reasons: str) -> str:
    entries = [{"what": "model.bin", "reason": reason, "detail": "said"} for reason in reasons]
    return json.dumps({"schema": "hubnotice.scan/1", "verdict": verdict, "not_checked": entries})


def scanned(engine: Engine, repo: str, revision: str, text: str) -> None:
    SqlCasebook(engine).record_scan(SnapshotKey(repo, revision * 40), report=text, at=NOW)


def counted(engine: Engine) -> tuple[int, dict[str, int], dict[str, int], dict[str, int]]:
    found = SqlCoverage(engine).coverage()
    verdicts = {verdict.value: count for verdict, count in found.verdicts if count}
    gaps, refused = ({reason.value: count for reason, count in each} for each in (found.gaps, found.refused))
    return found.repositories, verdicts, gaps, refused


def test_a_fresh_installation_has_looked_at_nothing(engine: Engine) -> None:
    assert SqlCoverage(engine).coverage() == Coverage(verdicts=tuple((each, 0) for each in Verdict))


def test_a_reason_counts_once_a_repository(engine: Engine) -> None:
    scanned(engine, "acme/one", "1", report("derived", "budget", "budget", "unsupported"))
    scanned(engine, "acme/two", "2", report("inconclusive", "budget"))
    assert counted(engine) == (2, {"derived": 1, "inconclusive": 1}, {"budget": 2, "unsupported": 1}, {})


def test_the_newest_look_takes_the_place_of_the_one_before(engine: Engine) -> None:
    scanned(engine, "acme/one", "1", report("inconclusive", "budget"))
    scanned(engine, "acme/one", "2", report("derived"))
    assert counted(engine) == (1, {"derived": 1}, {}, {})


def test_a_gated_repository_counts_until_it_can_be_read(engine: Engine) -> None:
    coverage = SqlCoverage(engine)
    coverage.refused("acme/gated", Reason.ACCESS_REFUSED, at=NOW)
    coverage.refused("acme/gated", Reason.ACCESS_REFUSED, at=NOW)
    assert counted(engine) == (1, {}, {}, {"access_refused": 1})
    assert coverage.coverage().opened == 0
    scanned(engine, "acme/gated", "1", report("independent"))
    assert counted(engine) == (1, {"independent": 1}, {}, {})


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[1]", '{"verdict": ["derived"], "not_checked": "all"}', '{"not_checked": [{}, 7]}'],
)
def test_a_report_that_cannot_be_understood_says_nothing(engine: Engine, text: str) -> None:
    assert look_in(text) == Look()
    scanned(engine, "acme/one", "1", text)
    assert counted(engine) == (1, {}, {}, {})


def test_a_report_without_an_end_of_brackets_says_nothing() -> None:
    assert look_in("[" * 200_000) == Look()


def test_the_counts_are_those_of_the_newest_looks_after_any_order_of_scans(engine: Engine) -> None:
    chance = random.Random(7)
    newest: dict[str, tuple[str, frozenset[str]]] = {}
    for _ in range(120):
        repo = f"acme/{chance.randrange(20)}"
        verdict = chance.choice([each.value for each in Verdict])
        reasons = chance.sample([each.value for each in Reason], chance.randrange(4))
        newest[repo] = (verdict, frozenset(reasons))
        scanned(engine, repo, chance.choice("0123456789"), report(verdict, *reasons))
    repositories, verdicts, gaps, _ = counted(engine)
    assert repositories == len(newest)
    assert verdicts == Counter(verdict for verdict, _ in newest.values())
    assert gaps == Counter(reason for _, reasons in newest.values() for reason in reasons)


def test_reading_it_asks_the_same_few_questions_however_much_was_looked_at(engine: Engine) -> None:
    for number in range(50):
        scanned(engine, f"acme/{number}", "1", report("derived", "budget"))
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert SqlCoverage(engine).coverage().repositories == 50
    assert len([each for each in asked if each.startswith("SELECT")]) == 3
    assert not any("reports" in each or "FROM looks" in each for each in asked)


def test_bytes_of_a_month_are_told_newest_first(engine: Engine) -> None:
    clock = FakeClock()
    for _ in range(40):
        SqlDailyBytes(engine, most=1, clock=clock, at_once=1).spend(5)
        clock.advance(86_400)
    moved = SqlCoverage(engine).coverage().moved
    assert len(moved) == 30
    assert moved[0] == (clock.now().date() - timedelta(days=1), 5)
    assert [day for day, _ in moved] == sorted((day for day, _ in moved), reverse=True)
    assert all(isinstance(day, date) for day, _ in moved)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_reports_of_an_earlier_release_are_counted_by_the_upgrade(
    kind: str, tmp_path: object, request: pytest.FixtureRequest
) -> None:
    location = f"{tmp_path}/old" if kind == "sqlite" else request.getfixturevalue("postgres_database")
    engine = open_database(location)
    with writing(engine) as connection:
        command.upgrade(schema._config(connection), "0012")
        texts = {
            ("acme/one", "1"): report("inconclusive", "budget"),
            ("acme/one", "2"): report("derived", "unsupported"),
            ("acme/two", "1"): "nonsense",
        }
        for place, ((repo, revision), text) in enumerate(texts.items()):
            row = (repo, revision, text, f"2026-03-17 10:00:0{place}.000000")
            values = ", ".join("'" + each.replace("'", "''") + "'" for each in row)
            connection.exec_driver_sql(f"INSERT INTO reports (repo, revision, report, at) VALUES ({values})")
    migrate(engine)
    assert counted(engine) == (2, {"derived": 1}, {"unsupported": 1}, {})
    scanned(engine, "acme/two", "2", report("derived"))
    assert counted(engine) == (2, {"derived": 2}, {"unsupported": 1}, {})
    engine.dispose()
