# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the jobs stand can be read without running any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.adapters.work.book import SqlJobBook
from bot.adapters.work.engine import DurableEngine
from bot.model.errors import InputError, OperatorError, RemoteFailure
from bot.model.status import JobCounts
from tests.adapters.work.jobs import FakeJobs, event, key

LONG = 60.0


@pytest.fixture
def reading_engine(database: str) -> Iterator[Engine]:
    engine = open_database(database)
    yield engine
    engine.dispose()


def test_jobs_are_counted_by_how_they_stand(engine: DurableEngine, jobs: FakeJobs, reading_engine: Engine) -> None:
    book = SqlJobBook(reading_engine)
    assert (book.counts(), book.polled_at()) == (JobCounts(), None)
    repos = ("acme/model", "acme/two", "acme/three")
    held = [jobs.hold(f"scan {key(repo)}") for repo in repos]
    jobs.wrong[f"scan {key('acme/broken')}"] = [InputError("a lie")]
    jobs.events = [event("acme/broken"), event(), event("acme/two"), event("acme/three")]
    before = datetime.now(UTC).replace(microsecond=0)
    engine.poll()
    # A job that was taken from the queue and is not begun yet counts as waiting, so this is where they arrive, not each look on the way.
    stands = JobCounts(waiting=1, running=2, set_aside=1)
    until = monotonic() + LONG
    while (book.counts() != stands or book.polled_at() is None) and monotonic() < until:
        engine.drain(0.01)
    assert book.counts() == stands
    polled = book.polled_at()
    assert polled is not None
    assert before <= polled <= datetime.now(UTC)
    for _, go_on in held:
        go_on.set()
    assert engine.drain(LONG)
    assert book.counts() == JobCounts(set_aside=1)


def test_a_poll_that_failed_did_not_end_well(engine: DurableEngine, jobs: FakeJobs, reading_engine: Engine) -> None:
    jobs.wrong["intake"] = [RemoteFailure("down")] * 3
    engine.poll()
    assert engine.drain(LONG)
    assert SqlJobBook(reading_engine).polled_at() is None


def test_before_any_engine_ran_there_are_no_jobs(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "new.sqlite")
    migrate(engine)
    book = SqlJobBook(engine)
    assert (book.counts(), book.polled_at()) == (JobCounts(), None)
    engine.dispose()


def test_a_database_that_cannot_be_used_is_the_operators_matter(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    engine = open_database(folder / "new.sqlite")
    folder.rmdir()
    with pytest.raises(OperatorError, match="unable to open"):
        SqlJobBook(engine).counts()
