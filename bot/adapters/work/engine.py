# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Durable work on DBOS: intake, scan and act as workflows whose steps are stored.

1. `intake` asks the Hub and puts what is new into the inbox.
2. `scan` examines one snapshot. The feeder takes it out of the inbox and starts it here; its id is the snapshot, so the same pair is worked
   on once. Whichever way it ends, it leaves the inbox at the end.
3. `act` makes one intention true. Its id is the action's.

The inbox gives out one commit of a repository at a time, and actions in one repository are done in order, so two commits never open two
cases. With each intake the work of processes that died is taken over. A step that was not finished at a crash is run again, so each job
looks before it writes.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy
from sqlalchemy import Engine

from bot.adapters.work.asking import Asking, PutOff
from bot.adapters.work.attempts import Retries, seconds_until
from bot.adapters.work.backfiller import Backfiller
from bot.adapters.work.feeder import Feeder
from bot.adapters.work.janitor import Janitor, name_of_scan
from bot.adapters.work.lock import ExecutorLock
from bot.adapters.work.outgoing import Outgoing
from bot.adapters.work.runtime import Runtime, RuntimeSettings, SetAside
from bot.model.errors import OperatorError
from bot.model.repository import SnapshotKey
from bot.model.work import FollowUp
from bot.ports.clock import Clock
from bot.ports.inbox import Inbox
from bot.ports.work import FailedJob, Jobs

_LOG = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 0.05
_LONGEST_HELD_SECONDS = 120.0
"""How long an action may keep a worker waiting; what a cap puts off for hours waits in the outbox."""
WORKFLOWS = "4"
"""Names the order of the steps below. Work is only taken up by an engine of the same name, so it changes when they do and at no
other release."""

_ONE_IN_A_PROCESS = threading.Lock()


