# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A case ruled on with the keyboard alone, and the focus: always there, always seen, also after htmx brought something else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.model.cases import CaseState
from tests.browser.conftest import window
from tests.browser.office import FIRST, SECOND, Office, road

pytestmark = pytest.mark.browser

REPOS = [road("keys"), road("more-keys")]
_SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing has the focus";
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  if (!box.width || !box.height) return `${at.outerHTML.slice(0, 120)} cannot be seen`;
  if (box.left < 0 && !at.matches(".skip")) return `${at.outerHTML.slice(0, 120)} is outside`;
  if (!at.matches("main") && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)) return `${at.outerHTML.slice(0, 120)} has no outline`;
  return "";
}"""


@pytest.fixture(scope="module")
def cases(place: Office) -> Office:
    place.upload(REPOS)
    return place


@pytest.fixture
def page(chromium: Browser, cases: Office) -> Iterator[Page]:
    with window(chromium, cases.address) as opened:
        cases.sign_in(opened.context, FIRST)
        yield opened


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something that reads so has the focus, and look at the focus all the way."""
    for _ in range(150):
        page.keyboard.press("Tab")
        assert page.evaluate(_SEEN) == ""
        if words in page.evaluate(
            "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''"
        ):
            return
    pytest.fail(f"Tab never came to {words!r}")


def test_a_case_is_found_read_approved_posted_and_taken_back_with_keys(page: Page, cases: Office) -> None:
    page.goto("/cases?q=more-keys")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Next row")
    press(page, "Escape")
    press(page, "j", "j", "k")
    assert page.evaluate(_SEEN) == ""
    press(page, "Enter")
    page.wait_for_url("**/case/C-*")
    number = cases.case(REPOS[1]).number
    press(page, "l")
    page.wait_for_url("**#log")
    press(page, "c")
    page.keyboard.type("I looked at it, jk.")
    press(page, "Tab", "a")
    expect(page.get_by_role("main")).to_contain_text("1 of 2")
    cases.app.desk.approve(number, name=SECOND, reason="I repeated it")
    page.reload()
    tab_to(page, "Prepare")
    press(page, "Enter")
    expect(page.get_by_role("region", name="Checks")).to_be_visible()
    tab_to(page, "Reason")
    page.keyboard.type("It is clear.")
    tab_to(page, "Put it into the outbox")
    press(page, "Enter")
    expect(page.get_by_role("region", name="In the outbox")).to_be_visible()
    press(page, "g", "q")
    page.wait_for_url(lambda address: urlsplit(address).path == "/")
    page.goto("/?show=outbox")
    press(page, "u")
    page.wait_for_url("**/case/C-*/decide")
    page.goto(f"/case/C-{number}/decide")  # The first of the outbox may be somebody else's.
    press(page, "c")
    page.keyboard.type("One more look.")
    press(page, "Tab", "u")
    expect(page.get_by_role("region", name="In the outbox")).to_have_count(0)
    assert cases.case(REPOS[1]).state is CaseState.IN_REVIEW


def test_the_focus_is_not_lost_when_a_filter_changes_the_list(page: Page) -> None:
    page.goto("/cases")
    order = page.get_by_label("Order")
    order.focus()
    with page.expect_response(lambda answer: urlsplit(answer.url).path == "/cases"):
        press(page, "ArrowDown")
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    expect(order).to_be_focused()
    assert page.evaluate(_SEEN) == ""
    page.locator("main").focus()  # Keys are off in a list of choices, which has letters of its own.
    press(page, "/")
    page.keyboard.type("more-keys")
    with page.expect_response(lambda answer: "more-keys" in answer.url):
        press(page, "Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_tab_reaches_everything_on_a_case_and_the_focus_is_always_seen(page: Page, cases: Office) -> None:
    page.goto(f"/case/{cases.case(REPOS[0]).name}")
    tab_to(page, "Skip to the content")
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "Preview and decide")
    tab_to(page, "Leave a note")


def test_ctrl_k_finds_what_can_be_pressed_and_searches_for_anything_else(page: Page, cases: Office) -> None:
    page.goto("/")
    press(page, "Control+k")
    asked = page.get_by_role("combobox", name="Find an action")
    expect(asked).to_be_focused()
    page.keyboard.type("cover")
    options = page.locator("#palette").get_by_role("option")
    expect(options.first).to_have_text("Coverage")
    expect(options.first).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    page.wait_for_url("**/coverage")
    press(page, "Control+k")
    page.keyboard.type("more-keys")
    expect(options).to_have_text(["Search the cases for more-keys"])
    press(page, "ArrowDown", "Enter")
    page.wait_for_url("**/cases?q=more-keys")
    expect(page.get_by_role("link", name=cases.case(REPOS[1]).name)).to_be_visible()
    press(page, "Control+k", "Escape")
    expect(page.locator("#palette")).not_to_be_visible()
