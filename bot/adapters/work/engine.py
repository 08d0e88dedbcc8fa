# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Durable work on DBOS: intake, scan and act as workflows whose steps are stored.

1. `intake` asks the Hub, hands every event on, and only then says that it is done.
2. `scan` examines one snapshot. Its id is the snapshot, so the same pair is worked on once, however often it is handed on.
3. `act` makes one intention true. Its id is the action's.

Everything about one repository is done in order, so two commits never open two cases. With each intake the work of processes that died
is taken over. A step that was not finished at a crash is run
again, so each job looks before it writes.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy
from sqlalchemy import Engine

from bot.adapters.work.attempts import Json, Outcome, Retries, attempt, seconds_until
from bot.adapters.work.events import event_from_json, event_to_json
from bot.adapters.work.lock import ExecutorLock
from bot.adapters.work.runtime import LeftForLater, Runtime, RuntimeSettings, SetAside
from bot.model.errors import OperatorError
from bot.model.repository import HubEvent, SnapshotKey
from bot.model.work import FollowUp
from bot.ports.clock import Clock
from bot.ports.work import FailedJob, Jobs

_LOG = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 0.05
_MOST_FAILURES = 5
"""Times that an action is set aside before no poll takes it up again."""

_REMEMBERED = timedelta(days=30)
"""How long a job that ended well is kept. The casebook knows longer which commits were scanned and what was written."""

WORKFLOWS = "3"
"""Names the order of the steps below. Work is only taken up by an engine of the same name, so it changes when they do and at no
other release."""

_ONE_IN_A_PROCESS = threading.Lock()


class _PutOff(Exception):
    """This job begins anew at another time."""

    def __init__(self, until: str) -> None:
        super().__init__(until)
        self.until = until


