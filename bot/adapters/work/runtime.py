# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""DBOS, which exists once in a process, as something that can be started and stopped: quiet, without network, without a port."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.storage.engine import shown
from bot.adapters.work.connections import open_for_work
from bot.model.errors import OperatorError
from bot.ports.work import FailedJob

if TYPE_CHECKING:
    from dbos import DBOS, DBOSConfig

APPLICATION = "hubnotice"
"""Whose jobs these are, where several programs share a database."""

INTAKES = "hubnotice-intakes"
REPOSITORIES = "hubnotice-repositories"
"""The queue of what is written to repositories: one piece after the other for each, several repositories beside each other."""

MOST_STARTS = 100
"""A job that takes the whole process down with it is set aside after this many starts. Every job under way counts a start, innocent or not:
where three hundred kills came in a row, scans that had nothing to do with them were set aside at twenty."""

_LONGEST_GOODBYE_SECONDS = 10.0
_MOST_FORGOTTEN = 1000
"""At once, so that no statement grows with the years and no other writer waits long."""
UNFINISHED = ["PENDING", "ENQUEUED", "DELAYED"]
FAILED = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

_Result = TypeVar("_Result")


class SetAside(Exception):
    """This job ends as failed, with this reason; everything else goes on."""


class LeftForLater(BaseException):
    """The engine stops: this job is left as it is and taken up by the next start.

    Not an Exception, because DBOS would then record that the job failed.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeSettings:
    """What DBOS is started with."""

    url: URL
    executor_id: str
    application_version: str
    workers: int
    poll_seconds: float


class Runtime:
    """DBOS while it is launched. One at a time in a process."""

    def __init__(self, settings: RuntimeSettings, workflows: Mapping[str, Callable[..., None]]) -> None:
        self._settings = settings
        self._bodies = workflows
        self._workflows: dict[str, Callable[..., None]] = {}
        self._dbos: type[DBOS] | None = None
        self._engine: Engine | None = None

    def start(self) -> None:
        """Launch, which takes up what this executor left. Raises OperatorError where the database cannot be used."""
        # Imported here, because it takes most of a second and the command line starts without it.
        from dbos import DBOS  # noqa: PLC0415
        from dbos import error as errors  # noqa: PLC0415

        _quiet()
        DBOS(config=self._config())
        self._dbos = DBOS
        try:
            for name, body in self._bodies.items():
                self._workflows[name] = DBOS.workflow(name=name, max_recovery_attempts=MOST_STARTS)(body)
            DBOS.launch()
            self._register_queues(DBOS)
        except (SQLAlchemyError, errors.DBOSException) as error:
            self.stop()
            raise OperatorError(f"database {shown(self._settings.url)}: the work cannot be read: {error}") from error

    def stop(self) -> None:
        """Shut DBOS down and wait for its threads; does nothing where it is not running."""
        if self._dbos is not None:
            self._dbos.destroy(destroy_registry=True)
            self._dbos = None
            _join_threads()
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def enqueue(
        self, name: str, job: str, *arguments: str, repo: str | None = None, delay_seconds: float | None = None
    ) -> None:
        """Put a job on its queue; one with an id that is known already is left as it is. Work on one `repo` is done in order.

        With a delay it takes its place in the queue only then, and holds nothing until then.
        """
        from dbos import SetEnqueueOptions, SetWorkflowID  # noqa: PLC0415

        queue = INTAKES if repo is None else REPOSITORIES
        with SetWorkflowID(job), SetEnqueueOptions(queue_partition_key=repo, delay_seconds=delay_seconds):
            self._running().enqueue_workflow(queue, self._workflows[name], *arguments)

    def begin(self, name: str, job: str, *arguments: str) -> None:
        """Run a job in this process now, past every queue. Whoever calls makes sure that its id is a new one."""
        from dbos import SetWorkflowID  # noqa: PLC0415

        with SetWorkflowID(job):
            self._running().start_workflow(self._workflows[name], *arguments)

    def step(self, name: str, call: Callable[[], _Result]) -> _Result:
        """Run this once within a job; after a crash its stored result is given instead."""
        return self._running().run_step({"name": name}, call)

    def has_unfinished(self) -> bool:
        """Whether anything is running or waiting.

        One statement sees one state of the database, and a job puts what follows from it on the queue before it ends, so nothing that
        is about to be enqueued is missed.
        """
        listed = self._running().list_workflows(status=UNFINISHED, limit=1, load_input=False, load_output=False)
        return bool(listed)

    def is_waiting(self, name: str, *, first: str | None = None) -> bool:
        """Whether such a job waits on its queue and has not begun; one whose id begins like this, or any."""
        listed = self._running().list_workflows(
            name=name, status="ENQUEUED", workflow_id_prefix=first, limit=1, load_input=False, load_output=False
        )
        return bool(listed)

    def owners(self) -> set[str]:
        """The executors that have work under way, as far as the database says: some of them may be dead."""
        listed = self._running().list_workflows(status="PENDING", load_input=False, load_output=False)
        return {each.executor_id for each in listed if each.executor_id}

    def take_over(self, executor_id: str) -> int:
        """Put everything that this executor had under way back on its queue; how many jobs that was.

        Whoever calls makes sure that it is dead. A job that somebody has taken over meanwhile is left as it is.
        """
        return len(self._running()._recover_pending_workflows([executor_id]))  # noqa: SLF001 - DBOS offers it under no other name

    def forget(self, before: datetime, *, names: Sequence[str] = (), with_failed: bool = False) -> bool:
        """Delete some of the jobs that ended well and began before this moment, or that ended at all; whether there are more of them."""
        listed = self._running().list_workflows(
            status=["SUCCESS", *(FAILED if with_failed else [])],
            name=list(names) or None,
            end_time=before.isoformat(),
            limit=_MOST_FORGOTTEN,
            load_input=False,
            load_output=False,
        )
        if listed:
            self._running().delete_workflows([each.workflow_id for each in listed])
        return len(listed) == _MOST_FORGOTTEN

    def states(self, prefix: str) -> dict[str, bool]:
        """Every job whose id begins like this, and whether it is unfinished."""
        listed = self._running().list_workflows(workflow_id_prefix=prefix, load_input=False, load_output=False)
        return {each.workflow_id: each.status in UNFINISHED for each in listed}

    def states_of(self, jobs: Sequence[str]) -> dict[str, bool]:
        """Those of these jobs that there are, and whether each is unfinished."""
        if not jobs:
            return {}
        listed = self._running().list_workflows(workflow_ids=list(jobs), load_input=False, load_output=False)
        return {each.workflow_id: each.status in UNFINISHED for each in listed}

    def failures(self, prefix: str) -> list[str]:
        """The ids that begin like this of jobs that were set aside."""
        listed = self._running().list_workflows(
            workflow_id_prefix=prefix, status=FAILED, load_input=False, load_output=False
        )
        return [each.workflow_id for each in listed]

    def failed(self) -> list[FailedJob]:
        """Every job that was set aside, oldest first."""
        listed = self._running().list_workflows(status=FAILED, load_input=False)
        return [
            FailedJob(id=each.workflow_id, reason=str(each.error or f"took the process down {MOST_STARTS} times"))
            for each in listed
        ]

    def _running(self) -> type[DBOS]:
        if self._dbos is None:
            raise RuntimeError("the engine is not running; start it first")
        return self._dbos

    def _register_queues(self, dbos: type[DBOS]) -> None:
        poll = self._settings.poll_seconds
        dbos.register_queue(INTAKES, worker_concurrency=1, polling_interval_sec=poll, on_conflict="always_update")
        dbos.register_queue(
            REPOSITORIES,
            worker_concurrency=self._settings.workers,
            partition_concurrency=1,
            polling_interval_sec=poll,
            on_conflict="always_update",
        )

    def _config(self) -> DBOSConfig:
        from dbos import DBOSPortableJSONSerializer  # noqa: PLC0415

        self._engine = open_for_work(self._settings.url)
        return {
            "name": APPLICATION,
            "system_database_engine": self._engine,
            "system_database_url": self._settings.url.render_as_string(hide_password=False),
            "application_version": self._settings.application_version,
            "executor_id": self._settings.executor_id,
            # The default pickles, and who can write to a database should not be able to run code.
            "serializer": DBOSPortableJSONSerializer(),
            # Nothing here waits for a notification, and the connection that listens for them is not always closed.
            "use_listen_notify": False,
            # A thread that nothing here needs, but that a stop waits for.
            "notification_listener_polling_interval_sec": self._settings.poll_seconds,
            "log_level": "WARNING",
            "enable_otlp": False,
        }


class _WithoutSetAside(logging.Filter):
    """Drops what DBOS says about jobs that were set aside: the engine has said it, with the reason and without a stack."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], SetAside))


_FILTER = _WithoutSetAside()


def _quiet() -> None:
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        # DBOS adds one of its own to a logger without any, and writes to standard error past the program's settings.
        logger.addHandler(logging.NullHandler())
    logger.addFilter(_FILTER)


def _join_threads() -> None:
    """DBOS does not wait for threads that record their last result."""
    deadline = time.monotonic() + _LONGEST_GOODBYE_SECONDS
    for thread in threading.enumerate():
        if thread.name.startswith("dbos-executor"):
            thread.join(max(0.0, deadline - time.monotonic()))
