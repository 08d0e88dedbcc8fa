# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The desk in a real Chromium. Skipped where none is installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.furnished import Furnished, furnish
from tests.browser.office import Office, office
from tests.browser.walk import FLAGS
from tests.web.conftest import Web

Windows = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with each module: as long as it is there its event loop runs, and the durable engine of other tests refuses to share."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here; `make services` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
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
    with window(chromium, web.address) as opened:
        yield opened


@contextmanager
def window(
    chromium: Browser,
    address: str,
    *also: str,
    refuses: int = 0,
    **options: Any,  # noqa: ANN401 - Playwright's
) -> Iterator[Page]:
    """One in which our pages complain of nothing and ask nobody else than ``also``. A page with status ``refuses`` is no complaint."""
    options.setdefault("viewport", {"width": 1280, "height": 800})
    context = chromium.new_context(base_url=address, **options)
    complaints: list[str] = []
    opened = context.new_page()
    expected = f"Failed to load resource: the server responded with a status of {refuses} "

    def hear(message: ConsoleMessage) -> None:
        where = message.location["url"]
        if message.type == "error" and not where.startswith(also or "-") and not message.text.startswith(expected):
            complaints.append(f"{where}: {message.text}")

    opened.on("console", hear)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    hosts = {urlsplit(each).netloc for each in (address, *also)}
    elsewhere: list[str] = []
    opened.on(
        "request", lambda request: elsewhere.append(request.url) if urlsplit(request.url).netloc not in hosts else None
    )
    yield opened
    context.close()
    assert complaints == []
    assert elsewhere == []


@pytest.fixture(scope="module")
def place(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One installation for all that people do in a module; each test has repositories of its own."""
    del chromium  # Where there is none, nothing has to be installed either.
    with office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.fixture(scope="module")
def furnished(place: Office) -> Furnished:
    return furnish(place)
