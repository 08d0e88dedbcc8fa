# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What scanning one model needs of the application, and nothing else.

It opens the database for the catalog and for what is remembered of the Hub's history. A hook pays for the start before every commit, so
desk, alerts and daemon stay out of it (``benchmarks/results/offline_hook.json``). `bot.bootstrap` builds the rest on the same parts.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.adapters.documents.writers import pdf_writer
from bot.adapters.hub.addresses import is_repo_name
from bot.adapters.hub.models import HubModels
from bot.adapters.remembered import RememberedHistory
from bot.adapters.rule_files import parse
from bot.adapters.rulebook import load_rulebook, load_templates
from bot.adapters.storage.catalog import SqlCatalog
from bot.adapters.storage.opening import opened_database
from bot.adapters.storage.past import SqlPast
from bot.adapters.targets import TargetSources
from bot.comparing import Comparer, budget_of, connect
from bot.model.baselines import Weighed
from bot.model.costs import Budget
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.reports import ScanReport
from bot.pipeline import scan as scanning
from bot.pipeline.cataloguing import catalogued
from bot.pipeline.history import Past
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.hub import ModelHub
from bot.ports.progress import Progress
from bot.render.documents import Document
from bot.settings import Settings, default_database

if TYPE_CHECKING:
    from bot.render.report import ReportWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner(Comparer):
    """Scans what a person names, and writes the report. Close it at the end."""

    catalog: Catalog
    hub_url: str
    templates_folder: Path | None = None
    """The operator's own templates."""
    past: Past | None
    """How the history of a repository is read; ``None`` while offline."""
    hub: ModelHub | None = None
    """``None`` while offline."""

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

    def add_declared(self, target: str, progress: Progress) -> tuple[str, ...]:
        """Take into the catalog the base models that a card names and that are not known; what could not be taken in, a line each.

        Only names of repositories are followed, never paths. Raises as `scan` does where the target itself cannot be opened.
        """
        problems = []
        for base in self.sources.open(target).snapshot.declared.base_models:
            if not is_repo_name(base) or self.hub is None or self.catalog.newest(base) is not None:
                continue
            try:
                catalogued(self.hub.open(base, None), catalog=self.catalog, rulebook=self.rulebook, progress=progress)
            except (RemoteError, InputError, BudgetSpent) as error:
                problems.append(f"{base}: named as base model, and could not be looked at: {error}")
        return tuple(problems)

    def html(self, report: ScanReport) -> str:
        """A report as one page. Raises RulesError where a template cannot be used."""
        return self._report_writer().page(report, self._titles())

    def pdf(self, report: ScanReport) -> bytes:
        """A report as a tagged PDF; takes seconds. Raises OperatorError where the library for it is not installed, RulesError as `html`."""
        write = pdf_writer()
        return write(self._report_writer().print_page(report, self._titles()))

    def sarif(self, report: ScanReport, weighed: Weighed | None = None, *, folder: str = "") -> Document:
        """A report for the code scanning of forges, beside a baseline; ``folder`` is where a local folder lies in a checkout."""
        # Imported here, because a scan in another form starts without it; so does the writer of pages below, which brings jinja2.
        from bot.render.sarif import RuleWords, sarif_document  # noqa: PLC0415

        rules = [RuleWords(id=rule.id, title=rule.title, severity=rule.severity) for rule in self.rulebook.policies]
        hub_url, release = self.hub_url.rstrip("/"), importlib.metadata.version("hubnotice")
        return sarif_document(report, rules, version=release, hub_url=hub_url, weighed=weighed, folder=folder)

    def _report_writer(self) -> ReportWriter:
        from bot.render.report import ReportWriter  # noqa: PLC0415

        return ReportWriter(load_templates(self.templates_folder), version=importlib.metadata.version("hubnotice"))

    def _titles(self) -> Mapping[str, str]:
        return {rule.id: rule.title for rule in self.rulebook.policies}


def build_scanner(settings: Settings, *, environment: Mapping[str, str], offline: bool = False) -> Scanner:
    """What scans by these settings. Raises OperatorError where rules or database cannot be used; asks the Hub nothing yet."""
    rulebook = load_rulebook(settings.rules_folder)
    connection = connect(settings)
    database = opened_database(settings.database, default_database(environment))
    clock = SystemClock()
    hub = None if offline else HubModels(connection)
    return Scanner(
        sources=TargetSources(hub),
        hub=hub,
        past=None if hub is None else remembered_past(hub, SqlPast(database), clock),
        catalog=SqlCatalog(database),
        rulebook=rulebook,
        clock=clock,
        budget=budget_of(settings),
        hub_url=settings.hub_url,
        templates_folder=settings.templates_folder,
        closers=(connection.close, database.dispose),
    )


def remembered_past(hub: HubModels, past: SqlPast, clock: Clock) -> Past:
    """The Hub's history, of which nothing is asked for twice but the list of commits."""
    return Past(open=lambda key: RememberedHistory(hub.history(key), past, key, clock=clock))
