# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The whole way: a browser, the desk on a database, and the local Hub, over HTTP."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from bot.adapters.sign_in.hugging_face import HubSignIn
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.people import SqlPeople
from bot.adapters.storage.schema import migrate
from bot.localhub import LocalHub
from bot.localhub.http.faults import Fault, Rule
from tests.web.conftest import Web
from tests.web.sign_in.conftest import Browser

SECRET = "known to the desk and the Hub"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as running:
        running.accounts.add_user(
            "ada", token="hf_ada", password="correct horse", orgs=("acme", "kita"), roles={"kita": "read"}
        )
        yield running


@pytest.fixture
def web(hub: LocalHub, tmp_path: Path) -> Iterator[Web]:
    engine = open_database(tmp_path / "db")
    migrate(engine)
    made = Web(people=SqlPeople(engine), hub=HubSignIn(hub.url, "desk", SECRET, timeout_seconds=30))
    with made.served():
        hub.oauth.register("desk", secret=SECRET, redirects=(f"{made.address}/login/callback",))
        yield made
    engine.dispose()


def at_the_hub(address: str, password: str, answer: str = "allow") -> tuple[int, str]:
    """What a person does there: looks at the form and sends it. Status, and where the browser is sent."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", f"{parts.path}?{parts.query}")
    found = re.search(r'action="([^"]+)"', connection.getresponse().read().decode())
    assert found is not None
    form = urlencode({"username": "ada", "password": password, "answer": answer})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", html.unescape(found[1]), form, kind)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.getheader("Location") or ""


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_an_owner_signs_in_with_the_hub_and_answers_for_what_they_may_change(web: Web) -> None:
    browser = Browser(web)
    status, place = at_the_hub(browser.go("/account").headers["location"], "correct horse")
    assert status == 303
    assert place.startswith(f"{web.address}/login/callback?")
    answer = browser.ask(path_of(place))
    assert (answer.status, answer.headers["location"]) == (303, "/account")
    page = browser.ask("/account").text
    rows = re.findall(r"<tr><td>(\w+)</td><td>(\w+)</td><td>(\w+)</td></tr>", page)
    assert rows == [("acme", "write", "yes"), ("kita", "read", "no")]
    assert browser.name() == "hf:ada"


def test_the_way_back_belongs_to_the_browser_that_went_and_is_used_once(web: Web) -> None:
    browser = Browser(web)
    _, place = at_the_hub(browser.go().headers["location"], "correct horse")
    assert Browser(web).ask(path_of(place)).status == 400
    kept = dict(browser.cookies)
    assert browser.ask(path_of(place)).status == 303
    again = Browser(web, cookies=kept).ask(path_of(place))
    assert again.status == 401
    assert "did not confirm this sign-in" in again.text


def test_whoever_cannot_or_will_not_sign_in_at_the_hub_is_nobody_here(web: Web) -> None:
    browser = Browser(web)
    assert at_the_hub(browser.go().headers["location"], "wrong") == (401, "")
    _, place = at_the_hub(browser.go().headers["location"], "", "deny")
    assert "The sign-in was stopped" in browser.ask(path_of(place)).text
    assert browser.name() is None


def test_a_hub_that_does_not_answer_is_told(web: Web, hub: LocalHub) -> None:
    browser = Browser(web)
    _, place = at_the_hub(browser.go().headers["location"], "correct horse")
    hub.faults.add(Rule(fault=Fault.CONNECTION_CLOSED, path="/oauth/token"))
    page = browser.ask(path_of(place))
    assert page.status == 503
    assert "does not answer at the moment" in page.text
