# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every page that the table of routes knows, with sample values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.web.site.routes import Route
from tests.browser.furnished import Furnished
from tests.web.api.conftest import Programs

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NOT_PAGES = re.compile(r"\.(atom|csv|jsonl|json|svg|\{form\})$|^/login/callback$")
"""What programs read, and where another site sends people back to."""
_MORE = ("/?show=outbox", "/cases?state=posted", "/cases?q=nothing-is-called-this", "/nowhere")
"""Pages that look another way with what stands behind the question mark, and one that is not there."""


def addresses(town: Furnished) -> list[str]:
    """Each page of the table once. Raises KeyError for a page that nobody gave sample values, so that none is left out."""
    samples = _samples(town)
    paths = sorted({route.path for route in _pages()})
    return [samples[path] if "{" in path else path for path in paths] + [*_MORE, f"{samples[_REPO]}-that-is-not-there"]


def _pages() -> Iterator[Route]:
    table: tuple[Route, ...] = Programs().app().state.routes.table
    for route in table:
        if route.method == "GET" and not route.is_for_programs and not _NOT_PAGES.search(route.path):
            yield route


_REPO = "/repo/{owner}/{name}"


def _samples(town: Furnished) -> dict[str, str]:
    case, repo = town.case.name, town.case.repo
    return {
        "/case/{name}": f"/case/{case}",
        "/case/{name}/decide": f"/case/{case}/decide",
        "/org/{owner}": f"/org/{town.case.owner}",
        _REPO: f"/repo/{repo}",
        "/repo/{name}": "/repo/gpt2",
        "/upstream/{repo:path}": f"/upstream/{town.case.upstreams[0]}",
        "/rules/{id}": f"/rules/{town.case.findings[0].rule}",
        "/licenses/{id}": "/licenses/mit",
        "/alerts/deliveries/{delivery}": f"/alerts/deliveries/{town.delivery}",
        "/alerts/confirm/{word}": town.confirm,
        "/unsubscribe/{word}": town.leave,
    }


def without_values() -> list[str]:
    """Each page whose address is the same on every desk, and an owner's who never was asked anything."""
    return [*sorted({route.path for route in _pages() if "{" not in route.path}), "/org/lab-said"]
