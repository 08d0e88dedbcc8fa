# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Hints become work, once: those to an engine itself, and those that come over the database from a process without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.work.doorbell import Doorbell
from bot.adapters.work.engine import DurableEngine
from bot.model.errors import OperatorError
from bot.ports.work import Wake
from tests.adapters.work.jobs import FakeJobs, event, key

LONG = 60.0
SHA = key().revision
MakeWake = Callable[[], Wake]


def bell_of(database: str, jobs: FakeJobs) -> Doorbell:
    return Doorbell(open_database(database).url, inbox=jobs.inbox, known=lambda _: set())


@pytest.fixture(params=["engine", "doorbell"])
def wake(request: pytest.FixtureRequest, engine: DurableEngine, database: str, jobs: FakeJobs) -> Iterator[Wake]:
    if request.param == "engine":
        yield engine
        return
    bell = bell_of(database, jobs)
    yield bell
    bell.close()


def test_a_named_commit_is_scanned_once(wake: Wake, engine: DurableEngine, jobs: FakeJobs) -> None:
    for _ in range(3):
        wake.repository("acme/model", SHA)
    wake.repository("acme/other", SHA)
    assert engine.drain(LONG)
    assert sorted(jobs.calls) == [f"scan {key()}", f"scan {key('acme/other')}"]


def test_what_was_hinted_at_is_not_scanned_again_by_the_next_poll(
    wake: Wake, engine: DurableEngine, jobs: FakeJobs
) -> None:
    jobs.actions = {"acme/model": "C-1"}
    wake.repository("acme/model", SHA)
    assert engine.drain(LONG)
    jobs.events = [event()]
    engine.poll()
    assert engine.drain(LONG)
    assert jobs.calls == [f"scan {key()}", "act C-1", "intake"]


def test_without_a_commit_the_hub_is_polled(wake: Wake, engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.events = [event()]
    wake.repository("acme/model", None)
    assert engine.drain(LONG)
    assert sorted(jobs.calls) == ["intake", f"scan {key()}"]


def test_many_words_in_a_thread_are_heard_at_once(wake: Wake, engine: DurableEngine, jobs: FakeJobs) -> None:
    begun, go_on = jobs.hold("listen acme/model")
    wake.discussions("acme/model")
    assert begun.wait(LONG)
    for _ in range(20):
        wake.discussions("acme/model")
    go_on.set()
    assert engine.drain(LONG)
    assert jobs.heard == ["acme/model"] * 2


def test_what_came_while_no_engine_ran_is_done_by_the_next(
    engine: DurableEngine, database: str, jobs: FakeJobs
) -> None:
    engine.stop()
    bell = bell_of(database, jobs)
    bell.repository("acme/model", SHA)
    bell.close()
    assert jobs.calls == []
    engine.start()
    assert engine.drain(LONG)
    assert jobs.calls == [f"scan {key()}"]


def test_a_database_on_which_no_engine_ran_is_the_operators_matter(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "new.sqlite")
    bell = Doorbell(engine.url, inbox=SqlInbox(engine), known=lambda _: set())
    with pytest.raises(OperatorError, match="start hubnotice watch first"):
        bell.discussions("acme/model")
    with pytest.raises(OperatorError):
        bell.repository("acme/model", SHA)
    bell.close()
