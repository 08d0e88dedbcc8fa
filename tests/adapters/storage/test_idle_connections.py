# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A server that went away while nobody asked is noticed before the next question; one that went away this second, by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from bot.adapters.storage import engine as storage_engine
from bot.adapters.storage.engine import looking, open_database, writing
from bot.model.errors import OperatorError

_ME = text("SELECT pg_backend_pid()")


@pytest.fixture
def database(postgres_database: str) -> Iterator[Engine]:
    engine = open_database(postgres_database)
    yield engine
    engine.dispose()


def lose(database: Engine) -> int:
    """End the server's side of the connection that the pool keeps; whose it was."""
    with looking(database) as connection:
        lost: int = connection.execute(_ME).scalar_one()
    other = open_database(database.url.render_as_string(hide_password=False))
    with looking(other) as connection:
        assert connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": lost}).scalar_one()
    other.dispose()
    return lost


def test_after_a_while_nobody_notices(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_engine, "_IDLE_SECONDS", 0.0)
    lost = lose(database)
    with looking(database) as connection:
        assert connection.execute(_ME).scalar_one() != lost


def test_within_the_while_one_question_fails_and_the_next_does_not(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_engine, "_IDLE_SECONDS", 3600.0)
    lost = lose(database)
    with pytest.raises(OperatorError, match="database postgresql"), writing(database) as connection:
        connection.execute(_ME)
    with writing(database) as connection:
        assert connection.execute(_ME).scalar_one() != lost


def test_a_look_leaves_no_transaction_behind(database: Engine) -> None:
    mine = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
    other = open_database(database.url.render_as_string(hide_password=False))
    with looking(database) as connection:
        pid = connection.execute(_ME).scalar_one()
        with looking(other) as watcher:
            assert watcher.execute(mine, {"pid": pid}).scalar_one() == "idle"
    with writing(database) as connection:
        assert connection.execute(_ME).scalar_one() == pid
        with looking(other) as watcher:
            assert watcher.execute(mine, {"pid": pid}).scalar_one() == "idle in transaction"
    other.dispose()
