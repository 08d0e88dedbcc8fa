# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What all pages have in common: headers, languages, static files, calm errors, names that are answered to."""

from __future__ import annotations

import re

import pytest

from bot.web.site.headers import HEADERS, POLICY
from tests.web.conftest import Web


def test_a_page_says_who_it_is_and_loads_nothing_from_elsewhere(web: Web) -> None:
    page = web.ask("/about")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "About this desk" in page.text
    assert "desk@hubnotice.example" in page.text
    loaded = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert loaded
    assert all(address.startswith(("/", "#")) and not address.startswith("//") for address in loaded)


def test_no_page_has_scripts_or_styles_inside(web: Web) -> None:
    text = web.ask("/about").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize(
    "path", ["/about", "/nowhere", "/healthz", "/metrics", "/static/desk.css", "/static/nothing.css"]
)
def test_every_answer_carries_the_headers(web: Web, path: str) -> None:
    headers = web.ask(path).headers
    for name in HEADERS.keys() - {"Cache-Control"}:
        assert headers[name.lower()] == HEADERS[name]
    assert "cache-control" in headers
    assert "unsafe" not in POLICY


def test_a_page_is_kept_by_no_cache(web: Web) -> None:
    assert web.ask("/about").headers["cache-control"] == "no-store"


def test_what_is_not_there_is_told_calmly(web: Web) -> None:
    page = web.ask("/nowhere/<b>")
    assert page.status == 404
    assert "There is nothing here" in page.text
    assert "<b>" not in page.text


def test_another_method_is_told_calmly(web: Web) -> None:
    page = web.ask("/about", method="DELETE")
    assert (page.status, sorted(page.headers["allow"].split(", "))) == (405, ["GET", "HEAD"])
    assert "does not take what was sent" in page.text


def test_a_slash_too_many_leads_nowhere(web: Web) -> None:
    """A redirect would name whatever host was asked for."""
    page = web.ask("/about/", headers={"Host": "127.0.0.1"})
    assert (page.status, page.headers.get("location")) == (404, None)


@pytest.mark.parametrize("host", ["evil.example", "desk.example.evil.example", "127.0.0.1.evil.example", "a b", ""])
def test_under_a_name_of_somebody_else_no_page_is_shown(web: Web, host: str) -> None:
    page = web.ask("/about", headers={"Host": host})
    assert page.status == 421
    assert "About this desk</h1>" not in page.text


def test_under_the_public_name_pages_are_shown_and_cookies_are_for_https() -> None:
    made = Web(public_url="https://desk.example")
    with made.served():
        page = made.ask("/about", headers={"Host": "desk.example"})
        assert page.status == 200
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        assert made.ask("/about", headers={"Host": "desk.example:444"}).status == 421


def test_health_answers_under_any_name(web: Web) -> None:
    assert web.ask("/healthz", headers={"Host": "10-0-0-3.pod.cluster.local"}).status == 200


@pytest.mark.parametrize(
    ("asked", "headers", "language"),
    [
        ("/about", {}, "en"),
        ("/about?lang=ko", {"Accept-Language": "ja"}, "ko"),
        ("/about", {"Accept-Language": "fr, ja;q=0.5"}, "ja"),
        ("/about", {"Cookie": "hubnotice_language=zh", "Accept-Language": "ja"}, "zh"),
        ("/about?lang=%3Cb%3E", {"Cookie": "hubnotice_language=%22"}, "en"),
    ],
)
def test_the_language_is_the_visitors(web: Web, asked: str, headers: dict[str, str], language: str) -> None:
    assert f'<html lang="{language}">' in web.ask(asked, headers=headers).text


def test_a_chosen_language_is_remembered(web: Web) -> None:
    cookie = web.ask("/about?lang=ja").headers["set-cookie"]
    assert cookie.startswith("hubnotice_language=ja;")
    assert "set-cookie" not in web.ask("/about").headers


def test_static_files_are_kept_for_ever_at_an_address_that_changes_with_them(web: Web) -> None:
    address = next(iter(re.findall(r'href="(/static/desk\.css\?v=\w+)"', web.ask("/about").text)))
    found = web.ask(address)
    assert (found.status, found.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in found.headers["cache-control"]
    assert web.ask("/static/desk.css").headers["cache-control"] == "no-cache"
    assert web.ask("/static/desk.css", headers={"If-None-Match": found.headers["etag"]}).status == 304


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", "%2e%2e/app.py", "htmx.min.js.map", "desk.css%00"])
def test_nothing_else_is_a_static_file(web: Web, name: str) -> None:
    assert web.ask(f"/static/{name}").status == 404


def test_another_language_shows_the_same_page(web: Web) -> None:
    text = web.ask("/about?state=posted&x=%22%3E&lang=ko").text
    assert 'href="/about?state=posted&amp;x=%22%3E&amp;lang=ja"' in text
    assert 'href="/login?next=/about%3Fstate%3Dposted' in text
