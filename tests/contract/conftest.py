# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every implementation of a storage port: in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.conversations import SqlConversations
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.handling import SqlHandling
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.walks import SqlWalks
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.conversations import Conversations
from bot.ports.handling import Handling
from bot.ports.inbox import Inbox
from bot.ports.people import People
from bot.ports.questions import Questions
from bot.ports.walks import Walks
from tests.fakes.casebook import FakeCasebook
from tests.fakes.catalog import FakeCatalog
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.handling import FakeHandling
from tests.fakes.inbox import FakeInbox
from tests.fakes.people import FakePeople
from tests.fakes.questions import FakeQuestions
from tests.fakes.walks import FakeWalks


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine | None]:
    """A database without rows, or None for the fakes."""
    match request.param:
        case "memory":
            yield None
            return
        case "sqlite":
            engine = open_database(tmp_path / "hubnotice.sqlite")
        case _:
            engine = open_database(request.getfixturevalue("postgres_database"))
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def casebook(storage: Engine | None) -> Casebook:
    return FakeCasebook() if storage is None else SqlCasebook(storage)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def questions(storage: Engine | None, casebook: Casebook, clock: FakeClock) -> Questions:
    """About the casebook of the same test."""
    if storage is not None:
        return SqlQuestions(storage, clock)
    assert isinstance(casebook, FakeCasebook)
    return FakeQuestions(clock, casebook)


@pytest.fixture
def handling(storage: Engine | None, questions: Questions) -> Handling:
    if storage is not None:
        return SqlHandling(storage)
    assert isinstance(questions, FakeQuestions)
    return FakeHandling(questions)


@pytest.fixture
def catalog(storage: Engine | None) -> Catalog:
    return FakeCatalog() if storage is None else SqlCatalog(storage)


@pytest.fixture
def inbox(storage: Engine | None) -> Inbox:
    return FakeInbox() if storage is None else SqlInbox(storage)


@pytest.fixture
def walks(storage: Engine | None) -> Walks:
    return FakeWalks() if storage is None else SqlWalks(storage)


@pytest.fixture
def people(storage: Engine | None) -> People:
    return FakePeople() if storage is None else SqlPeople(storage)


@dataclass(frozen=True)
class Talk:
    """What people say needs cases to be about."""

    casebook: Casebook
    conversations: Conversations


@pytest.fixture
def talk(storage: Engine | None) -> Talk:
    if storage is None:
        return Talk(FakeCasebook(), FakeConversations())
    return Talk(SqlCasebook(storage), SqlConversations(storage))
