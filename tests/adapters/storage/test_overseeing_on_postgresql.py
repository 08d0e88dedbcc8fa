# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What those ask who watch over the bot is answered by PostgreSQL as by SQLite, also where several processes write at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.audit import SqlAudit
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.coverage import SqlCoverage
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.pace import SharedPace
from bot.adapters.storage.quotas import SqlQuotas
from bot.adapters.storage.records import SqlRuleRecords
from bot.adapters.storage.schema import migrate
from bot.model.audit import Read
from bot.model.cases import ActionState, CaseState, Decider
from bot.model.costs import Reason
from bot.model.records import RuleRecord
from bot.model.repository import SnapshotKey
from bot.model.status import RequestsLeft
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION, NOW, RECEIPT
from tests.fakes.clock import FakeClock


@pytest.fixture
def server(postgres_database: str) -> Iterator[Engine]:
    engine = open_database(postgres_database)
    migrate(engine)
    yield engine
    engine.dispose()


def test_scans_that_end_at_once_are_each_counted(server: Engine) -> None:
    casebook, coverage = SqlCasebook(server), SqlCoverage(server)
    text = '{"verdict": "derived", "not_checked": [{"reason": "budget"}, {"reason": "unsupported"}]}'

    def scan(number: int) -> None:
        casebook.record_scan(SnapshotKey(f"acme/{number % 10}", f"{number:040x}"), report=text, at=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(scan, range(40)))
    coverage.refused("acme/gated", Reason.ACCESS_REFUSED, at=NOW)
    found = coverage.coverage()
    assert (found.repositories, found.opened) == (11, 10)
    assert dict(found.gaps) == {Reason.BUDGET: 10, Reason.UNSUPPORTED: 10}
    assert dict(found.refused) == {Reason.ACCESS_REFUSED: 1}


def test_reads_that_come_at_once_make_one_chain(server: Engine) -> None:
    audit = SqlAudit(server)

    def read(number: int) -> None:
        audit.note(Read.of(name="hf:ada", place=f"/case/{number}", origin="::1", at=NOW))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, range(20)))
    assert audit.reads(most=200).entries[0].sequence == 20
    checks = {each.log: each for each in audit.check(NOW, most=100)}
    assert checks["reads"].whole_to == 20
    assert audit.checks() == audit.check(NOW, most=100)


def test_rules_are_measured(server: Engine) -> None:
    casebook = SqlCasebook(server)
    assert SqlRuleRecords(server).rules() == []
    casebook.decide(CASE, replace(DECISION, decider=Decider.PERSON), ACTION)
    casebook.settle(replace(CASE, state=CaseState.POSTED, thread=7), RECEIPT, ActionState.DONE)
    rules = ("license-text-missing", "notice-file-missing")
    assert SqlRuleRecords(server).rules() == [RuleRecord(rule=each, posted=1, clean_run=1) for each in rules]


def test_quotas_are_told_as_the_hub_said_them_last(server: Engine) -> None:
    clock = FakeClock()
    quotas = SqlQuotas(server, caller="mine", clock=clock)
    assert quotas.left() == ()
    pace = SharedPace(server, caller="mine", clock=clock, is_urgent=True)
    pace.heed({"ratelimit": '"api";r=0;t=200', "ratelimit-policy": '"fixed window";"api";q=1000;w=300'})
    (told,) = quotas.left()
    assert (told.kind, told.quota, told.window_seconds, told.left) == ("api", 1000, 300, 0)
    assert told.closed_seconds >= 200
    SharedPace(server, caller="other", clock=clock, is_urgent=True).take("pages", patience_seconds=1)
    assert quotas.left() == (told,)
    clock.advance(600)
    assert quotas.left() == (RequestsLeft(kind="api", quota=1000, window_seconds=300, left=None),)
