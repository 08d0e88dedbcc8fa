# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What all pages have in common, as a browser shows it: keys, widths, colours, nothing from elsewhere, nothing in anybody's way."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import Request, Response
from playwright.sync_api import Browser, Page, expect

from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from tests.web.conftest import PASSWORD, Web

pytestmark = pytest.mark.browser

LIST = """{% extends "web/base.html.j2" %}{% block content %}<h1>List</h1>
<label>Words <input id="words" data-key="/"></label>
<form method="post" action="/list">{{ csrf }}<button data-key="a">Approve <kbd aria-hidden="true">a</kbd></button></form>
<a href="/about" data-key="g r">Go elsewhere</a>
{% call m.table_box(t("Cases")) %}<thead><tr><th scope="col">Pick</th><th scope="col">Case</th></tr></thead><tbody data-rows>
{% for n in range(1, 5) %}<tr data-row tabindex="-1"><td><input type="checkbox" aria-label="C-{{ n }}"></td><td><a data-open href="/list?open={{ n }}">C-{{ n }}</a></td></tr>{% endfor %}
</tbody>{% endcall %}{% for state in states %}{{ m.badge(state) }} {% endfor %}{% for letter in "ABC" %}{{ m.tier(letter) }} {% endfor %}
{{ m.share(0.99996) }} {{ m.share(none) }} {{ m.at_time(now) }} {{ m.pager("", "/list?after=4") }}{{ m.note("<b>", "care") }}{{ m.empty("Nothing") }}
{% endblock %}"""
STATES = (
    *("proposed", "in_review", "approved", "posted", "resolved", "fixed_silently", "not_a_finding", "withdrawn"),
    *("unreachable", "opted_out", "stopped", "disputed", "waiting", "private"),
)


class ListPage:
    """A list as pages have it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.posts = 0

    def add_to(self, routes: Routes) -> None:
        routes.get("/list", self.show, needs=PUBLIC, menu="List")
        routes.post("/list", self.take, needs=PUBLIC)

    def show(self, request: Request) -> Response:
        return self._site.page(request, "list.html.j2", states=STATES)

    def take(self, _: Request) -> Response:
        self.posts += 1
        return self._site.redirect("/list?taken=1")


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web(pages=ListPage, templates={"web/list.html.j2": LIST})
    made.accounts().add("bob", "Bob", PASSWORD)
    with made.served():
        yield made


def ticked(page: Page) -> list[str]:
    return [str(box.get_attribute("aria-label")) for box in page.get_by_role("checkbox").all() if box.is_checked()]


def focused(page: Page) -> str:
    """The words of what has the focus; empty where nothing has."""
    return str(page.evaluate("document.activeElement === document.body ? '' : document.activeElement.innerText"))


def test_keys_move_and_open(page: Page) -> None:
    page.goto("/list")
    for key, row in (("j", "C-1"), ("j", "C-2"), ("k", "C-1"), ("k", "C-1"), ("j", "C-2")):
        page.keyboard.press(key)
        assert row in focused(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/list?open=2")


def test_keys_pick_one_row_and_a_range(page: Page) -> None:
    page.goto("/list")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    assert ticked(page) == ["C-1", "C-2", "C-3"]
    page.keyboard.press("x")
    assert ticked(page) == ["C-1", "C-2"]


def test_a_key_presses_its_button_and_two_keys_follow_a_link(page: Page, web: Web) -> None:
    page.goto("/list")
    page.keyboard.press("a")
    page.wait_for_url("**/list?taken=1")
    assert isinstance(web.added, ListPage)
    assert web.added.posts == 1
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/about")


def test_keys_are_off_while_somebody_types(page: Page, web: Web) -> None:
    page.goto("/list")
    page.keyboard.press("/")
    page.keyboard.type("ajx?g r")
    assert page.locator("#words").input_value() == "ajx?g r"
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert isinstance(web.added, ListPage)
    assert web.added.posts == 0
    assert urlsplit(page.url).path == "/list"


def test_keys_can_be_switched_off_and_stay_off(page: Page) -> None:
    page.goto("/list")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Approve")
    expect(dialog).to_contain_text("Next row")
    dialog.get_by_label("Use keys on this browser").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("j")
    assert "C-1" not in focused(page)
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    dialog.get_by_label("Use keys on this browser").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert "C-1" in focused(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_keeps_anybody_out(chromium: Browser, web: Web, scheme: str, width: int) -> None:
    context = chromium.new_context(
        base_url=web.address,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
        bypass_csp=True,  # The judge is a script from elsewhere.
    )
    page = context.new_page()
    for path in ("/list", "/about", "/login", "/nowhere"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], path
    context.close()


def test_nothing_is_loaded_from_elsewhere(page: Page, web: Web) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/list", "/about", "/login"):
        page.goto(path)
    assert {urlsplit(each).netloc for each in asked} == {urlsplit(web.address).netloc}
    assert page.evaluate("htmx.version") == "4.0.1"


def test_people_sign_in_and_out_without_scripts(chromium: Browser, web: Web) -> None:
    context = chromium.new_context(base_url=web.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account")
    page.wait_for_url("**/login?next=/account")
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/account")
    expect(page.get_by_role("main")).to_contain_text("local:bob")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    page.goto("/account")
    page.wait_for_url("**/login?next=/account")
    context.close()


def test_a_chosen_language_stays(page: Page) -> None:
    page.goto("/list")
    page.get_by_text("English", exact=True).first.click()
    page.get_by_role("link", name="日本語").click()
    page.goto("/about")
    assert page.locator("html").get_attribute("lang") == "ja"
