# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pages around the queue and the cases, and the ports behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.pipeline.ruling.desk import Desk
from bot.policy.presets import Preset
from bot.policy.rulebook import Rulebook
from bot.ports.audit import Audit
from bot.ports.budgets import Quotas
from bot.ports.casebook import Casebook
from bot.ports.catalog import Catalog
from bot.ports.coverage import CoverageBook
from bot.ports.questions import Questions
from bot.ports.records import RuleRecords
from bot.ports.status import StatusReader
from bot.web.desk.audit import AuditPage
from bot.web.desk.corrections import CorrectionsPage
from bot.web.desk.coverage import CoveragePage
from bot.web.desk.graph import GraphPage
from bot.web.desk.licenses import LicensesPage
from bot.web.desk.opt_outs import OptOutsPage
from bot.web.desk.rules import RulesPage
from bot.web.desk.status import StatusPage
from bot.web.desk.upstreams import UpstreamsPage
from bot.web.site.routes import Routes
from bot.web.site.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundParts:
    """What these pages ask."""

    questions: Questions
    casebook: Casebook
    catalog: Catalog
    coverage: CoverageBook
    audit: Audit
    records: RuleRecords
    quotas: Quotas
    status: StatusReader
    rulebook: Rulebook
    preset: Preset
    desk: Desk
    kill_switch: Callable[[], str | None]
    """Why nothing is written, or nothing where it is not pulled."""


class _Page(Protocol):
    def add_to(self, routes: Routes) -> None: ...


def around_pages(site: Site, parts: AroundParts) -> tuple[_Page, ...]:
    """All of them, in the order of the bar."""
    return (
        UpstreamsPage(site, questions=parts.questions, catalog=parts.catalog, desk=parts.desk),
        GraphPage(site, parts.questions),
        CorrectionsPage(site, parts.questions),
        OptOutsPage(site, parts.casebook),
        RulesPage(site, rulebook=parts.rulebook, preset=parts.preset, records=parts.records),
        LicensesPage(site, parts.rulebook),
        CoveragePage(site, coverage=parts.coverage, status=parts.status),
        AuditPage(site, questions=parts.questions, audit=parts.audit),
        StatusPage(
            site,
            status=parts.status,
            questions=parts.questions,
            casebook=parts.casebook,
            quotas=parts.quotas,
            preset=parts.preset,
            desk=parts.desk,
            kill_switch=parts.kill_switch,
        ),
    )
