# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pages of the desk are made of, and the list of all pages: the one place that names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from bot.pipeline.alerting.subscribing import Subscribing
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.sessions import Sessions
from bot.ports.clock import Clock
from bot.ports.people import SignInElsewhere
from bot.web.about import AboutPage
from bot.web.desk.alert_links import AlertLinks
from bot.web.desk.alerts import AlertsPage
from bot.web.sign_in.cookies import Cookies
from bot.web.sign_in.pages import SignInPages
from bot.web.site.routes import Routes
from bot.web.site.site import Site
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
    sessions: Sessions
    accounts: LocalAccounts
    alerts: Subscribing | None = None
    """What people do about their alerts; ``None`` where none are kept."""
    elsewhere: SignInElsewhere | None = None
    """The Hub that people sign in with; ``None`` where it was not set up."""

    @property
    def cookies(self) -> Cookies:
        """Kept to https where people reach the desk over it."""
        return Cookies(is_https=self.public_url.startswith("https://"))


def site_of(parts: DeskParts) -> Site:
    """What the pages stand on."""
    cookies = parts.cookies

    def known(request: Request) -> Known | None:
        found = cookies.session(request)
        person = parts.sessions.person(found) if found else None
        return None if person is None else Known(person, found)

    visitors = Visitors(known, is_https=parts.public_url.startswith("https://"))
    return Site(
        parts.templates, visitors=visitors, clock=parts.clock, public_url=parts.public_url, contact=parts.contact
    )


def pages(site: Site, parts: DeskParts) -> tuple[Page, ...]:
    """Every page, in the order of the bar."""
    told = () if parts.alerts is None else (AlertsPage(site, parts.alerts), AlertLinks(site, parts.alerts))
    return (
        AboutPage(site),
        *told,
        SignInPages(site, parts.cookies, parts.sessions, parts.accounts, parts.elsewhere),
    )
