# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The one place that builds everything: the only module that knows which adapter is behind which port."""

from __future__ import annotations

import importlib.metadata
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.adapters.cards import declared, front_matter
from bot.adapters.clock import SystemClock
from bot.adapters.documents.writers import bill_writer
from bot.adapters.folder_changes import FolderTexts
from bot.adapters.github.options import GitHubOptions
from bot.adapters.github.tracker import GitHubTracker
from bot.adapters.hub.forum import HubForum
from bot.adapters.hub.models import HubModels
from bot.adapters.hub.pull_requests import HubPullRequests
from bot.adapters.kill_switch import KillSwitch
from bot.adapters.lines import Lines, daemon_lines
from bot.adapters.remembered import RememberedHistory
from bot.adapters.rule_files import parse
from bot.adapters.rulebook import load_rulebook, load_templates
from bot.adapters.silence import NoAccount
from bot.adapters.storage.backup import Backup, back_up
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.inbox import SqlInbox
from bot.adapters.storage.log import BrokenRow
from bot.adapters.storage.past import SqlPast
from bot.adapters.storage.schema import migrate
from bot.adapters.storage.walks import SqlWalks
from bot.adapters.tally import ProcessTally
from bot.adapters.targets import TargetSources
from bot.adapters.work.book import SqlJobBook
from bot.adapters.work.doorbell import Doorbell
from bot.adapters.work.engine import DurableEngine
from bot.adapters.work.lock import OneAtATime
from bot.adapters.work.schedule import PollSchedule
from bot.comparing import Comparer, budget_of, connect, options_of
from bot.model.bill import Bill
from bot.model.costs import Budget
from bot.model.errors import InputError, NotFound, OperatorError, SettingsError
from bot.model.fingerprints import Fingerprint
from bot.model.fixes import Fix
from bot.model.reports import ScanReport
from bot.model.status import ProcessCounts
from bot.model.timeline import Timeline
from bot.pipeline import scan as scanning
from bot.pipeline.bills.build import Naming, bill_of
from bot.pipeline.cataloguing import catalogued
from bot.pipeline.decide import writes_anything
from bot.pipeline.fixing.fix import Fixer
from bot.pipeline.fixing.manners import reason_against
from bot.pipeline.history import Past, timeline_of
from bot.pipeline.jobs import Daemon
from bot.pipeline.listening.offers import Offers
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.status import StatusOfAll
from bot.pipeline.trackers.dashboard import Dashboard
from bot.pipeline.trackers.ensure import Ensured
from bot.pipeline.wording import Wording
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
from bot.ports.status import JobBook, StatusReader
from bot.ports.tally import Tally
from bot.ports.tracker import Tracker
from bot.ports.walks import Walks
from bot.ports.work import Jobs, Schedule, Wake, WorkEngine
from bot.render.dashboards import DashboardWriter
from bot.render.documents import Document, scan_document
from bot.render.fixes import TITLE, pull_request_body
from bot.render.posts import Post, PostWriter
from bot.render.replies import ReplyWriter
from bot.render.report import ReportWriter
from bot.render.sarif import RuleWords, sarif_document
from bot.render.withdrawals import WithdrawalWriter
from bot.settings import Settings, default_database, is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What those who watch over the bot ask for, and where they say that something changed."""

    status: StatusReader
    counts: Callable[[], ProcessCounts]
    """What this process did so far."""
    wake: Wake
    """Wakes the engines of other processes on the same database; an engine of this process is woken directly."""


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
    operations: Operations
    templates_folder: Path | None = None
    """The operator's own templates."""

    pull_requests: PullRequests | None = None
    """``None`` where the bot has no account, or nobody signs for it."""
    contact: str = ""
    desk: Desk
    """Where people rule on cases."""
    tracker: Tracker | None = None
    """Issues on GitHub; ``None`` where the bot has no account there."""
    dashboard_repo: str = ""
    """Repository whose owner asked for a dashboard; empty where none did."""
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

    def offer_fix(self, repo: str) -> Delivered:
        """Plan a fix of a repository's newest commit and propose it, or say why not. Raises as both do."""
        return self.propose_fix(self.plan_fix(repo, Silence()))

    def take_back_offer(self, repo: str) -> None:
        """Close our pull request in a repository, where it is open."""
        if self.pull_requests is not None:
            self.pull_requests.close(repo)

    def dashboard_text(self) -> Post:
        """The dashboard as it would be written now; where no repository is set, as one that everybody can read would get it.

        Raises RemoteError where that repository cannot be asked about.
        """
        if self.tracker is None or not self.dashboard_repo:
            return self._dashboard_writer().dashboard(self.casebook.cases(), is_public=True)
        return self._dashboard(self.tracker).text()

    def write_dashboard(self) -> Ensured:
        """Keep the dashboard in its issue. Raises SettingsError where no repository or no account is set, RemoteError."""
        if self.tracker is None or not self.dashboard_repo:
            raise SettingsError(
                "a dashboard needs a repository and an account there: set HUBNOTICE_GITHUB_DASHBOARD and HUBNOTICE_GITHUB_TOKEN first"
            )
        return self._dashboard(self.tracker).ensure()

    def _dashboard(self, tracker: Tracker) -> Dashboard:
        writer = self._dashboard_writer()
        return Dashboard(tracker=tracker, repo=self.dashboard_repo, casebook=self.casebook, writer=writer)

    def _dashboard_writer(self) -> DashboardWriter:
        templates = load_templates(self.templates_folder)
        return DashboardWriter(templates, hub_url=self.hub_url, contact=self.contact)

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
    verify_log: Callable[[], BrokenRow | None]
    """The first decision or receipt that is not as it was written."""
    jobs: JobBook
    wake: Doorbell
    inbox: Inbox
    walks: Walks
    engine: Callable[[Jobs, Clock], WorkEngine]
    """An engine that keeps its work in the same database; not yet started."""
    past: SqlPast
    lines: Callable[[Clock], Lines]
    """Connections of a daemon, which share turns and bytes with every process on this database."""
    one_at_a_time: AbstractContextManager[object]
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
    lines: list[Lines] = []
    tally = ProcessTally(lambda: sum((each.cost for each in lines), connection.cost))

    signs = settings.token is not None and bool(settings.contact) and not offline
    github = None if offline else connect_github(settings)

    def daemon() -> WorkEngine:
        check_signature(settings, preset)
        lines.append(storage.lines(clock))
        jobs = daemon_jobs(
            settings,
            lines[-1],
            storage,
            rulebook,
            clock,
            tally=tally,
            propose=application.offer_fix,
            retract=application.take_back_offer,
        )
        return storage.engine(jobs, clock)

    def hang_up() -> None:
        for each in lines:
            each.close()

    application = Application(
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
        desk=_desk(settings, storage, rulebook, clock),
        daemon=daemon,
        schedule=lambda engine: PollSchedule(engine.poll, settings.poll_seconds, clock=clock),
        operations=Operations(
            status=StatusOfAll(
                casebook=storage.casebook,
                jobs=storage.jobs,
                preset=preset,
                clock=clock,
                kill_switch=KillSwitch(is_on=settings.posting, file=settings.stop_file),
            ),
            counts=tally.counts,
            wake=storage.wake,
        ),
        tracker=github,
        dashboard_repo=settings.github_dashboard,
        closers=(connection.close, hang_up, storage.close, *(() if github is None else (github.disconnect,))),
    )
    return application


