# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Hands work to the engines of other processes over the shared database, and does none itself."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.storage.engine import shown
from bot.adapters.work.engine import WORKFLOWS
from bot.adapters.work.runtime import APPLICATION, INTAKES
from bot.model.errors import OperatorError
from bot.model.repository import HubEvent, SnapshotKey
from bot.ports.inbox import Inbox, Priority

if TYPE_CHECKING:
    from dbos import DBOSClient, EnqueueOptions


class Doorbell:
    """Implements `bot.ports.work.Wake` for a process without an engine. Close it at the end.

    What it enqueues is what an engine would: the same names, ids and order by repository. Every method raises OperatorError where the
    database cannot be used, or where no engine ran on it yet.
    """

    def __init__(
        self, url: URL, *, inbox: Inbox, known: Callable[[Sequence[SnapshotKey]], Collection[SnapshotKey]]
    ) -> None:
        self._url = url
        self._inbox = inbox
        self._known = known
        self._lock = threading.Lock()
        self._client: DBOSClient | None = None

    def repository(self, repo: str, revision: str | None) -> None:
        """Put this commit into the inbox before everything that a poll found, unless it was scanned; without a commit, poll."""
        if revision is None:
            self._poll()
            return
        key = SnapshotKey(repo, revision)
        if key not in self._known([key]):
            now = datetime.now(UTC)
            event = HubEvent(key=key, last_modified=now, source="webhook")
            self._inbox.add([event], priority=Priority.WEBHOOK, at=now)

    def discussions(self, repo: str) -> None:
        """Hear this repository's thread, once where it is named several times before that."""
        if not self._waits("listen", f"listen:{repo}:"):
            options: EnqueueOptions = {
                "workflow_name": "listen",
                "queue_name": INTAKES,
                "workflow_id": f"listen:{repo}:{uuid.uuid4()}",
                "app_version": WORKFLOWS,
            }
            self._enqueue(options, repo)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._client is not None:
                self._client.destroy()
                self._client = None

    def _poll(self) -> None:
        if not self._waits("intake"):
            options: EnqueueOptions = {
                "workflow_name": "intake",
                "queue_name": INTAKES,
                "workflow_id": f"intake:{uuid.uuid4()}",
                "app_version": WORKFLOWS,
            }
            self._enqueue(options)

    def _waits(self, name: str, first: str | None = None) -> bool:
        try:
            return bool(
                self._opened().list_workflows(
                    name=name, status="ENQUEUED", workflow_id_prefix=first, limit=1, load_input=False, load_output=False
                )
            )
        except SQLAlchemyError as error:
            raise self._unusable(error) from error

    def _enqueue(self, options: EnqueueOptions, *arguments: str) -> None:
        try:
            self._opened().enqueue(options, *arguments)
        except SQLAlchemyError as error:
            raise self._unusable(error) from error

    def _opened(self) -> DBOSClient:
        with self._lock:
            if self._client is None:
                self._client = self._open()
            return self._client

    def _open(self) -> DBOSClient:
        # Imported here, because it takes most of a second and the command line starts without it.
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # noqa: PLC0415

        return DBOSClient(
            system_database_url=self._url.render_as_string(hide_password=False),
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
            # Otherwise a call waits for as long as the database is away, and the caller with it.
            retry_connection_errors=False,
        )

    def _unusable(self, error: SQLAlchemyError) -> OperatorError:
        return OperatorError(
            f"database {shown(self._url)}: the work cannot be handed on: {error.__class__.__name__}; "
            "where no daemon ran on it yet, start hubnotice watch first"
        )
