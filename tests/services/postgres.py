# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server of our own: a new cluster in a folder, on a free port of the loopback interface, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy
from sqlalchemy import URL

from tests.services.ports import closed_port

_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
"""Where distributions keep the programs that are not on everybody's path."""
_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200", "shared_buffers=32MB")
"""The server is never killed in a test, so nothing has to survive that."""
DURABLE = ("max_connections=200", "shared_buffers=128MB")
"""For measuring: what is committed is on the disk, as with the server's own defaults."""
_SECONDS = 60


def programs() -> Path | None:
    """The folder with ``initdb``; ``None`` where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(os.path.realpath(on_path)).parent
    found = [each for pattern in _PLACES for each in Path("/").glob(pattern[1:]) if (each / "initdb").exists()]
    return max(found, key=lambda each: each.as_posix(), default=None)


class PostgresServer:
    """Runs while it is entered. PostgreSQL refuses to run as root, so there it runs as a user without rights."""

    def __init__(self, folder: Path, *, options: Sequence[str] = _QUICK) -> None:
        """``folder`` holds the programs."""
        self._programs = folder
        self._options = options
        self._user = None if os.geteuid() else _unprivileged()
        self._home = Path(tempfile.mkdtemp(prefix="hubnotice-postgres-"))
        self._port = closed_port()

    def __enter__(self) -> Self:
        if self._user is not None:
            shutil.chown(self._home, self._user)
        self._run("initdb", "--auth=trust", "--username=tests", "--encoding=UTF8", "--no-sync")
        options = " ".join((*(f"-c {each}" for each in self._options), f"-p {self._port} -h 127.0.0.1 -k {self._home}"))
        self._run(
            "pg_ctl", "--wait", f"--timeout={_SECONDS}", f"--log={self._home / 'log'}", f"--options={options}", "start"
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(self._home, ignore_errors=True)

    def new_database(self, template: str | None = None) -> str:
        """The address of a database that nobody has used, or that begins as a copy of another one of this server."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self._administer(
            f"CREATE DATABASE {name} TEMPLATE {sqlalchemy.make_url(template).database if template else 'template0'}"
        )
        return self._address(name)

    def drop(self, address: str) -> None:
        """Remove a database, whoever is connected."""
        self._administer(f"DROP DATABASE {sqlalchemy.make_url(address).database} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        engine = sqlalchemy.create_engine(
            sqlalchemy.make_url(self._address("postgres")).set(drivername="postgresql+psycopg")
        )
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()

    def _address(self, database: str) -> str:
        return URL.create(
            "postgresql", username="tests", host="127.0.0.1", port=self._port, database=database
        ).render_as_string(hide_password=False)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, f"--pgdata={self._home / 'data'}", *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._home,
            user=self._user,
            timeout=2 * _SECONDS,
        )


def _unprivileged() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("no user without rights is there to run PostgreSQL as")
