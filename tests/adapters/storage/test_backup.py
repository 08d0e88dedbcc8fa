# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A backup is whole whatever is written meanwhile, and never replaces anything."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.backup import back_up
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.model.errors import OperatorError
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION
from tests.services.postgres import PostgresServer, programs


def file_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def decisions_in(path: Path) -> int:
    """Of a copy that stands for itself, and whose log is whole."""
    engine = open_database(path)
    try:
        casebook = SqlCasebook(engine)
        assert casebook.verify_log() is None
        assert len(casebook.pending_actions()) == len(casebook.decisions(1))
        return len(casebook.decisions(1))
    finally:
        engine.dispose()


def decide(casebook: SqlCasebook, number: int) -> None:
    """Three rows of three tables in one transaction."""
    casebook.decide(CASE, replace(DECISION, reason=f"{number} " * 500), replace(ACTION, id=f"C-1-{number}"))


def test_a_backup_holds_everything_that_was_committed(engine: Engine, tmp_path: Path) -> None:
    casebook = SqlCasebook(engine)
    for number in range(5):
        decide(casebook, number)
    made = back_up(file_of(engine), tmp_path / "copy.sqlite")
    assert (made.file, made.bytes) == (tmp_path / "copy.sqlite", (tmp_path / "copy.sqlite").stat().st_size)
    assert made.step.isdecimal()
    assert decisions_in(made.file) == 5
    assert casebook.verify_log() is None


def test_a_backup_is_one_file_that_only_its_owner_reads(engine: Engine, tmp_path: Path) -> None:
    decide(SqlCasebook(engine), 1)
    folder = tmp_path / "backups"
    folder.mkdir()
    made = back_up(file_of(engine), folder / "copy.sqlite")
    assert [each.name for each in folder.iterdir()] == ["copy.sqlite"]
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    with closing(sqlite3.connect(made.file)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_backups_while_others_write_are_whole(engine: Engine, tmp_path: Path) -> None:
    casebook = SqlCasebook(engine)
    enough, begun = threading.Event(), threading.Event()
    written = [0]

    def write() -> None:
        while not enough.is_set():
            decide(casebook, written[0])
            written[0] += 1
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        counts = []
        for number in range(12):
            before = written[0]
            made = back_up(file_of(engine), tmp_path / f"copy-{number}.sqlite")
            counts.append(decisions_in(made.file))
            assert counts[-1] >= before
    finally:
        enough.set()
        writer.join()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0], "nothing was written meanwhile"
    assert casebook.verify_log() is None
    assert len(casebook.decisions(1)) == written[0]


def test_what_is_not_committed_is_not_in_it(engine: Engine, tmp_path: Path) -> None:
    decide(SqlCasebook(engine), 1)
    with closing(sqlite3.connect(file_of(engine), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE decisions SET reason = 'edited'")
        made = back_up(file_of(engine), tmp_path / "copy.sqlite")
        other.execute("ROLLBACK")
    assert decisions_in(made.file) == 1


def test_a_file_that_is_there_is_left_as_it_is(engine: Engine, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("precious")
    with pytest.raises(OperatorError, match=r"kept: is there already, and a backup never replaces one"):
        back_up(file_of(engine), kept)
    with pytest.raises(OperatorError, match="is there already"):
        back_up(file_of(engine), file_of(engine))
    assert kept.read_text() == "precious"
    assert not list(tmp_path.glob(".*partial*"))


def test_a_backup_does_not_migrate(tmp_path: Path) -> None:
    """It is made before an upgrade, of what the previous release wrote."""
    engine = open_database(tmp_path / "db")
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    assert back_up(tmp_path / "db", tmp_path / "copy").step == "0001"
    with closing(sqlite3.connect(tmp_path / "db")) as original:
        assert original.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text)")


def torn(path: Path) -> None:
    engine = open_database(path)
    migrate(engine)
    engine.dispose()
    whole = path.read_bytes()
    middle = len(whole) // 8192 * 4096
    path.write_bytes(whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: None, "there is none, so there is nothing to back up"),
        (lambda path: path.mkdir(), "there is none"),
        (lambda path: path.write_text("Notes, and many of them. " * 99), "not a database"),
        (lambda path: path.write_bytes(b""), "expected a database of hubnotice"),
        (foreign, "expected a database of hubnotice"),
        (torn, r"its copy is not whole|malformed"),
    ],
    ids=["missing", "folder", "text", "empty", "foreign", "torn"],
)
def test_what_is_no_whole_database_of_ours_gives_no_backup(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / "db")
    with pytest.raises(OperatorError, match=words):
        back_up(tmp_path / "db", tmp_path / "copy")
    assert not [each for each in tmp_path.iterdir() if "copy" in each.name]


def test_a_folder_that_is_not_there_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"copy: cannot be written: No such file or directory"):
        back_up(file_of(engine), tmp_path / "none" / "copy")


def test_for_postgresql_its_own_tool_is_named_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(OperatorError) as raised:
        back_up("postgresql://bot:hidden@db.example/hubnotice", tmp_path / "copy")
    assert f"pg_dump --format=custom --file={tmp_path / 'copy'} postgresql://bot@db.example/hubnotice" in str(
        raised.value
    )
    assert "hidden" not in str(raised.value)


def test_a_copy_in_its_place_is_used_as_the_database_was(engine: Engine, tmp_path: Path) -> None:
    casebook = SqlCasebook(engine)
    decide(casebook, 1)
    back_up(file_of(engine), tmp_path / "copy")
    decide(casebook, 2)
    engine.dispose()
    for suffix in ("", "-wal", "-shm"):
        file_of(engine).with_name(file_of(engine).name + suffix).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy", file_of(engine))
    migrate(engine)
    assert len(casebook.decisions(1)) == 1
    decide(casebook, 3)
    assert casebook.verify_log() is None


def test_on_postgresql_a_dump_that_is_restored_elsewhere_is_whole(postgres: PostgresServer, tmp_path: Path) -> None:
    """As the page about backups says."""
    address, elsewhere = postgres.new_database(), postgres.new_database()
    engine, dump = open_database(address), tmp_path / "hubnotice.dump"
    migrate(engine)
    for number in range(3):
        decide(SqlCasebook(engine), number)
    folder = programs()
    assert folder is not None
    subprocess.run([folder / "pg_dump", "--format=custom", f"--file={dump}", address], check=True)
    decide(SqlCasebook(engine), 4)
    engine.dispose()
    subprocess.run(
        [folder / "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={elsewhere}", str(dump)], check=True
    )
    restored = open_database(elsewhere)
    migrate(restored)
    casebook = SqlCasebook(restored)
    assert len(casebook.decisions(1)) == 3
    decide(casebook, 5)
    assert casebook.verify_log() is None
    restored.dispose()
    for each in (address, elsewhere):
        postgres.drop(each)
