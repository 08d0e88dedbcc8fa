# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A database that cannot be opened says what to do about it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database, reading, writing, writing_undoably
from bot.adapters.storage.schema import migrate
from bot.model.errors import OperatorError


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"there is no folder .*/nowhere; create it"):
        open_database(tmp_path / "nowhere" / "hubnotice.sqlite")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="expected a file, found a folder"):
        open_database(tmp_path)


@pytest.mark.parametrize("location", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_that_forgets_is_refused(location: str) -> None:
    with pytest.raises(OperatorError, match="forgets what was posted"):
        open_database(location)


@pytest.mark.parametrize("location", ["nosuchthing://host/name", "://"])
def test_an_address_that_makes_no_sense_is_refused(location: str) -> None:
    with pytest.raises(OperatorError, match="expected a path"):
        open_database(location)


def test_a_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as caught:
        migrate(open_database(f"postgresql://bot:geheim@/x?host={tmp_path}"))
    assert "geheim" not in str(caught.value)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database, but long enough to look like one." * 100)
    with pytest.raises(OperatorError, match="not a database"):
        migrate(open_database(path))


def test_a_database_that_was_not_migrated_is_the_operators_matter(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="no such table"):
        SqlCasebook(open_database(tmp_path / "hubnotice.sqlite")).cases()


def test_sqlite_lets_readers_in_beside_a_writer(engine: Engine) -> None:
    with writing(engine) as writer, reading(engine) as reader:
        writer.exec_driver_sql("UPDATE counters SET value = 7 WHERE name = 'cases'")
        assert reader.exec_driver_sql("SELECT value FROM counters WHERE name = 'cases'").scalar_one() == 0
        assert reader.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert reader.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_writer_holds_the_lock_from_its_beginning(engine: Engine) -> None:
    other = sqlite3.connect(str(engine.url.database), timeout=0)
    with writing(engine), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_what_a_power_cut_may_undo_waits_for_no_disk_and_everything_else_does(engine: Engine) -> None:
    waits = []
    for transaction in (writing_undoably, writing, writing_undoably):
        with transaction(engine) as connection:
            waits.append(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
            assert connection.connection.in_transaction
    normal, full = 1, 2
    assert waits == [normal, full, normal]


def test_postgresql_plans_what_is_asked_often_for_its_own_values(postgres_database: str) -> None:
    engine = open_database(postgres_database)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SHOW plan_cache_mode").scalar_one() == "force_custom_plan"
    engine.dispose()
