# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Each job runs once, what goes wrong is tried again or set aside, and nothing is left behind."""

from __future__ import annotations

import logging
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from bot.adapters.work.attempts import Retries
from bot.adapters.work.engine import DurableEngine
from bot.adapters.work.lock import ExecutorLock
from bot.model.errors import BudgetSpent, InputError, NotFound, OperatorError, RateLimited, RemoteFailure
from bot.ports.work import FailedJob
from tests.adapters.work.conftest import MakeEngine
from tests.adapters.work.jobs import NOW, FakeJobs, action, event, key

LONG = 60.0
"""Seconds after which a test gives up."""


def run(engine: DurableEngine, jobs: FakeJobs, *events: str) -> None:
    """One intake with these repositories, and all that follows from it."""
    jobs.events = [event(*each.split("@")) for each in events]
    engine.poll()
    assert engine.drain(LONG)


def test_an_event_leads_to_a_scan_and_its_action(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.actions = {"acme/model": "C-1"}
    run(engine, jobs, "acme/model", "acme/clean")
    assert jobs.calls[0] == "intake"
    assert set(jobs.calls[1:]) == {"act C-1", f"scan {key('acme/clean')}", f"scan {key()}", "intake_done"}
    assert len(jobs.calls) == 5
    assert jobs.calls.index(f"scan {key()}") < jobs.calls.index("act C-1")
    assert engine.failed() == []


def test_events_are_handed_on_before_the_intake_is_done(engine: DurableEngine, jobs: FakeJobs) -> None:
    handed_on: list[set[str]] = []
    jobs.during["intake_done"] = lambda: handed_on.append(set(engine._runtime.states("scan:")))
    run(engine, jobs, "acme/model", "acme/other")
    assert handed_on == [{f"scan:{repo}@{'a' * 40}" for repo in ("acme/model", "acme/other")}]


def test_the_same_pair_runs_once(engine: DurableEngine, jobs: FakeJobs) -> None:
    run(engine, jobs, "acme/model", "acme/model")
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(f"scan {key()}") == 1
    assert jobs.calls.count("intake_done") == 2


def test_work_on_one_repository_is_done_in_order(engine: DurableEngine, jobs: FakeJobs) -> None:
    first, second, other = (f"scan {each}" for each in (key(), key(commit="b"), key("acme/other")))
    other_ran = threading.Event()
    jobs.during[first] = lambda: jobs.calls.append(f"waited {other_ran.wait(LONG)}")
    jobs.during[other] = other_ran.set
    run(engine, jobs, "acme/model", "acme/model@b", "acme/other")
    assert jobs.calls.index("waited True") < jobs.calls.index(second)


def test_the_other_side_gets_another_try(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.wrong[f"scan {key()}"] = [RateLimited("slow down", retry_after_seconds=0.002), RemoteFailure("500")]
    jobs.wrong["intake_done"] = [OperatorError("database is locked")]
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(f"scan {key()}") == 3
    assert jobs.calls.count("intake_done") == 2
    assert engine.failed() == []


def test_tries_are_bounded_and_the_reason_is_kept(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.wrong[f"scan {key()}"] = [RemoteFailure("broken for good")] * 9
    run(engine, jobs, "acme/model", "acme/other")
    assert jobs.calls.count(f"scan {key()}") == 3
    assert f"scan {key('acme/other')}" in jobs.calls
    assert engine.failed() == [FailedJob(id=f"scan:{key().repo}@{'a' * 40}", reason="RemoteFailure: broken for good")]


@pytest.mark.parametrize("error", [BudgetSpent("spent"), InputError("a lie"), NotFound("gone"), ValueError("a bug")])
def test_what_another_try_would_not_change_is_set_aside_at_once(
    engine: DurableEngine, jobs: FakeJobs, error: Exception
) -> None:
    jobs.wrong[f"scan {key()}"] = [error]
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(f"scan {key()}") == 1
    assert [job.reason for job in engine.failed()] == [f"{type(error).__name__}: {error}"]


def test_a_repository_that_failed_is_tried_at_its_next_commit(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.wrong[f"scan {key()}"] = [InputError("a lie")]
    jobs.actions = {"acme/model": "C-1"}
    run(engine, jobs, "acme/model")
    run(engine, jobs, "acme/model@b")
    assert jobs.calls[-2:] in ([f"scan {key(commit='b')}", "act C-1"], ["intake_done", "act C-1"])


def test_a_long_wait_holds_no_worker_and_the_outbox_is_taken_up_by_the_next_poll(
    make_engine: MakeEngine, jobs: FakeJobs
) -> None:
    engine = make_engine(retries=Retries())
    engine.start()
    jobs.actions = {"acme/model": "C-1"}
    jobs.wrong["act C-1"] = [RateLimited("the cap", retry_after_seconds=3600.0)]
    run(engine, jobs, "acme/model")
    assert (jobs.calls.count("act C-1"), engine.failed()) == (1, [])
    jobs.outbox = [action("C-1")]
    run(engine, jobs)
    assert jobs.calls.count("act C-1") == 2


def test_a_scan_that_a_limit_puts_off_for_hours_holds_nobody(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    engine = make_engine(retries=Retries())
    engine.start()
    repos = [f"acme/model-{number}" for number in range(5)]
    for repo in repos:
        jobs.wrong[f"scan {key(repo)}"] = [RateLimited("tomorrow", retry_after_seconds=40_000.0)]
    jobs.actions = {"acme/other": "C-1"}
    jobs.events = [event(each) for each in (*repos, "acme/other")]
    put_off = {f"scan:{repo}@{'a' * 40}~2" for repo in repos}

    def is_all_else_done() -> bool:
        scans = {job for job, is_unfinished in engine._runtime.states("scan:").items() if is_unfinished}
        return scans == put_off and "act C-1" in jobs.calls

    engine.poll()
    with engine._changed:
        assert engine._changed.wait_for(is_all_else_done, LONG)
    assert engine.failed() == []


def test_a_scan_that_was_put_off_begins_anew_as_often_as_it_takes(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    engine = make_engine(retries=Retries(attempts=2, first_wait_seconds=0.001, longest_held_seconds=0.005))
    engine.start()
    scan = f"scan {key()}"
    jobs.wrong[scan] = [*[RateLimited("later", retry_after_seconds=0.006)] * 2, *[RateLimited("busy")] * 2]
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(scan) == 5
    assert engine.failed() == []


def test_an_action_that_keeps_failing_is_left_alone_in_the_end(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.outbox = [action("C-1")]
    jobs.wrong["act C-1"] = [NotFound("gone")] * 20
    for _ in range(8):
        run(engine, jobs)
    assert jobs.calls.count("act C-1") == 5


def test_an_action_that_is_still_to_be_done_is_taken_up_by_the_next_scan(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.actions = {"acme/model": "C-1"}
    jobs.wrong["act C-1"] = [NotFound("for now")]
    for commit in ("a", "b", "c"):
        run(engine, jobs, f"acme/model@{commit}")
    assert jobs.calls.count("act C-1") == 3
    assert sorted(engine._runtime.states("act:")) == ["act:C-1", "act:C-1~2", "act:C-1~3"]


def test_an_intake_that_fails_does_not_stop_the_next(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.wrong["intake"] = [RemoteFailure("down")] * 3
    run(engine, jobs, "acme/model")
    assert "intake_done" not in jobs.calls
    run(engine, jobs, "acme/model")
    assert jobs.calls[-1] in ("intake_done", f"scan {key()}")


def test_a_scheduled_time_is_one_intake(engine: DurableEngine, jobs: FakeJobs) -> None:
    for _ in range(2):
        engine.poll(NOW)
        assert engine.drain(LONG)
    assert jobs.calls.count("intake") == 1


def test_polls_do_not_pile_up(engine: DurableEngine, jobs: FakeJobs) -> None:
    begun, go_on = jobs.hold("intake")
    engine.poll()
    assert begun.wait(LONG)
    for _ in range(5):
        engine.poll()
    go_on.set()
    assert engine.drain(LONG)
    assert jobs.calls.count("intake") == 2


def test_a_stop_leaves_what_waits_to_the_next_start(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    patient = make_engine(retries=Retries(attempts=2, first_wait_seconds=3000))
    patient.start()
    failed = threading.Event()
    jobs.during[f"scan {key()}"] = failed.set
    jobs.wrong[f"scan {key()}"] = [RemoteFailure("busy")] * 9
    jobs.events = [event()]
    patient.poll()
    assert failed.wait(LONG)
    assert not patient.drain(0)
    patient.stop()
    assert jobs.calls.count(f"scan {key()}") == 1

    patient.start()
    assert not patient.drain(0)
    assert jobs.calls.count(f"scan {key()}") == 1, "the wait was forgotten"


def test_a_stop_finishes_the_step_under_way(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    engine = make_engine()
    engine.start()
    jobs.actions = {"acme/model": "C-1"}
    begun, go_on = jobs.hold(f"scan {key()}")
    jobs.events = [event()]
    engine.poll()
    assert begun.wait(LONG)
    stopping = threading.Thread(target=engine.stop)
    stopping.start()
    go_on.set()
    stopping.join()

    again = make_engine()
    again.start()
    assert again.drain(LONG)
    assert jobs.calls.count(f"scan {key()}") == 1
    assert jobs.calls.count("act C-1") == 1


def test_two_engines_in_one_process_are_refused(engine: DurableEngine, make_engine: MakeEngine) -> None:
    with pytest.raises(OperatorError, match="already runs an engine"):
        make_engine(executor_id="other").start()
    assert engine.drain(LONG)


def test_two_processes_with_one_id_are_refused(database: str, make_engine: MakeEngine) -> None:
    url = sqlalchemy.make_url(database)
    elsewhere = ExecutorLock(url, "main")
    elsewhere.acquire()
    with pytest.raises(OperatorError, match=r"executor 'main' is already at work .* another executor id"):
        make_engine().start()
    ExecutorLock(url, "../other").acquire()
    elsewhere.release()
    make_engine().start()


def test_an_engine_that_does_not_run_says_so(make_engine: MakeEngine) -> None:
    engine = make_engine()
    with pytest.raises(RuntimeError, match="start it first"):
        engine.poll()
    engine.stop()


def test_a_database_that_cannot_be_used_is_the_operators_matter(
    jobs: FakeJobs, tmp_path: Path, engine: DurableEngine
) -> None:
    engine.stop()
    (tmp_path / "notes.txt").write_text("Not a database, but long enough to look like one." * 100)
    broken = DurableEngine(
        jobs, f"sqlite:///{tmp_path / 'notes.txt'}", clock=engine._clock, executor_id="main", poll_seconds=0.01
    )
    with pytest.raises(OperatorError, match="not a database"):
        broken.start()
    engine.start()


def test_nothing_is_printed_and_no_connection_made(
    make_engine: MakeEngine,
    jobs: FakeJobs,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was used")

    for call in ("bind", "listen", "connect"):
        monkeypatch.setattr(socket.socket, call, refuse, raising=False)
    caplog.set_level(logging.DEBUG)
    engine = make_engine()
    engine.start()
    jobs.wrong[f"scan {key()}"] = [NotFound("gone")]
    run(engine, jobs, "acme/model", "acme/other")
    engine.stop()
    assert capfd.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.name.startswith("dbos")]
    assert [vars(record)["reason"] for record in caplog.records if record.msg == "job_set_aside"] == ["NotFound: gone"]


def test_an_event_keeps_everything(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.events = [replace(event(), has_weights=flag, source="webhook") for flag in (True, False, None)]
    engine.poll()
    assert engine.drain(LONG)
    assert "intake_done" in jobs.calls
    assert engine.failed() == []
