# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Look-ups that go over many upstreams leave the codes on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.model.errors import OperatorError
from tests.adapters.storage.test_upgrade import downgraded
from tests.contract.test_catalog_contract import FINGERPRINT, KEY, LICENSE, REFERENCE


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_only_a_whole_fingerprint_reads_codes(engine: Engine, statements: list[str]) -> None:
    catalog = SqlCatalog(engine)
    catalog.add(FINGERPRINT)
    statements.clear()
    catalog.keys()
    catalog.with_files([LICENSE])
    catalog.with_columns([7168], method="signs/1")
    assert not any("codes" in statement for statement in statements)
    catalog.get(KEY)
    assert any("codes" in statement for statement in statements)


def test_a_look_up_by_width_reads_an_index_alone(engine: Engine, statements: list[str]) -> None:
    SqlCatalog(engine).with_columns([7168], method="signs/1")
    asked = next(statement for statement in statements if "upstream_references" in statement)
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("signs/1", 7168)).all()
    steps = " ".join(str(row) for row in plan)
    assert "COVERING INDEX ix_upstream_references_columns_upstream" in steps


def test_the_search_leaves_references_on_the_disk(engine: Engine, statements: list[str]) -> None:
    SqlCatalog(engine).sheets([7168], method="signs/1")
    assert any("upstream_search" in statement for statement in statements)
    assert not any("upstream_references" in statement for statement in statements)


def test_upstreams_of_earlier_releases_are_searched_too(engine: Engine, tmp_path: Path) -> None:
    codes = bytes(range(256)) * 2
    test = replace(REFERENCE, layer=3, expert=None, shape=(200, 128), rows=32, columns=128, codes=codes)
    tests = (test, replace(test, layer=None, expert=1, columns=16, shape=(96, 16), codes=codes[:64]))
    SqlCatalog(engine).add(replace(FINGERPRINT, references=tests))
    wanted = SqlCatalog(engine).sheets([16, 128], method="signs/1")
    old = open_database(tmp_path / "old.sqlite")
    downgraded(old, "0004", engine)
    migrate(old)
    assert len(wanted) == 2
    assert SqlCatalog(old).sheets([16, 128], method="signs/1") == wanted
    kept = SqlCatalog(old).get(KEY)
    old.dispose()
    assert kept is not None
    assert kept.values == tuple(replace(each, scaled=()) for each in FINGERPRINT.values)


@pytest.mark.parametrize("slices", ["[2, 0, 2]", "[3]", "[-1, 2, 2]"])
def test_slices_that_are_not_what_their_counts_say_are_refused(engine: Engine, slices: str) -> None:
    SqlCatalog(engine).add(FINGERPRINT)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE upstream_values SET slices = '{slices}'")
    with pytest.raises(OperatorError, match="digests of slices along 3 axes"):
        SqlCatalog(engine).get(KEY)
