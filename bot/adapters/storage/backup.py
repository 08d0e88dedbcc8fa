# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Copies a SQLite database while others write to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL

from bot.adapters.storage.engine import shown
from bot.model.errors import OperatorError

_BUSY_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A whole copy that was checked."""

    file: Path
    bytes: int
    step: str
    """The migration that its tables are of."""


def back_up(location: str | Path, file: Path) -> Backup:
    """Copy the database as it is at one moment, with everything that is committed and nothing else; nobody has to wait.

    1. The copy is made beside ``file`` under another name, in one step: what is committed meanwhile is not in it.
    2. It becomes a single file, is checked, and is on the disk before it gets its name.
    3. It gets its name only where nothing has it.

    The database is neither migrated nor changed. Raises OperatorError where it is no SQLite database of ours, where ``file`` is
    there already or cannot be written, and where the copy is not whole.
    """
    source = _sqlite_file(location, file)
    if file.exists():
        raise _there_already(file)
    with _partial(file) as partial, _translated(source, file):
        with closing(_reading(source)) as reader, closing(sqlite3.connect(partial)) as copy:
            reader.backup(copy)
        step = _checked(partial, source)
        _flush(partial)
        _name(partial, file)
    return Backup(file=file, bytes=file.stat().st_size, step=step)


def _sqlite_file(location: str | Path, file: Path) -> Path:
    text = str(location)
    if "://" in text:
        url = sqlalchemy.make_url(text)
        if url.get_backend_name() != "sqlite":
            address = URL.create(
                "postgresql", username=url.username, host=url.host, port=url.port, database=url.database
            ).render_as_string()
            raise OperatorError(
                f"database {shown(url)}: PostgreSQL has its own tool, which works while the daemon runs: "
                f"pg_dump --format=custom --file={file} {address}"
            )
        text = str(url.database)
    path = Path(text)
    if not path.is_file():
        raise OperatorError(f"database {path}: there is none, so there is nothing to back up; see HUBNOTICE_DATABASE")
    return path


def _reading(source: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)


@contextmanager
def _partial(file: Path) -> Iterator[Path]:
    """The name of the copy while it is made; nobody else may read it, and nothing is left of it in the end."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise OperatorError(f"{file}: cannot be written: {error.strerror}; name another file") from error
    try:
        yield partial
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def _checked(partial: Path, source: Path) -> str:
    with closing(sqlite3.connect(partial)) as copy:
        # A copy of a database with a log beside it would otherwise want one, too.
        copy.execute("PRAGMA journal_mode=DELETE")
        [result] = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if result != "ok":
            raise OperatorError(
                f"database {source}: its copy is not whole: {result}; keep older backups, and look at the disk"
            )
        try:
            [step] = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError) as error:
            raise OperatorError(f"database {source}: expected a database of hubnotice, found another one") from error
    return str(step)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(partial: Path, file: Path) -> None:
    try:
        file.hardlink_to(partial)
    except FileExistsError as error:
        raise _there_already(file) from error
    except OSError:
        # A file system without hard links; there somebody else could be as fast.
        if file.exists():
            raise _there_already(file) from None
        partial.rename(file)
    _flush(file.absolute().parent)


@contextmanager
def _translated(source: Path, file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise OperatorError(f"database {source}: cannot be copied to {file}: {error}") from error
    except OSError as error:
        raise OperatorError(f"{file}: cannot be written: {error.strerror}; name another file") from error


def _there_already(file: Path) -> OperatorError:
    return OperatorError(f"{file}: is there already, and a backup never replaces one; name another file")
