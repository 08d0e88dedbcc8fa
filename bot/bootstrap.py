# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The one place that builds everything: the only module that knows which adapter is behind which port."""

from __future__ import annotations

import importlib.metadata
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.adapters.cards import declared, front_matter
from bot.adapters.clock import SystemClock
from bot.adapters.documents.writers import bill_writer
from bot.adapters.folder_changes import FolderTexts
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.pull_requests import HubPullRequests
from bot.adapters.remembered import RememberedHistory
from bot.adapters.rule_files import parse
from bot.adapters.rulebook import load_rulebook, load_templates
from bot.adapters.silence import NoAccount
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.past import SqlPast
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.walks import SqlWalks
from bot.adapters.targets import TargetSources
from bot.adapters.work.engine import DurableEngine
from bot.adapters.work.lock import OneAtATime
from bot.adapters.work.schedule import PollSchedule
from bot.comparing import Comparer, budget_of, connect
from bot.model.bill import Bill
from bot.model.costs import Budget
from bot.model.errors import InputError, NotFound, OperatorError, SettingsError
from bot.model.fingerprints import Fingerprint
from bot.model.fixes import Fix
from bot.model.reports import ScanReport
from bot.model.timeline import Timeline
from bot.pipeline import scan as scanning
from bot.pipeline.bills.build import Naming, bill_of
from bot.pipeline.cataloguing import catalogued
from bot.pipeline.decide import writes_anything
from bot.pipeline.fixing.fix import Fixer
from bot.pipeline.fixing.manners import reason_against
from bot.pipeline.history import Past, timeline_of
from bot.pipeline.jobs import Daemon
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.policy.watching import Watching
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.changes import Delivered, Proposal, PullRequests
from bot.ports.clock import Clock
from bot.ports.documents import DocumentForm
from bot.ports.hub import ModelSource
from bot.ports.inbox import Inbox
from bot.ports.progress import Progress, Silence
from bot.ports.walks import Walks
from bot.ports.work import Jobs, Schedule, WorkEngine
from bot.render.documents import Document, scan_document
from bot.render.fixes import TITLE, pull_request_body
from bot.render.posts import PostWriter
from bot.render.report import ReportWriter
from bot.render.sarif import RuleWords, sarif_document
from bot.settings import Settings, default_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Comparer):
    """Everything that a command can ask for, built and connected. Close it at the end."""

    catalog: Catalog
    casebook: Casebook
    preset: Preset
    hub_url: str
    daemon: Callable[[], WorkEngine]
    """The engine that does the daemon's work, not yet started. Raises SettingsError where nobody signs the
    preset's posts, RemoteError where the bot's account cannot be asked for."""
    schedule: Callable[[WorkEngine], Schedule]
    """What polls an engine at the times that the settings say."""
    templates_folder: Path | None = None
    """The operator's own templates."""

    pull_requests: PullRequests | None = None
    """``None`` where the bot has no account, or nobody signs for it."""
    contact: str = ""
    past: Past | None
    """How the history of a repository is read; ``None`` while offline."""

    def scan(self, target: str, budget: Budget, progress: Progress, *, with_history: bool = False) -> ScanReport:
        """Examine and assess what a person named, with its history in any case where that is asked for.

        Raises RemoteError or InputError where it cannot be opened.
        """
        return scanning.scan(
            self.sources.open(target),
            catalog=self.catalog,
            rulebook=self.rulebook,
            budget=budget,
            clock=self.clock,
            progress=progress,
            past=replace(self.past, always=with_history) if self.past else None,
            parse=parse,
        )

    def timeline(self, target: str) -> Timeline:
        """The past of any repository, a known upstream's for instance. Raises as `scan` does, NotFound while offline."""
        source = self.sources.open(target)
        if self.past is None:
            raise NotFound(f"{target}: its history is not asked for while offline")
        return timeline_of(source, self.past, self.rulebook, self.clock)[0]

    def bill(
        self, target: str, progress: Progress, *, published_as: str | None = None, created: datetime | None = None
    ) -> Bill:
        """What a person named as a bill of materials. Raises as `scan` does.

        ``published_as`` is what a local folder is called on the Hub, ``created`` stands in for the time of the commit.
        """
        source = self.sources.open(target)
        report = scanning.scan(
            source,
            catalog=self.catalog,
            rulebook=self.rulebook,
            budget=self.budget,
            clock=self.clock,
            progress=progress,
        )
        known = {key: self.catalog.get(key) for key, _ in report.upstream_licenses}
        terms = {key: self.rulebook.complete(key, found.terms) for key, found in known.items() if found}
        creator = f"hubnotice-{_version()}"
        naming = Naming(creator=creator, published_as=published_as, created=created)
        return bill_of(source.snapshot, report, terms, self.rulebook, naming)

    def document(self, bill: Bill, form: DocumentForm) -> str:
        """A bill in one format. Raises OperatorError where the library for it is not installed."""
        return bill_writer(form)(bill)

    def html(self, report: ScanReport) -> str:
        """A report as one page. Raises RulesError where a template cannot be used."""
        writer = ReportWriter(load_templates(self.templates_folder), version=_version())
        return writer.page(report, {rule.id: rule.title for rule in self.rulebook.policies})

    def sarif(self, report: ScanReport) -> Document:
        """A report for the code scanning of forges."""
        rules = [RuleWords(id=rule.id, title=rule.title, severity=rule.severity) for rule in self.rulebook.policies]
        return sarif_document(report, rules, version=_version(), hub_url=self.hub_url.rstrip("/"))

    def plan_fix(self, target: str, progress: Progress) -> Fix:
        """What to add to what a person named, and what that would settle. Raises as `scan` does."""
        return self._fixer(progress).plan(self.sources.open(target))

    def notice(self, target: str, progress: Progress) -> str:
        """The NOTICE for what a person named; empty where it builds on nothing that asks for one. Raises as `scan` does."""
        return self._fixer(progress).notice(self.sources.open(target))

    def write_fix(self, target: str, fix: Fix) -> None:
        """Change the files of a folder. Raises InputError for what is no folder, and where a file changed since it was read."""
        if not fix.report.subject.revision.startswith("local-"):
            raise InputError(
                f"{target}: only a local folder can be written to; --pr proposes the changes to a repository"
            )
        FolderTexts(Path(target).expanduser()).write(fix.changes)

    def propose_fix(self, fix: Fix) -> Delivered:
        """A pull request on the Hub, or none and the reason why.

        Raises InputError for a folder and for a card alone that the Hub refuses, SettingsError without an account, RemoteError.
        """
        if fix.report.subject.revision.startswith("local-"):
            raise InputError(f"{fix.report.subject.repo}: a folder has no pull requests; --write changes its files")
        if self.pull_requests is None:
            raise SettingsError(
                "a pull request needs the bot's own account: set HUBNOTICE_TOKEN and HUBNOTICE_CONTACT first"
            )
        case = self.casebook.case_of(fix.report.subject.repo)
        reason = reason_against(fix, case, self.clock.now().date())
        if reason:
            return Delivered(url="", is_new=False, is_complete=False, remark=reason)
        body = pull_request_body(fix, contact=self.contact)
        return self.pull_requests.open(
            Proposal(subject=fix.report.subject, changes=fix.changes, title=TITLE, body=body)
        )

    def _fixer(self, progress: Progress) -> Fixer:
        def scan(source: ModelSource) -> ScanReport:
            return scanning.scan(
                source,
                catalog=self.catalog,
                rulebook=self.rulebook,
                budget=self.budget,
                clock=self.clock,
                progress=progress,
                parse=parse,
            )

        return Fixer(
            scan=scan,
            catalog=self.catalog,
            rulebook=self.rulebook,
            declare=lambda card: declared(front_matter(card.decode("utf-8", "replace"))),
            hub_url=self.hub_url.rstrip("/"),
            budget=self.budget,
            progress=progress,
        )

    def add_to_catalog(self, target: str, progress: Progress) -> Fingerprint:
        """Take a fingerprint and keep it. Raises RemoteError or InputError where the model cannot be read in full."""
        source = self.sources.open(target)
        return catalogued(source, catalog=self.catalog, rulebook=self.rulebook, progress=progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The database, migrated."""

    casebook: Casebook
    catalog: Catalog
    inbox: Inbox
    walks: Walks
    engine: Callable[[Jobs, Clock], WorkEngine]
    """An engine that keeps its work in the same database; not yet started."""
    past: SqlPast
    one_at_a_time: OneAtATime
    """What deciding and writing wait for, in every process that uses this database."""
    close: Callable[[], None]


def build(settings: Settings, *, environment: Mapping[str, str], offline: bool = False) -> Application:
    """The application of these settings. Raises OperatorError where rules or database cannot be used; asks the Hub nothing yet."""
    rulebook = load_rulebook(settings.rules_folder)
    preset = rulebook.preset(settings.preset)
    connection = connect(settings)
    storage = open_storage(settings, environment)
    clock = SystemClock()
    budget = budget_of(settings)

    signs = settings.token is not None and bool(settings.contact) and not offline

    def daemon() -> WorkEngine:
        check_signature(settings, preset)
        return storage.engine(_jobs(settings, connection, storage, rulebook, clock), clock)

    return Application(
        sources=TargetSources(None if offline else HubModels(connection)),
        past=None if offline else remembered_past(HubModels(connection), storage, clock),
        catalog=storage.catalog,
        casebook=storage.casebook,
        rulebook=rulebook,
        preset=preset,
        clock=clock,
        budget=budget,
        hub_url=settings.hub_url,
        templates_folder=settings.templates_folder,
        pull_requests=HubPullRequests(connection, HubForum(connection)) if signs else None,
        contact=settings.contact,
        daemon=daemon,
        schedule=lambda engine: PollSchedule(engine.poll, settings.poll_seconds, clock=clock),
        closers=(connection.close, storage.close),
    )


def check_signature(settings: Settings, preset: Preset) -> None:
    """Refuse a preset that writes posts where nobody signs them. Raises SettingsError."""
    if writes_anything(preset) and (settings.token is None or not settings.contact):
        raise SettingsError(f"preset {preset.id} writes posts: set HUBNOTICE_TOKEN and HUBNOTICE_CONTACT first")


def _jobs(settings: Settings, connection: HubConnection, storage: Storage, rulebook: Rulebook, clock: Clock) -> Jobs:
    """The daemon's work. Without a token it has no account, so there is nothing to look for and nothing to write."""
    hub = HubModels(connection)
    writer = PostWriter(
        load_templates(settings.templates_folder),
        hub_url=settings.hub_url,
        contact=settings.contact,
        license_names=rulebook.license_names,
    )
    budget = budget_of(settings)
    past = remembered_past(hub, storage, clock)

    def scan(source: ModelSource) -> ScanReport:
        case = storage.casebook.case_of(source.snapshot.key.repo)
        return scanning.scan(
            source,
            catalog=storage.catalog,
            rulebook=rulebook,
            budget=budget,
            clock=clock,
            progress=Silence(),
            past=replace(past, always=case is not None and case.state.is_open),
            parse=parse,
        )

    return Daemon(
        hub=hub,
        forum=NoAccount() if settings.token is None else HubForum(connection),
        catalog=storage.catalog,
        casebook=storage.casebook,
        inbox=storage.inbox,
        rulebook=rulebook,
        preset=rulebook.preset(settings.preset),
        writer=writer,
        clock=clock,
        scan=scan,
        encode=lambda report: json.dumps(scan_document(report), ensure_ascii=False, allow_nan=False),
        one_at_a_time=storage.one_at_a_time,
        walks=storage.walks if settings.backfill else None,
        watching=Watching.of(settings.watch),
    )


def remembered_past(hub: HubModels, storage: Storage, clock: Clock) -> Past:
    """The Hub's history, of which nothing is asked for twice but the list of commits."""
    return Past(open=lambda key: RememberedHistory(hub.history(key), storage.past, key, clock=clock))


def open_storage(settings: Settings, environment: Mapping[str, str]) -> Storage:
    """Open and migrate the database; the folder of the default one is made. Raises OperatorError."""
    database = open_database(settings.database or _made(default_database(environment)))
    migrate(database)
    inbox = SqlInbox(database)
    return Storage(
        casebook=SqlCasebook(database),
        catalog=SqlCatalog(database),
        inbox=inbox,
        walks=SqlWalks(database),
        engine=lambda jobs, clock: DurableEngine(
            jobs,
            database,
            inbox=inbox,
            clock=clock,
            executor_id=settings.executor or executor_id(),
            workers=settings.workers,
            backfills=settings.backfill,
        ),
        past=SqlPast(database),
        one_at_a_time=OneAtATime(database.url, "writes"),
        close=database.dispose,
    )


def _version() -> str:
    return importlib.metadata.version("hubnotice")


def executor_id() -> str:
    """This machine's name, where nobody names the process: the same after a restart, so that it finds its own work again."""
    return socket.gethostname()


def _made(path: Path) -> Path:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(
            f"{path.parent}: cannot be made: {error.strerror}; name another place with --database"
        ) from error
    return path
