# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Settings for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.services.postgres import PostgresServer, programs

# Shared machines are slow at any moment; how long an example took says nothing about the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: they are handed out in this order, and one that came last would have a core to itself at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _queues_are_looked_at_often() -> Iterator[None]:
    """Nobody here waits a second for each job."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.bootstrap.storage.QUEUE_SECONDS", 0.1)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server for the whole run. Where PostgreSQL is not installed its tests are skipped, but never by a continuous integration."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; .ci/run does that")
        pytest.skip("PostgreSQL is not installed")
    with PostgresServer(folder) as server:
        yield server


@pytest.fixture
def postgres_database(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database."""
    address = postgres.new_database()
    yield address
    postgres.drop(address)