class DurableEngine:
    """Runs jobs: each id once, again after a crash, never lost. `start` it first, and `stop` it last.

    `executor_id` names this process; it stays the same over restarts, and no two processes share it. `workers` is how many
    repositories are worked on beside each other. `poll_seconds` is how often the queues are looked at, and the inbox where nothing else
    says that it is time. Jobs and engine share the inbox, which lies in the same database. Where it `backfills`, it asks the jobs for old
    models whenever there is room.
    """

    def __init__(  # noqa: PLR0913 - keyword arguments, named where it is built
        self,
        jobs: Jobs,
        database: Engine | str,
        *,
        inbox: Inbox,
        clock: Clock,
        executor_id: str,
        workers: int = 4,
        application_version: str = WORKFLOWS,
        retries: Retries | None = None,
        poll_seconds: float = 0.2,
        backfills: bool = False,
    ) -> None:
        if workers < 1:
            raise ValueError(f"expected one worker or more, found {workers}")
        retries = retries or Retries()
        url = sqlalchemy.make_url(database) if isinstance(database, str) else database.url
        self._jobs = jobs
        self._inbox = inbox
        self._clock = clock
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
                "listen": self._body_of_listen(),
                "scan": self._body_of_scan(),
                "act": self._body_of_act(),
                "follow_up": self._body_of_follow_up(),
            },
        )
        self._stopping = threading.Event()
        self._asking = Asking(self._runtime, retries=retries, clock=clock, stopping=self._stopping)
        self._outgoing = Outgoing(self._runtime, self._asking, jobs)
        self._janitor = Janitor(
            self._runtime, inbox, url=url, executor_id=executor_id, clock=clock, stopping=self._stopping
        )
        self._feeder = Feeder(
            inbox,
            clock=clock,
            executor_id=executor_id,
            workers=workers,
            poll_seconds=poll_seconds,
            states=self._janitor.states_of_scans,
            begin=lambda key: self._runtime.begin("scan", name_of_scan(key), key.repo, key.revision),
            is_open=jobs.may_scan,
        )
        self._backfiller = Backfiller(
            jobs.backfill, url=url, wake=self._feeder.wake, retries=retries, stopping=self._stopping
        )
        self._backfills = backfills
        self._is_started = False
        self._at_work = 0
        self._changes = 0
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
            self._start_runtime()
        except BaseException:
            self._lock.release()
            _ONE_IN_A_PROCESS.release()
            raise
        self._is_started = True
        self._feeder.start()
        if self._backfills:
            self._backfiller.start()
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
        """Scan this commit before everything that a poll found; without a commit, poll. Raises what the jobs raise."""
        if revision is None:
            self.poll()
        else:
            self._jobs.named(SnapshotKey(repo, revision))
            self._feeder.wake()

    def discussions(self, repo: str) -> None:
        """Hear this repository's thread now, once where it is named several times before that."""
        if not self._runtime.is_waiting("listen", first=f"listen:{repo}:"):
            self._runtime.enqueue("listen", f"listen:{repo}:{uuid.uuid4()}", repo)

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped since."""
        return self._is_started

    def drain(self, timeout_seconds: float) -> bool:
        """Wait until nothing is left to do; whether that happened in time. Jobs that wait for another try are left to do."""
        deadline = time.monotonic() + timeout_seconds
        while not self._is_idle():
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
        self._backfiller.join()
        self._feeder.stop()
        with self._changed:
            self._changed.wait_for(lambda: self._at_work == 0)
        self._feeder.flush()
        self._runtime.stop()
        self._lock.release()
        self._is_started = False
        _ONE_IN_A_PROCESS.release()
        _LOG.info("engine_stopped")

    def failed(self) -> list[FailedJob]:
        """Every job that was set aside, with the reason, oldest first."""
        return self._runtime.failed()

    def tidy(self) -> None:
        """Take over what dead processes left, and forget jobs that ended long ago."""
        self._janitor.tidy()

    def _start_runtime(self) -> None:
        self._runtime.start()
        try:
            self._janitor.start()
        except BaseException:
            self._runtime.stop()
            raise

    def _is_idle(self) -> bool:
        """Whether nothing waits and nothing is under way.

        Work goes from the queue to the inbox and back, always there before it leaves here, and only while a job begins or ends. So where
        no job did between the two looks, nothing slipped past them.
        """
        with self._changed:
            before = self._changes
        if self._runtime.has_unfinished() or self._inbox.waiting():
            return False
        with self._changed:
            return self._changes == before

    def _body_of_intake(self) -> Callable[[], None]:
        def intake() -> None:
            with self._working():
                self._asking.ask("intake", self._jobs.intake)
                self._feeder.wake()
                self._listen(None)
                self._outgoing.take_up_waiting()
                self._runtime.step("tidy", self.tidy)

        return intake

    def _body_of_listen(self) -> Callable[[str], None]:
        def listen(repo: str) -> None:
            with self._working():
                self._listen(repo)
                self._outgoing.take_up_waiting()

        return listen

    def _body_of_scan(self) -> Callable[[str, str], None]:
        def scan(repo: str, revision: str) -> None:
            key = SnapshotKey(repo, revision)
            with self._working(), self._feeder.at_work(key):
                try:
                    action = self._asking.ask(
                        "scan", lambda: self._jobs.scan(key), rest=lambda wait: self._rest(key, wait), puts_off=True
                    )
                except PutOff as put_off:
                    self._begin_later(key, put_off.until)
                    self._feeder.ended(key)
                    return
                except SetAside:
                    self._feeder.ended(key)
                    raise
                if isinstance(action, str):
                    self._outgoing.hand_on(action, repo)
                # Only now: what is in the inbox is not done, for the drain as for the next start.
                self._feeder.ended(key)

        return scan

    def _body_of_act(self) -> Callable[[str], None]:
        def act(action: str) -> None:
            with self._working():
                self._asking.ask("act", lambda: self._jobs.act(action), longest_wait_seconds=_LONGEST_HELD_SECONDS)

        return act

    def _body_of_follow_up(self) -> Callable[[str, str, str], None]:
        def follow_up(job: str, kind: str, repo: str) -> None:
            with self._working():
                work = FollowUp(id=job, kind=kind, repo=repo)
                action = self._asking.ask("follow_up", lambda: self._jobs.follow_up(work))
                if isinstance(action, str):
                    self._outgoing.hand_on(action, repo)

        return follow_up

    def _listen(self, repo: str | None) -> None:
        """Hear what was said in the threads, and hand on what follows; each comment's work has an id of its own."""
        heard = self._asking.ask(
            "listen",
            lambda: [{"id": each.id, "kind": each.kind, "repo": each.repo} for each in self._jobs.listen(repo)],
        )
        for row in heard if isinstance(heard, list) else []:
            job, kind, where = (str(row[name]) for name in ("id", "kind", "repo"))
            self._runtime.enqueue("follow_up", job, job, kind, where, repo=where)

    def _begin_later(self, key: SnapshotKey, until: str) -> None:
        """Hand the scan on under another id; meanwhile it holds no worker, so posts and other scans go on."""
        first = name_of_scan(key)
        job = self._runtime.step("name_scan", lambda: f"{first}~{len(self._runtime.states(first)) + 1}")
        wait = seconds_until(until, self._clock)
        _LOG.info("job_put_off", extra={"job": job, "seconds": round(wait)})
        self._runtime.enqueue("scan", job, key.repo, key.revision, repo=key.repo, delay_seconds=wait)

    def _rest(self, key: SnapshotKey, seconds: float) -> bool:
        """Wait without holding a place; whether the engine stops meanwhile."""
        with self._feeder.resting(key):
            return self._stopping.wait(seconds)

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._changed:
            self._at_work += 1
            self._changes += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= 1
                self._changes += 1
                self._changed.notify_all()