class DurableEngine:
    """Runs jobs: each id once, again after a crash, never lost. `start` it first, and `stop` it last.

    `executor_id` names this process; it stays the same over restarts, and no two processes share it. `workers` is how many
    repositories are worked on beside each other. `poll_seconds` is how often the queues are looked at.
    """

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        jobs: Jobs,
        database: Engine | str,
        *,
        clock: Clock,
        executor_id: str,
        workers: int = 2,
        application_version: str = WORKFLOWS,
        retries: Retries | None = None,
        poll_seconds: float = 0.2,
    ) -> None:
        if workers < 1:
            raise ValueError(f"expected one worker or more, found {workers}")
        url = sqlalchemy.make_url(database) if isinstance(database, str) else database.url
        self._jobs = jobs
        self._clock = clock
        self._retries = retries or Retries()
        self._url = url
        self._executor_id = executor_id
        self._lock = ExecutorLock(url, executor_id)
        settings = RuntimeSettings(
            url=url,
            executor_id=executor_id,
            application_version=application_version,
            workers=workers,
            poll_seconds=poll_seconds,
        )
        self._runtime = Runtime(
            settings,
            {
                "intake": self._body_of_intake(),
                "scan": self._body_of_scan(),
                "act": self._body_of_act(),
                "follow_up": self._body_of_follow_up(),
            },
        )
        self._stopping = threading.Event()
        self._is_started = False
        self._at_work = 0
        self._changed = threading.Condition()

    def start(self) -> None:
        """Take up what an earlier process of this executor id left, then accept new work.

        Raises OperatorError where another process has this id, another engine runs in this process, or the database cannot be used.
        """
        if not _ONE_IN_A_PROCESS.acquire(blocking=False):
            raise OperatorError("this process already runs an engine; stop that one first")
        try:
            self._lock.acquire()
            self._stopping.clear()
            self._runtime.start()
        except BaseException:
            self._lock.release()
            _ONE_IN_A_PROCESS.release()
            raise
        self._is_started = True
        _LOG.info("engine_started")

    def poll(self, scheduled_at: datetime | None = None) -> None:
        """Enqueue one intake now. The same scheduled time is one intake, whoever asks; without a time it is a new one.

        Where an intake waits that has not begun there is nothing to add: it will see all that is there by then.
        """
        if scheduled_at is not None:
            self._runtime.enqueue("intake", f"intake:{scheduled_at.astimezone(UTC).isoformat()}")
        elif not self._runtime.is_waiting("intake"):
            self._runtime.enqueue("intake", f"intake:{uuid.uuid4()}")

    def repository(self, repo: str, revision: str | None) -> None:
        """Enqueue the scan of this commit, once however often it is named; without a commit, a poll."""
        if revision is None:
            self.poll()
        else:
            self._runtime.enqueue("scan", f"scan:{repo}@{revision}", repo, revision, repo=repo)

    def discussions(self, repo: str) -> None:
        """Enqueue a poll: it hears every thread."""
        del repo
        self.poll()

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped since."""
        return self._is_started

    def drain(self, timeout_seconds: float) -> bool:
        """Wait until nothing is left to do; whether that happened in time. Jobs that wait for another try are left to do."""
        deadline = time.monotonic() + timeout_seconds
        while self._runtime.has_unfinished():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            with self._changed:
                self._changed.wait(min(remaining, _LOOK_AGAIN_SECONDS))
        return True

    def stop(self) -> None:
        """Finish the steps under way and stop; what is left is taken up by the next start. Does nothing where it is not running."""
        if not self._is_started:
            return
        self._stopping.set()
        with self._changed:
            self._changed.wait_for(lambda: self._at_work == 0)
        self._runtime.stop()
        self._lock.release()
        self._is_started = False
        _ONE_IN_A_PROCESS.release()
        _LOG.info("engine_stopped")

    def failed(self) -> list[FailedJob]:
        """Every job that was set aside, with the reason, oldest first."""
        return self._runtime.failed()

    def tidy(self) -> None:
        """Take over what dead processes left, and forget jobs that ended long ago.

        A process is dead where its executor's lock can be had: the system gives it back whichever way the process went. While we hold
        it, the same executor cannot come back and take its work up a second time.
        """
        for executor in sorted(self._runtime.owners() - {self._executor_id}):
            lock = ExecutorLock(self._url, executor)
            try:
                lock.acquire()
            except OperatorError:
                continue
            try:
                count = self._runtime.take_over(executor)
            finally:
                lock.release()
            _LOG.warning("work_taken_over", extra={"executor": executor, "jobs": count})
        self._runtime.forget(self._clock.now() - _REMEMBERED)

    def _body_of_intake(self) -> Callable[[], None]:
        def intake() -> None:
            with self._working():
                stored = self._ask("intake", lambda: [event_to_json(event) for event in self._jobs.intake()])
                events = [event_from_json(each) for each in stored or [] if isinstance(each, dict)]
                for event in events:
                    self._hand_on(event)
                self._ask("intake_done", lambda: self._jobs.intake_done(events))
                self._listen()
                self._take_up_waiting()
                self._runtime.step("tidy", self.tidy)

        return intake

    def _body_of_scan(self) -> Callable[[str, str], None]:
        def scan(repo: str, revision: str) -> None:
            with self._working():
                try:
                    action = self._ask("scan", lambda: self._jobs.scan(SnapshotKey(repo, revision)), puts_off=True)
                except _PutOff as put_off:
                    self._begin_later(repo, revision, put_off.until)
                    return
                if isinstance(action, str):
                    job = self._runtime.step("name_act", lambda: self._name_of_act(action))
                    self._runtime.enqueue("act", job, action, repo=repo)

        return scan

    def _body_of_act(self) -> Callable[[str], None]:
        def act(action: str) -> None:
            with self._working():
                self._ask(
                    "act", lambda: self._jobs.act(action), longest_wait_seconds=self._retries.longest_held_seconds
                )

        return act

    def _body_of_follow_up(self) -> Callable[[str, str, str], None]:
        def follow_up(job: str, kind: str, repo: str) -> None:
            with self._working():
                work = FollowUp(id=job, kind=kind, repo=repo)
                action = self._ask("follow_up", lambda: self._jobs.follow_up(work))
                if isinstance(action, str):
                    name = self._runtime.step("name_act", lambda: self._name_of_act(action))
                    self._runtime.enqueue("act", name, action, repo=repo)

        return follow_up

    def _listen(self) -> None:
        """Hear what was said in the threads, and hand on what follows; each comment's work has an id of its own."""
        heard = self._ask(
            "listen", lambda: [{"id": each.id, "kind": each.kind, "repo": each.repo} for each in self._jobs.listen()]
        )
        for row in heard if isinstance(heard, list) else []:
            job, kind, repo = (str(row[name]) for name in ("id", "kind", "repo"))
            self._runtime.enqueue("follow_up", job, job, kind, repo, repo=repo)

    def _begin_later(self, repo: str, revision: str, until: str) -> None:
        """Hand the scan on under another id; meanwhile it holds no worker, so posts and other scans go on."""
        first = f"scan:{repo}@{revision}"
        job = self._runtime.step("name_scan", lambda: f"{first}~{len(self._runtime.states(first)) + 1}")
        wait = seconds_until(until, self._clock)
        _LOG.info("job_put_off", extra={"job": job, "seconds": round(wait)})
        self._runtime.enqueue("scan", job, repo, revision, repo=repo, delay_seconds=wait)

    def _take_up_waiting(self) -> None:
        """Hand on what the outbox still holds. What went wrong often enough stays set aside."""
        waiting = self._ask("waiting", lambda: [{"id": each.id, "repo": each.repo} for each in self._jobs.waiting()])
        for row in waiting if isinstance(waiting, list) else []:
            action, repo = str(row["id"]), str(row["repo"])
            job = self._runtime.step("name_act", functools.partial(self._name_of_waiting, action))
            if isinstance(job, str):
                self._runtime.enqueue("act", job, action, repo=repo)

    def _name_of_waiting(self, action: str) -> str | None:
        failures = [job for job in self._runtime.failed() if job.id.split("~")[0] == f"act:{action}"]
        return self._name_of_act(action) if len(failures) < _MOST_FAILURES else None

    def _hand_on(self, event: HubEvent) -> None:
        repo, revision = event.key.repo, event.key.revision
        self._runtime.enqueue("scan", f"scan:{repo}@{revision}", repo, revision, repo=repo)

    def _name_of_act(self, action: str) -> str:
        """`act:<id>`, and with a number where that one ended and a later scan says that the action is still to be done."""
        first = f"act:{action}"
        known = {job: open_ for job, open_ in self._runtime.states(first).items() if job.split("~")[0] == first}
        under_way = next((job for job, is_unfinished in known.items() if is_unfinished), None)
        return under_way or (f"{first}~{len(known) + 1}" if known else first)

    def _ask(
        self, name: str, call: Callable[[], Json], *, longest_wait_seconds: float | None = None, puts_off: bool = False
    ) -> Json:
        """Try until it goes well, with stored waits in between. Raises SetAside where it will not.

        With ``puts_off`` a limit that lasts raises _PutOff.

        A wait that is longer than ``longest_wait_seconds`` ends the job instead of holding a worker: whoever keeps the work, the outbox
        for example, hands it on again.
        """
        number = 1
        while True:
            outcome = self._try(name, call, number)
            if outcome["failure"] is None:
                return outcome["value"]
            # Decided when the outcome was stored: a replay that decided anew would not repeat the same steps.
            until = outcome.get("put_off_until")
            if puts_off and until is not None:
                raise _PutOff(until)
            if outcome["again_at"] is None:
                _LOG.warning("job_set_aside", extra={"job": name, "reason": outcome["failure"]})
                raise SetAside(outcome["failure"])
            wait = seconds_until(outcome["again_at"], self._clock)
            if longest_wait_seconds is not None and wait > longest_wait_seconds:
                _LOG.info("job_put_off", extra={"job": name, "reason": outcome["failure"]})
                return None
            if self._stopping.wait(wait):
                raise LeftForLater
            number += 1

    def _try(self, name: str, call: Callable[[], Json], number: int) -> Outcome:
        if self._stopping.is_set():
            raise LeftForLater

        def step() -> Outcome:
            return attempt(call, job=name, number=number, retries=self._retries, clock=self._clock)

        return self._runtime.step(name, step)

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._changed:
            self._at_work += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= 1
                self._changed.notify_all()
