# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Several processes share one database: each thing is given to one of them."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.model.repository import SnapshotKey
from tests.contract.test_casebook_contract import CASE, DECISION
from tests.contract.test_catalog_contract import FINGERPRINT

ROUNDS = 20
NOW = datetime(2026, 3, 17, tzinfo=UTC)


def test_processes_share_snapshots_numbers_and_the_log(engine: Engine) -> None:
    path = Path(str(engine.url.database))
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        results = pool.map(_work, [path] * 3)
    taken = [number for taken, _ in results for number in taken]
    numbers = [number for _, numbers in results for number in numbers]
    assert sorted(taken) == list(range(ROUNDS))
    assert sorted(numbers) == list(range(1, 3 * ROUNDS + 1))
    casebook = SqlCasebook(engine)
    assert casebook.verify_log() is None
    assert len(casebook.cases()) == 3 * ROUNDS
    assert SqlCatalog(engine).get(FINGERPRINT.key) == FINGERPRINT


def _work(path: Path) -> tuple[list[int], list[int]]:
    engine = open_database(path)
    casebook, catalog = SqlCasebook(engine), SqlCatalog(engine)
    taken = [i for i in range(ROUNDS) if casebook.take(SnapshotKey("acme/model", f"{i:040x}"), at=NOW)]
    numbers = []
    for _ in range(ROUNDS):
        number = casebook.next_case_number()
        casebook.decide(replace(CASE, number=number, repo=f"acme/{number}"), replace(DECISION, case=number), None)
        catalog.add(FINGERPRINT)
        numbers.append(number)
    engine.dispose()
    return taken, numbers
