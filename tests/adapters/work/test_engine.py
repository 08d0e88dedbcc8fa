# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Each job runs once, what goes wrong is tried again or set aside, and nothing is left behind."""

from __future__ import annotations

import logging
import socket
import threading
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy

from bot.adapters.work.attempts import Retries
from bot.adapters.work.engine import DurableEngine
from bot.adapters.work.lock import ExecutorLock
from bot.model.errors import BudgetSpent, InputError, NotFound, OperatorError, RateLimited, RemoteFailure
from bot.ports.inbox import Priority
from bot.ports.work import FailedJob
from tests.adapters.work.conftest import MakeEngine
from tests.adapters.work.jobs import NOW, FakeJobs, action, event, key
from tests.fakes.clock import FakeClock

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
    assert set(jobs.calls[1:]) == {"act C-1", f"scan {key('acme/clean')}", f"scan {key()}"}
    assert len(jobs.calls) == 4
    assert jobs.calls.index(f"scan {key()}") < jobs.calls.index("act C-1")
    assert engine.failed() == []


def test_the_same_pair_runs_once(engine: DurableEngine, jobs: FakeJobs) -> None:
    run(engine, jobs, "acme/model", "acme/model")
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(f"scan {key()}") == 1
    assert jobs.calls.count("intake") == 2
    assert jobs.inbox.waiting() == 0


def test_what_is_under_way_is_not_begun_again(engine: DurableEngine, jobs: FakeJobs) -> None:
    begun, go_on = jobs.hold(f"scan {key()}")
    engine.repository(*astuple(key()))
    assert begun.wait(LONG)
    run_more = threading.Thread(target=run, args=(engine, jobs, "acme/model", "acme/other"))
    run_more.start()
    while f"scan {key('acme/other')}" not in jobs.calls:
        threading.Event().wait(0.01)
    go_on.set()
    run_more.join()
    assert jobs.calls.count(f"scan {key()}") == 1


def test_no_more_scans_run_than_there_are_workers(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    engine = make_engine(workers=3)
    at_once: list[int] = []
    running = 0
    together = threading.Lock()
    full = threading.Event()

    def scan() -> None:
        nonlocal running
        with together:
            running += 1
            at_once.append(running)
            if running == 3:
                full.set()
        assert full.wait(LONG)
        with together:
            running -= 1

    names = [f"acme/{number}" for number in range(12)]
    jobs.during = {f"scan {key(name)}": scan for name in names}
    engine.start()
    run(engine, jobs, *names)
    assert max(at_once) == 3
    assert len(at_once) == 12


def test_a_scan_that_waits_for_another_try_keeps_nobody_from_work(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    engine = make_engine(retries=Retries(attempts=2, first_wait_seconds=3000), workers=1)
    engine.start()
    jobs.wrong[f"scan {key()}"] = [RemoteFailure("busy")]
    other = threading.Event()
    jobs.during[f"scan {key('acme/other')}"] = other.set
    jobs.events = [event(), event("acme/other")]
    engine.poll()
    assert other.wait(LONG)


def test_what_somebody_names_is_scanned_before_what_waits(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    engine = make_engine(workers=1)
    engine.start()
    begun, go_on = jobs.hold(f"scan {key('acme/slow')}")
    engine.repository(*astuple(key("acme/slow")))
    assert begun.wait(LONG)
    jobs.inbox.add([event("acme/listed")], priority=Priority.POLL, at=NOW)
    engine.repository(*astuple(key("acme/named")))
    go_on.set()
    assert engine.drain(LONG)
    assert jobs.calls == [f"scan {key(repo)}" for repo in ("acme/slow", "acme/named", "acme/listed")]


def test_a_name_without_a_commit_is_a_poll_and_a_word_in_a_thread_is_heard(
    engine: DurableEngine, jobs: FakeJobs
) -> None:
    engine.repository("acme/model", None)
    assert engine.drain(LONG)
    engine.discussions("acme/model")
    assert engine.drain(LONG)
    assert jobs.calls == ["intake", "listen acme/model"]


def test_a_scan_that_was_set_aside_has_left_the_inbox(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.wrong[f"scan {key()}"] = [InputError("a lie")]
    run(engine, jobs, "acme/model")
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(f"scan {key()}") == 1
    assert jobs.inbox.waiting() == 0


def test_what_ended_without_saying_so_is_taken_out(engine: DurableEngine, jobs: FakeJobs) -> None:
    """As a scan does that is set aside because its processes died of it."""
    run(engine, jobs, "acme/model", "acme/other")
    for each in (event(), event("acme/other")):
        jobs.inbox.add([each], priority=Priority.POLL, at=NOW)
    jobs.inbox.claim("another", most=1, at=NOW)
    engine.poll()
    assert engine.drain(LONG)
    assert jobs.inbox.waiting() == 0


def test_what_was_claimed_and_not_begun_is_begun_by_the_next_start(make_engine: MakeEngine, jobs: FakeJobs) -> None:
    jobs.inbox.add([event()], priority=Priority.POLL, at=NOW)
    jobs.inbox.claim("main", most=1, at=NOW)
    engine = make_engine()
    engine.start()
    assert engine.drain(LONG)
    assert jobs.calls == [f"scan {key()}"]


def test_what_ended_long_ago_is_forgotten(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.actions = {"acme/model": "C-1"}
    jobs.wrong[f"scan {key('acme/broken')}"] = [InputError("a lie")]
    run(engine, jobs, "acme/model", "acme/broken")
    clock = FakeClock(datetime.now(UTC))
    engine._janitor._clock = clock
    left = {}
    for days in (0, 2, 31):
        clock.advance(days * 86_400)
        engine.tidy()
        left[days] = {job.split(":")[0]: len(engine._runtime.states(job)) for job in ("intake:", "scan:", "act:")}
    assert left[0] == {"intake": 1, "scan": 2, "act": 1}
    assert left[2] == {"intake": 0, "scan": 1, "act": 1}
    assert left[31] == {"intake": 0, "scan": 0, "act": 0}


def test_work_on_one_repository_is_done_in_order(engine: DurableEngine, jobs: FakeJobs) -> None:
    first, second, other = (f"scan {each}" for each in (key(), key(commit="b"), key("acme/other")))
    begun, go_on = jobs.hold(first)
    jobs.during[other] = go_on.set
    engine.repository(*astuple(key()))
    assert begun.wait(LONG)
    run(engine, jobs, "acme/model@b", "acme/other")
    assert jobs.calls[-2:] == [other, second]


def test_the_other_side_gets_another_try(engine: DurableEngine, jobs: FakeJobs) -> None:
    jobs.wrong[f"scan {key()}"] = [RateLimited("slow down", retry_after_seconds=0.002), RemoteFailure("500")]
    jobs.wrong["intake"] = [OperatorError("database is locked")]
    run(engine, jobs, "acme/model")
    assert jobs.calls.count(f"scan {key()}") == 3
    assert jobs.calls.count("intake") == 2
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
    assert jobs.calls[-2:] == [f"scan {key(commit='b')}", "act C-1"]


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
    assert jobs.calls == ["intake"] * 3
    run(engine, jobs, "acme/model")
    assert jobs.calls[-2:] == ["intake", f"scan {key()}"]


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
        jobs,
        f"sqlite:///{tmp_path / 'notes.txt'}",
        inbox=jobs.inbox,
        clock=engine._clock,
        executor_id="main",
        poll_seconds=0.01,
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
