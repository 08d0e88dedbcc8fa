# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pages around the queue as a browser shows them: in anybody's way nowhere, wide nowhere, in light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bot.model.cases import CaseState
from bot.model.people import Role
from tests.web.desk.around_world import UPSTREAM, Desk
from tests.web.desk.conftest import desk, empty_database

pytestmark = pytest.mark.browser

__all__ = ["desk", "empty_database"]

PAGES = (
    "/upstreams",
    f"/upstream/{UPSTREAM}",
    "/graph",
    "/corrections",
    "/opt-outs",
    "/rules",
    "/rules/notice-file-missing",
    "/licenses",
    "/licenses/apache-2.0",
    "/coverage",
    "/audit",
    "/audit/reads",
    "/status",
    "/about",
)


@pytest.fixture
def full(desk: Desk) -> Desk:
    """With something on every page, for somebody who may see all of it."""
    desk.case("acme/a-rather-long-name-of-a-model-with-700B", CaseState.RESOLVED, met="yes")
    desk.case("acme/asked", CaseState.POSTED)
    desk.case("acme/wrong", CaseState.WITHDRAWN, declared=False)
    desk.case("acme/friend")
    everything = (Role.OWNER, Role.MAINTAINER, Role.AUDITOR, Role.ADMIN)
    desk.sign_in("hf:hana", *everything, organisations={"deepseek-ai": "write"})
    desk.send("/audit/check")
    return desk


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wide_or_in_anybodys_way(
    chromium: Browser, full: Desk, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = chromium.new_context(base_url=full.address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    name, _, value = full.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": full.address}])
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
    assert all(each.startswith(full.address) for each in elsewhere)
    context.close()
