# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``GET /about``: what this desk is, and what it means to be listed here."""

from __future__ import annotations

from fastapi import Request, Response

from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from bot.web.site.texts import phrase

PATH = "/about"


class AboutPage:
    """The same for everybody."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add_to(self, routes: Routes) -> None:
        """Answer at `PATH`."""
        routes.get(PATH, self.show, needs=PUBLIC, menu=phrase("About"))

    def show(self, request: Request) -> Response:
        """The page."""
        return self._site.page(request, "about.html.j2")
