# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pages of the desk are made of, and the list of all pages: the one place that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from bot.ports.clock import Clock
from bot.web.about import AboutPage
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
    recognise: Callable[[Request], Known | None] = lambda _: None
    """Whose session a request belongs to. Until people can sign in, nobody's."""


def site_of(parts: DeskParts) -> Site:
    """What the pages stand on."""
    visitors = Visitors(parts.recognise, is_https=parts.public_url.startswith("https://"))
    return Site(
        parts.templates, visitors=visitors, clock=parts.clock, public_url=parts.public_url, contact=parts.contact
    )


def pages(site: Site, parts: DeskParts) -> tuple[Page, ...]:
    """Every page, in the order of the bar."""
    del parts
    return (AboutPage(site),)
