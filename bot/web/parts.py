# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pages of the desk are made of, and the list of all pages: the one place that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Protocol

from fastapi import Request

from bot.pipeline.alerting.subscribing import Subscribing
from bot.pipeline.case_files import CaseFiles
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.ruling.desk import Desk
from bot.pipeline.service_tokens import Tokens
from bot.pipeline.sessions import Sessions
from bot.policy.rulebook import Rulebook
from bot.ports.audit import ReadLog
from bot.ports.casebook import Casebook
from bot.ports.clock import Clock
from bot.ports.conversations import Conversations
from bot.ports.people import SignInElsewhere
from bot.ports.questions import Questions
from bot.ports.service import Attempts
from bot.ports.status import StatusReader
from bot.web.about import AboutPage
from bot.web.api.api import Api
from bot.web.api.callers import Callers
from bot.web.api.gate import Gate
from bot.web.api.reading import Reading
from bot.web.api.ruling import RulingOnCases
from bot.web.desk.alert_links import AlertLinks
from bot.web.desk.alerts import AlertsPage
from bot.web.desk.around import AroundParts, around_pages
from bot.web.desk.bulk import BulkForms
from bot.web.desk.case import CasePage
from bot.web.desk.case_parts import CaseParts
from bot.web.desk.cases import CasesPage
from bot.web.desk.decide import DecidePage
from bot.web.desk.owner import OwnerPage
from bot.web.desk.queue import QueuePage
from bot.web.desk.queue_parts import QueueParts
from bot.web.desk.repository import RepositoryPage
from bot.web.feeds.atom import AtomFeeds
from bot.web.feeds.badges import Badges
from bot.web.feeds.exports import Exports
from bot.web.sign_in.cookies import Cookies
from bot.web.sign_in.pages import SignInPages
from bot.web.site.routes import Routes
from bot.web.site.site import Site
from bot.web.site.texts import Texts
from bot.web.site.visitors import Known, Visitors


class Page(Protocol):
    """One or more addresses that belong together."""

    def add_to(self, routes: Routes) -> None:
        """Add each of them, with what it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """The ports behind the pages."""

    templates: Mapping[str, str]
    """Every template by its name."""
    clock: Clock
    public_url: str = ""
    """Where people reach the desk, without a path; empty where only this machine does."""
    contact: str = ""
    languages: Mapping[str, NullTranslations] = field(default_factory=dict)
    """Catalogues of the languages beside English; a language without one is English."""
    reads: ReadLog | None = None
    """Where it is noted who looks at what is not public; ``None`` where nobody keeps it."""
    around: AroundParts | None = None
    """What the pages around the queue ask; without it there are none."""
    sessions: Sessions
    accounts: LocalAccounts
    alerts: Subscribing | None = None
    """What people do about their alerts; ``None`` where none are kept."""
    elsewhere: SignInElsewhere | None = None
    """The Hub that people sign in with; ``None`` where it was not set up."""
    public: PublicParts | None = None
    """What stands behind the API, feeds and badges; ``None`` where there are none."""
    queue: QueueParts | None = None
    """What the queue and the list of cases need; without it there are none."""

    cases: CaseParts
    """What the pages around one case need."""

    @property
    def cookies(self) -> Cookies:
        """Kept to https where people reach the desk over it."""
        return Cookies(is_https=self.public_url.startswith("https://"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicParts:
    """The ports behind what programs read."""

    questions: Questions
    casebook: Casebook
    conversations: Conversations
    rulebook: Rulebook
    status: StatusReader
    desk: Desk
    tokens: Tokens
    attempts: Attempts
    version: str


def site_of(parts: DeskParts) -> Site:
    """What the pages stand on."""
    cookies = parts.cookies

    def known(request: Request) -> Known | None:
        found = cookies.session(request)
        person = parts.sessions.person(found) if found else None
        return None if person is None else Known(person, found)

    visitors = Visitors(known, is_https=parts.public_url.startswith("https://"))
    return Site(
        parts.templates,
        visitors=visitors,
        clock=parts.clock,
        public_url=parts.public_url,
        contact=parts.contact,
        languages={code: Texts(code, catalogue) for code, catalogue in parts.languages.items()},
        reads=parts.reads,
    )


def pages(site: Site, parts: DeskParts) -> tuple[Page, ...]:
    """Every page, in the order of the bar."""
    told = () if parts.alerts is None else (AlertsPage(site, parts.alerts), AlertLinks(site, parts.alerts))
    around = () if parts.around is None else around_pages(site, parts.around)
    queue = parts.queue
    lists = (QueuePage(site, queue), CasesPage(site, queue), BulkForms(site, queue)) if queue else ()
    return (
        *lists,
        CasePage(site, parts.cases),
        DecidePage(site, parts.cases),
        OwnerPage(site, parts.cases),
        RepositoryPage(site, parts.cases),
        *around,
        AboutPage(site),
        *told,
        SignInPages(site, parts.cookies, parts.sessions, parts.accounts, parts.elsewhere),
        *_for_programs(site, parts),
    )


def _for_programs(site: Site, parts: DeskParts) -> tuple[Page, ...]:
    if parts.public is None:
        return ()
    behind = parts.public
    files = CaseFiles(questions=behind.questions, casebook=behind.casebook, conversations=behind.conversations)
    reading = Reading(questions=behind.questions, files=files, rulebook=behind.rulebook, status=behind.status)
    ruling = RulingOnCases(desk=behind.desk, files=files, attempts=behind.attempts, clock=parts.clock)
    gate = Gate(Callers(behind.tokens), public_url=site.public_url, note=site.note_as)
    return (
        Api(site, gate, (*reading.handlers, *ruling.handlers), version=behind.version),
        AtomFeeds(site, questions=behind.questions, files=files, rulebook=behind.rulebook),
        Badges(behind.questions),
        Exports(site, files=files, templates=parts.templates),
    )
