# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Migrating makes exactly the tables that the program uses, once, whoever starts."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

import bot.bootstrap.storage  # noqa: F401 - everything that has a table
from bot.adapters.storage import schema
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.tables import METADATA
from bot.model.errors import OperatorError


def test_migrations_make_the_tables_of_the_program(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    assert SqlCasebook(engine).next_case_number() == 1
    migrate(engine)
    assert SqlCasebook(engine).next_case_number() == 2


def test_the_newest_step_by_the_names_of_files_is_alembic_s_head(engine: Engine) -> None:
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == schema.newest_step()


def test_a_database_of_a_newer_release_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(OperatorError, match="found step 9999; a newer release wrote it"):
        migrate(engine)


def test_processes_that_start_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "hubnotice.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_migrate, args=(path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]


def test_every_migration_lies_in_the_package() -> None:
    assert schema._FOLDER.is_relative_to(Path(schema.__file__).parent)
    assert list((schema._FOLDER / "versions").glob("v0001_*.py"))


def _migrate(path: Path) -> None:
    engine = open_database(path)
    migrate(engine)
    engine.dispose()
