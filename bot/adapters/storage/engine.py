# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Opens the database, and gives out transactions that either read or write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, IntegrityError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from bot.model.errors import OperatorError

_BUSY_MILLISECONDS = 30_000
"""How long a process waits for another one's write lock; the longest write, a large fingerprint, takes well under a second."""
_IDLE_SECONDS = 1.0
_USED_AT = "hubnotice_used_at"
_KIND = "hubnotice_kind"
"""The option that says what a transaction is for."""
_SYNCHRONOUS = "hubnotice_synchronous"
"""Where a connection to SQLite keeps its setting, so that it is asked for only where it changes."""


class Clash(OperatorError):
    """Somebody else wrote the same thing first. The same call again sees what they wrote."""


def open_database(location: str | Path) -> Engine:
    """A path of a SQLite file, which is made where it is missing, or a SQLAlchemy URL. Nothing is read or migrated yet.

    Raises OperatorError where the address makes no sense, its folder is missing or its driver is not installed.
    """
    url = _url(location)
    if url.get_backend_name() == "sqlite":
        _check_file(url)
    try:
        engine = sqlalchemy.create_engine(url)
    except (ArgumentError, ImportError) as error:
        raise OperatorError(f"database {shown(url)}: {error}; expected a path, sqlite:/// or postgresql://") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)
        ping_the_idle(engine)
    return engine


class _Kind(Enum):
    """What a connection is used for."""

    LOOK = auto()
    READ = auto()
    WRITE = auto()
    WRITE_UNDOABLY = auto()


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """For one statement that only reads: without a transaction, which on a server spares two round trips of three.

    Raises OperatorError where the database cannot be used.
    """
    with _translated(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execution_options(**{_KIND: _Kind.LOOK})
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that changes nothing and waits for no writer. Raises OperatorError where the database cannot be used."""
    with _transaction(engine, _Kind.READ) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that takes the write lock at its beginning, so what it reads stays true until it commits.

    On PostgreSQL only the rows that it updates are locked. Raises OperatorError where the database cannot be used, Clash among them.
    """
    with _transaction(engine, _Kind.WRITE) as connection:
        yield connection


@contextmanager
def writing_undoably(engine: Engine) -> Iterator[Connection]:
    """As `writing`, but a power cut may undo it, as long as no `writing` came after it: for what is then simply done again.

    A process that dies, however it dies, undoes nothing. On SQLite it waits for no disk, which takes milliseconds each time.
    """
    with _transaction(engine, _Kind.WRITE_UNDOABLY) as connection:
        yield connection


@contextmanager
def _transaction(engine: Engine, kind: _Kind) -> Iterator[Connection]:
    # The option is set on the connection and not on the engine, of which every call would make a new one.
    with _translated(engine), engine.connect().execution_options(**{_KIND: kind}) as connection, connection.begin():
        yield connection


def ping_the_idle(engine: Engine) -> None:
    """Before a connection is used that nobody used for a while, see whether the server is still at its other end.

    SQLAlchemy's own ``pool_pre_ping`` asks before every transaction, which is one round trip more for each of the many short ones. Where
    a server is gone within that while, whoever asks hears an OperatorError and asks again.
    """

    def left(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    def taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        used_at = record.info.get(_USED_AT)
        if used_at is None or time.monotonic() - used_at < _IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", left)
    event.listen(engine, "checkout", taken)


def shown(url: URL) -> str:
    """The address without its password."""
    return url.render_as_string(hide_password=True)


def _url(location: str | Path) -> URL:
    text = str(location)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = sqlalchemy.make_url(text)
    except (ArgumentError, ValueError) as error:
        raise OperatorError(
            f"database: expected a path or an address such as postgresql://host/name: {error}"
        ) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgres", "postgresql"} else url


def _check_file(url: URL) -> None:
    if url.database in {None, "", ":memory:"}:
        raise OperatorError(
            "database: expected the path of a file, found none; a database in memory forgets what was posted"
        )
    path = Path(str(url.database))
    if path.is_dir():
        raise OperatorError(f"database {path}: expected a file, found a folder; name a file in it")
    if not path.absolute().parent.is_dir():
        raise OperatorError(
            f"database {path}: there is no folder {path.absolute().parent}; create it or change the setting"
        )


def _set_up_postgresql(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Plan each statement for its own values.

    The driver prepares what is asked often, and PostgreSQL then plans it once for any values: a search for a rare word took four times
    as long as the first time somebody looked for one (benchmarks/desk.py).
    """
    cursor = connection.cursor()
    cursor.execute("SET plan_cache_mode = force_custom_plan")
    cursor.close()
    connection.commit()


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Without this the driver begins a transaction only at the first change, after reads that are then stale.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get(_KIND, _Kind.READ)
    if kind is _Kind.LOOK:
        return
    if kind is _Kind.READ:
        connection.exec_driver_sql("BEGIN")
        return
    # In WAL mode NORMAL keeps the order: what is lost is the end of all that was written, up to the last FULL.
    synchronous = "NORMAL" if kind is _Kind.WRITE_UNDOABLY else "FULL"
    if connection.info.get(_SYNCHRONOUS) != synchronous:
        connection.exec_driver_sql(f"PRAGMA synchronous={synchronous}")
        connection.info[_SYNCHRONOUS] = synchronous
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Clash(f"database {shown(engine.url)}: {error.orig}; another process may have been first") from error
    except (OperationalError, PoolTimeout) as error:
        cause = error.orig if isinstance(error, OperationalError) else error
        raise OperatorError(f"database {shown(engine.url)}: {cause}") from error
