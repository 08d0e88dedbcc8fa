# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An engine over jobs that note what they are asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.schema import migrate
from bot.adapters.work.attempts import Retries
from bot.adapters.work.engine import DurableEngine
from bot.ports.work import WorkEngine
from tests.adapters.work.jobs import FakeJobs
from tests.services.postgres import PostgresServer

QUICK = Retries(attempts=3, first_wait_seconds=0.001, longest_wait_seconds=0.01)

MakeEngine = Callable[..., DurableEngine]


@pytest.fixture(scope="session")
def used_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which an engine ran before: DBOS looks for new queues once a second, which every test would wait for."""
    path = tmp_path_factory.mktemp("used") / "hubnotice.sqlite"
    _use(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def used_database(postgres: PostgresServer) -> str:
    """The same on PostgreSQL."""
    address = postgres.new_database()
    _use(address)
    return address


def _use(database: str) -> None:
    tables = open_database(database)
    migrate(tables)
    jobs = FakeJobs(SqlInbox(tables))
    engine = DurableEngine(
        jobs, database, inbox=jobs.inbox, clock=SystemClock(), executor_id="main", workers=2, poll_seconds=0.01
    )
    engine.start()
    engine.stop()
    tables.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("used_file"), tmp_path / "hubnotice.sqlite")
        yield f"sqlite:///{tmp_path / 'hubnotice.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    address = server.new_database(request.getfixturevalue("used_database"))
    yield address
    server.drop(address)


@pytest.fixture
def inbox(database: str) -> Iterator[SqlInbox]:
    tables = open_database(database)
    yield SqlInbox(tables)
    tables.dispose()


@pytest.fixture
def jobs(inbox: SqlInbox) -> FakeJobs:
    return FakeJobs(inbox)


@pytest.fixture
def make_engine(database: str, jobs: FakeJobs) -> Iterator[MakeEngine]:
    """Engines over the same jobs and the same database; the one that still runs is stopped in the end."""
    made: list[DurableEngine] = []

    def make(
        *, retries: Retries = QUICK, executor_id: str = "main", workers: int = 2, backfills: bool = False
    ) -> DurableEngine:
        engine = DurableEngine(
            jobs,
            database,
            inbox=jobs.inbox,
            clock=SystemClock(),
            executor_id=executor_id,
            workers=workers,
            retries=retries,
            backfills=backfills,
            poll_seconds=0.01,
        )
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.stop()


@pytest.fixture
def engine(make_engine: MakeEngine) -> DurableEngine:
    engine = make_engine()
    as_port: WorkEngine = engine
    as_port.start()
    return engine
