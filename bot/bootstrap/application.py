# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a command can ask for, whichever adapters are behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.adapters.cards import declared, front_matter
from bot.adapters.documents.writers import bill_writer
from bot.adapters.folder_changes import FolderTexts
from bot.adapters.rule_files import parse
from bot.adapters.rulebook import load_templates
from bot.bootstrap.alerts import Alerts
from bot.bootstrap.people import SigningIn
from bot.bootstrap.release import version
from bot.model.bill import Bill
from bot.model.errors import InputError, NotAllowed, NotFound, SettingsError
from bot.model.fingerprints import Fingerprint
from bot.model.fixes import Fix
from bot.model.reports import ScanReport
from bot.model.status import ProcessCounts
from bot.model.timeline import Timeline
from bot.pipeline import scan as scanning
from bot.pipeline.bills.build import Naming, bill_of
from bot.pipeline.cataloguing import catalogued
from bot.pipeline.fixing.fix import Fixer
from bot.pipeline.fixing.manners import reason_against
from bot.pipeline.history import timeline_of
from bot.pipeline.listening.clicks import OwnersDesk
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.trackers.cards import link_of
from bot.pipeline.trackers.dashboard import Dashboard
from bot.pipeline.trackers.ensure import Ensured
from bot.policy.presets import Preset
from bot.ports.audit import Audit
from bot.ports.budgets import Quotas
from bot.ports.casebook import Casebook
from bot.ports.changes import Delivered, Proposal, PullRequests
from bot.ports.conversations import Conversations
from bot.ports.coverage import CoverageBook
from bot.ports.documents import DocumentForm
from bot.ports.handling import Handling
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress, Silence
from bot.ports.questions import Questions
from bot.ports.records import RuleRecords
from bot.ports.service import Attempts
from bot.ports.status import StatusReader
from bot.ports.tracker import Tracker
from bot.ports.work import Schedule, Wake, WorkEngine
from bot.render.dashboards import DashboardWriter
from bot.render.fixes import TITLE, pull_request_body
from bot.render.posts import Post
from bot.scanning import Scanner


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What those who watch over the bot ask for, and where they say that something changed."""

    status: StatusReader
    counts: Callable[[], ProcessCounts]
    """What this process did so far."""
    wake: Wake
    """Wakes the engines of other processes on the same database; an engine of this process is woken directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """What the pages of the desk ask about everything at once."""

    questions: Questions
    coverage: CoverageBook
    audit: Audit
    records: RuleRecords
    quotas: Quotas
    kill_switch: Callable[[], str | None]
    """Why nothing is written, or nothing where it is not pulled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What programs read and repeat over the API."""

    questions: Questions
    conversations: Conversations
    attempts: Attempts


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Scanner):
    """Everything that a command can ask for, built and connected. Close it at the end."""

    casebook: Casebook
    preset: Preset
    daemon: Callable[[], WorkEngine]
    """The engine that does the daemon's work, not yet started. Raises SettingsError where nobody signs the
    preset's posts, RemoteError where the bot's account cannot be asked for."""
    schedule: Callable[[WorkEngine], Schedule]
    """What polls an engine at the times that the settings say."""
    operations: Operations
    oversight: Oversight
    signing_in: SigningIn
    programs: Programs
    """What stands behind the API, feeds and badges."""
    pull_requests: PullRequests | None = None
    """``None`` where the bot has no account, or nobody signs for it."""
    contact: str = ""
    desk: Desk
    """Where people rule on cases."""
    questions: Questions
    handling: Handling
    owners: Callable[[Callable[[str], None]], OwnersDesk]
    """Where owners answer; the argument tells whoever listens that something was said about a repository."""
    alerts: Alerts | None = None
    """Who is told of what, and how; ``None`` where nothing of it is kept."""
    tracker: Tracker | None = None
    """Issues on GitHub; ``None`` where the bot has no account there."""
    dashboard_repo: str = ""
    """Repository whose owner asked for a dashboard; empty where none did."""

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
        creator = f"hubnotice-{version()}"
        naming = Naming(creator=creator, published_as=published_as, created=created)
        return bill_of(source.snapshot, report, terms, self.rulebook, naming)

    def document(self, bill: Bill, form: DocumentForm) -> str:
        """A bill in one format. Raises OperatorError where the library for it is not installed."""
        return bill_writer(form)(bill)

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

    def check_issues(self) -> None:
        """Raises SettingsError where no issue can be written, and none looked for."""
        if self.tracker is None:
            raise SettingsError("an issue needs an account on GitHub: set HUBNOTICE_GITHUB_TOKEN first")

    def issue_repo(self, report: ScanReport) -> str:
        """The one repository on GitHub that a scanned model's card clearly links to.

        Raises NotAllowed with the reason where there is none, NotFound while offline, RemoteError where the card cannot be read.
        """
        if self.hub is None:
            raise NotFound(f"{report.subject.repo}: its card is not read while offline")
        link = link_of(report, self.hub, front_matter)
        if link.repo is None:
            raise NotAllowed(f"{report.subject.repo}: no repository for an issue: {link.reason}")
        return link.repo

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