def connect_github(settings: Settings) -> GitHubTracker | None:
    """Issues on GitHub; ``None`` without a token for it. Asks nothing yet."""
    if settings.github_token is None:
        return None
    contact = f" ({settings.contact})" if settings.contact else ""
    return GitHubTracker(
        GitHubOptions(
            url=settings.github_url,
            token=settings.github_token.reveal(),
            user_agent=f"hubnotice/{_version()}{contact}",
            timeout_seconds=float(settings.timeout_seconds),
        )
    )


def check_signature(settings: Settings, preset: Preset) -> None:
    """Refuse a preset that writes posts where nobody signs them, and one that waits for nothing anywhere but here. Raises SettingsError."""
    if preset.local_only and not is_loopback(settings.hub_url):
        raise SettingsError(f"preset {preset.id} is for a Hub on this machine, and HF_ENDPOINT is {settings.hub_url}")
    if writes_anything(preset) and (settings.token is None or not settings.contact):
        raise SettingsError(f"preset {preset.id} writes posts: set HUBNOTICE_TOKEN and HUBNOTICE_CONTACT first")


def _post_writer(settings: Settings, rulebook: Rulebook) -> PostWriter:
    return PostWriter(
        load_templates(settings.templates_folder),
        hub_url=settings.hub_url,
        contact=settings.contact,
        license_names=rulebook.license_names,
    )


