# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The database and everything that is kept in it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.lines import Lines, daemon_lines
from bot.adapters.storage.audit import SqlAudit
from bot.adapters.storage.backup import Backup, back_up
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.conversations import SqlConversations
from bot.adapters.storage.coverage import SqlCoverage
from bot.adapters.storage.deliveries import SqlDeliveries
from bot.adapters.storage.handling import SqlHandling
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.log import BrokenRow
from bot.adapters.storage.opening import opened_database
from bot.adapters.storage.pace import caller_of
from bot.adapters.storage.past import SqlPast
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.questions import SqlQuestions
from bot.adapters.storage.quotas import SqlQuotas
from bot.adapters.storage.records import SqlRuleRecords
from bot.adapters.storage.service import SqlAttempts, SqlServiceTokens
from bot.adapters.storage.subscriptions import SqlSubscriptions
from bot.adapters.storage.walks import SqlWalks
from bot.adapters.work.book import SqlJobBook
from bot.adapters.work.doorbell import Doorbell
from bot.adapters.work.engine import DurableEngine
from bot.adapters.work.lock import OneAtATime
from bot.comparing import options_of
from bot.ports.alerts import Deliveries, Subscriptions
from bot.ports.audit import Audit
from bot.ports.budgets import Quotas
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations
from bot.ports.coverage import CoverageBook
from bot.ports.handling import Handling
from bot.ports.inbox import Inbox
from bot.ports.people import People
from bot.ports.questions import Questions
from bot.ports.records import RuleRecords
from bot.ports.service import Attempts, ServiceTokens
from bot.ports.status import JobBook
from bot.ports.walks import Walks
from bot.ports.work import Jobs, WorkEngine
from bot.settings import Settings, default_database

QUEUE_SECONDS = 0.5
"""Between two looks of a daemon at its queues: people who watch wait no longer, and each look costs as much as a tenth of a scan (benchmarks.load)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The database, migrated."""

    casebook: Casebook
    catalog: Catalog
    questions: Callable[[Clock], Questions]
    handling: Handling
    verify_log: Callable[[], BrokenRow | None]
    """The first decision or receipt that is not as it was written."""
    jobs: JobBook
    wake: Doorbell
    inbox: Inbox
    walks: Walks
    engine: Callable[[Jobs, Clock], WorkEngine]
    """An engine that keeps its work in the same database; not yet started."""
    past: SqlPast
    coverage: CoverageBook
    """What was looked at."""
    records: RuleRecords
    """How the posts of each rule fared."""
    quotas: Callable[[Clock], Quotas]
    """What may be asked of the Hub, as the daemons on this database share it."""
    audit: Audit
    """Who read what is not public, and whether the log is whole."""
    people: People
    conversations: Conversations
    service_tokens: ServiceTokens
    attempts: Attempts
    lines: Callable[[Clock], Lines]
    """Connections of a daemon, which share turns and bytes with every process on this database."""
    subscriptions: Subscriptions
    deliveries: Deliveries
    one_at_a_time: AbstractContextManager[object]
    """What deciding and writing wait for, in every process that uses this database."""
    close: Callable[[], None]


def open_storage(settings: Settings, environment: Mapping[str, str]) -> Storage:
    """Open and migrate the database; the folder of the default one is made. Raises OperatorError."""
    database = opened_database(settings.database, default_database(environment))
    hub = options_of(settings)
    casebook, inbox = SqlCasebook(database), SqlInbox(database)
    wake = Doorbell(database.url, inbox=inbox, known=casebook.known)

    def close() -> None:
        wake.close()
        database.dispose()

    return Storage(
        casebook=casebook,
        verify_log=casebook.verify_log,
        catalog=SqlCatalog(database),
        handling=SqlHandling(database),
        jobs=SqlJobBook(database),
        wake=wake,
        inbox=inbox,
        walks=SqlWalks(database),
        engine=lambda jobs, clock: DurableEngine(
            jobs,
            database,
            inbox=inbox,
            clock=clock,
            executor_id=settings.executor or executor_id(),
            workers=settings.workers,
            poll_seconds=QUEUE_SECONDS,
            backfills=settings.backfill,
        ),
        past=SqlPast(database),
        coverage=SqlCoverage(database),
        records=SqlRuleRecords(database),
        questions=lambda clock: SqlQuestions(database, clock),
        quotas=lambda clock: SqlQuotas(database, caller=caller_of(hub.endpoint, hub.token), clock=clock),
        audit=SqlAudit(database),
        people=SqlPeople(database),
        conversations=SqlConversations(database),
        service_tokens=SqlServiceTokens(database),
        attempts=SqlAttempts(database),
        lines=lambda clock: daemon_lines(
            options_of(settings), database, clock=clock, bytes_per_day=settings.bytes_per_day
        ),
        subscriptions=SqlSubscriptions(database),
        deliveries=SqlDeliveries(database),
        one_at_a_time=OneAtATime(database.url, "writes"),
        close=close,
    )


def back_up_database(settings: Settings, environment: Mapping[str, str], file: Path) -> Backup:
    """Copy the database as it is, of whatever release; it is neither opened for work nor migrated. Raises OperatorError."""
    return back_up(settings.database or default_database(environment), file)


def executor_id() -> str:
    """This machine's name, where nobody names the process: the same after a restart, so that it finds its own work again."""
    return socket.gethostname()
