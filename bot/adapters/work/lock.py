# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Names that one process holds at a time: two executors of one name would run the same work twice, two writers exceed the caps."""

from __future__ import annotations

import hashlib
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import sqlalchemy
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.storage.engine import open_database, shown
from bot.model.errors import OperatorError


class ExecutorLock:
    """The right to work under this name on this database; the system takes it back when the process dies, however it dies.

    On SQLite it is a lock on a file beside the database, on PostgreSQL an advisory lock that lasts as long as a connection.
    """

    def __init__(self, url: URL, executor_id: str) -> None:
        self._url = url
        self._executor_id = executor_id
        self._held = ExitStack()

    def acquire(self) -> None:
        """Raises OperatorError where another process has it, or where it cannot be had at all."""
        if self._url.get_backend_name() == "sqlite":
            self._lock_file()
        else:
            self._lock_row()

    def release(self) -> None:
        """Let the next one in; does nothing where it is not held."""
        self._held.close()

    def _lock_file(self) -> None:
        # Imported here, because the command line starts without it.
        from filelock import FileLock, Timeout  # noqa: PLC0415

        database = Path(str(self._url.database))
        digest = hashlib.sha256(self._executor_id.encode()).hexdigest()[:16]
        lock = FileLock(database.with_name(f"{database.name}-{digest}.lock"), timeout=0, is_singleton=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise self._taken() from error
        except OSError as error:
            raise OperatorError(f"database {shown(self._url)}: cannot make {lock.lock_file}: {error}") from error
        self._held.callback(lock.release)

    def _lock_row(self) -> None:
        number = _number(self._executor_id)
        engine = open_database(self._url.render_as_string(hide_password=False))
        try:
            connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            is_ours = connection.execute(sqlalchemy.select(sqlalchemy.func.pg_try_advisory_lock(number))).scalar_one()
        except SQLAlchemyError as error:
            engine.dispose()
            raise OperatorError(f"database {shown(self._url)}: {error}") from error
        if not is_ours:
            connection.close()
            engine.dispose()
            raise self._taken()
        self._held.callback(engine.dispose)
        # Not given back to the pool: whoever got it next would hold the lock.
        self._held.callback(connection.invalidate)

    def _taken(self) -> OperatorError:
        return OperatorError(
            f"executor '{self._executor_id}' is already at work on {shown(self._url)}; "
            "stop that process or give this one another executor id"
        )


class OneAtATime:
    """A stretch of work that one thread of one process does at a time, among all that share the database.

    Entered from several threads; the others wait for as long as it takes. On SQLite it is a lock on a file beside the database, on
    PostgreSQL an advisory lock for the length of a connection: a process that dies lets the next one in.
    """

    def __init__(self, url: URL, name: str) -> None:
        self._url = url
        self._name = name
        self._thread = threading.Lock()
        self._held = ExitStack()

    def __enter__(self) -> None:
        """Raises OperatorError where the database cannot be used."""
        self._thread.acquire()
        try:
            if self._url.get_backend_name() == "sqlite":
                self._lock_file()
            else:
                self._lock_database()
        except BaseException:
            self._thread.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._held.close()
        finally:
            self._thread.release()

    def _lock_file(self) -> None:
        from filelock import FileLock  # noqa: PLC0415 - the command line starts without it

        database = Path(str(self._url.database))
        lock = FileLock(database.with_name(f"{database.name}-{self._name}.lock"), is_singleton=False)
        try:
            lock.acquire()
        except OSError as error:
            raise OperatorError(f"database {shown(self._url)}: cannot make {lock.lock_file}: {error}") from error
        self._held.callback(lock.release)

    def _lock_database(self) -> None:
        engine = open_database(self._url.render_as_string(hide_password=False))
        self._held.callback(engine.dispose)
        try:
            connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._held.callback(connection.invalidate)
            connection.execute(sqlalchemy.select(sqlalchemy.func.pg_advisory_lock(_number(self._name))))
        except SQLAlchemyError as error:
            self._held.close()
            raise OperatorError(f"database {shown(self._url)}: {error}") from error


def _number(name: str) -> int:
    """The key of an advisory lock."""
    return int.from_bytes(hashlib.sha256(f"hubnotice:{name}".encode()).digest()[:8], signed=True)
