# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every page of the table of routes in a browser: nobody is kept out, nothing is wide, nothing comes from elsewhere, the policy holds.

Pages are looked at as somebody who may see all of it, full and with nothing installed yet.
"""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bot.web.site.headers import POLICY
from tests.browser.conftest import window
from tests.browser.furnished import Furnished
from tests.browser.office import AUDITOR, office
from tests.browser.walk import addresses, without_values

pytestmark = pytest.mark.browser

LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))
"""Each width and each scheme once: colours do not depend on the width, nor the layout on the colours."""
NOT_THERE = ("/nowhere", "/repo/gpt2", "-that-is-not-there")


def judged(page: Page, address: str) -> list[str]:
    """What is wrong with one page, wide and narrow, by day and by night; empty where nothing is."""
    answer = page.goto(address)
    assert answer is not None
    wanted = 404 if address.endswith(NOT_THERE) else 200
    wrong = [] if answer.status == wanted else [f"{address}: {answer.status}"]
    if not answer.headers["content-security-policy"].startswith(POLICY.partition("form-action")[0]):
        wrong.append(f"{address}: another policy")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        wrong += [f"{address} {width} {scheme}: {each['id']}: {each['nodes'][0]['html']}" for each in found]
        is_wide = page.evaluate("document.scrollingElement.scrollWidth")
        if is_wide > width:
            wrong.append(f"{address}: {is_wide} wide")
    return wrong


def test_no_page_is_wide_or_keeps_anybody_out(chromium: Browser, furnished: Furnished) -> None:
    with window(chromium, furnished.office.address, refuses=404) as page:
        furnished.everybody(page.context)
        assert [each for address in addresses(furnished) for each in judged(page, address)] == []


def test_nor_does_any_page_of_a_desk_on_which_nothing_happened_yet(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with office(tmp_path_factory.mktemp("empty"), accounts=False) as empty:
        with window(chromium, empty.address) as page:
            wrong = [each for address in ("/", "/login") for each in judged(page, address)]
            empty.sign_in(page.context, AUDITOR, "lab-said")
            wrong += [each for address in without_values() for each in judged(page, address)]
        assert wrong == []
