# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``/badge/ORG/NAME.svg``: a badge for a repository's page, and the same for Shields."""

from __future__ import annotations

import json
import re

from fastapi import Request, Response

from bot.ports.questions import Questions
from bot.render.badges import Badge, badge_of, shields, svg
from bot.web.conditional import conditional
from bot.web.site.routes import PUBLIC, Routes

_REPO = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}/[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}", re.ASCII)
SECONDS = 3600
_FOR_ALL = {
    "Cache-Control": f"public, max-age={SECONDS}, stale-while-revalidate=86400",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class Badges:
    """Every name has a badge: a picture that is not there would say something, too."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def add_to(self, routes: Routes) -> None:
        """Answer both."""
        routes.get("/badge/{org}/{name}.svg", self.picture, needs=PUBLIC)
        routes.get("/badge/{org}/{name}.json", self.endpoint, needs=PUBLIC)

    def picture(self, request: Request) -> Response:
        """For an ``img``."""
        return conditional(request, svg(self._badge(request)).encode(), "image/svg+xml", headers=_FOR_ALL)

    def endpoint(self, request: Request) -> Response:
        """For ``https://img.shields.io/endpoint?url=...``."""
        document = shields(self._badge(request), seconds=SECONDS)
        return conditional(request, json.dumps(document).encode(), "application/json", headers=_FOR_ALL)

    def _badge(self, request: Request) -> Badge:
        repo = f"{request.path_params['org']}/{request.path_params['name']}"
        if not _REPO.fullmatch(repo):
            return Badge.NOT_CHECKED
        return badge_of(self._questions.repo(repo, public_only=True))
