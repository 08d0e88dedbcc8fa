# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The desk in a real Chromium. Skipped where none is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.conftest import Web


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with each module: as long as it is there its event loop runs, and the durable engine of other tests refuses to share."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here; `make services` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    with made.served():
        yield made


@pytest.fixture
def page(chromium: Browser, web: Web) -> Iterator[Page]:
    """A window 1280 wide; what it complains about fails the test."""
    context = chromium.new_context(base_url=web.address, viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