def _desk(settings: Settings, storage: Storage, rulebook: Rulebook, clock: Clock) -> Desk:
    preset = rulebook.preset(settings.preset)
    return Desk(
        casebook=storage.casebook,
        preset=preset,
        wording=Wording(
            casebook=storage.casebook,
            catalog=storage.catalog,
            rulebook=rulebook,
            preset=preset,
            writer=_post_writer(settings, rulebook),
        ),
        withdrawals=WithdrawalWriter(
            load_templates(settings.templates_folder), hub_url=settings.hub_url, contact=settings.contact
        ),
        clock=clock,
        one_at_a_time=storage.one_at_a_time,
    )


def daemon_jobs(  # noqa: PLR0913 - named where it is called
    settings: Settings,
    lines: Lines,
    storage: Storage,
    rulebook: Rulebook,
    clock: Clock,
    *,
    tally: Tally | None = None,
    propose: Callable[[str], Delivered] | None = None,
    retract: Callable[[str], None] | None = None,
) -> Jobs:
    """The daemon's work. Without a token it has no account, so there is nothing to look for and nothing to write."""
    scanned = HubModels(lines.scans)
    budget = budget_of(settings)
    past = remembered_past(scanned, storage, clock)

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

    replies = ReplyWriter(load_templates(settings.templates_folder), hub_url=settings.hub_url, contact=settings.contact)
    return Daemon(
        hub=HubModels(lines.urgent),
        scanned=scanned,
        daily_bytes=lines.daily_bytes,
        forum=NoAccount() if settings.token is None else HubForum(lines.urgent),
        catalog=storage.catalog,
        casebook=storage.casebook,
        inbox=storage.inbox,
        rulebook=rulebook,
        preset=rulebook.preset(settings.preset),
        writer=_post_writer(settings, rulebook),
        clock=clock,
        scan=scan,
        encode=lambda report: json.dumps(scan_document(report), ensure_ascii=False, allow_nan=False),
        one_at_a_time=storage.one_at_a_time,
        kill_switch=KillSwitch(is_on=settings.posting, file=settings.stop_file),
        replies=replies,
        offers=Offers(
            casebook=storage.casebook,
            clock=clock,
            replies=replies,
            one_at_a_time=storage.one_at_a_time,
            propose=propose,
            retract=retract,
        ),
        tally=tally,
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
    casebook, inbox = SqlCasebook(database), SqlInbox(database)
    wake = Doorbell(database.url, inbox=inbox, known=casebook.known)

    def close() -> None:
        wake.close()
        database.dispose()

    return Storage(
        casebook=casebook,
        verify_log=casebook.verify_log,
        catalog=SqlCatalog(database),
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
            backfills=settings.backfill,
        ),
        past=SqlPast(database),
        lines=lambda clock: daemon_lines(
            options_of(settings), database, clock=clock, bytes_per_day=settings.bytes_per_day
        ),
        one_at_a_time=OneAtATime(database.url, "writes"),
        close=close,
    )


def back_up_database(settings: Settings, environment: Mapping[str, str], file: Path) -> Backup:
    """Copy the database as it is, of whatever release; it is neither opened for work nor migrated. Raises OperatorError."""
    return back_up(settings.database or default_database(environment), file)


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
