# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, as a browser does it, and what others try with it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from bot.model.errors import AccessRefused, OperatorError, RemoteError, RemoteFailure, Unreachable
from bot.model.people import Membership, Person, Role, Session
from bot.pipeline.sessions import IDLE, LONGEST
from bot.policy.attempts import FREE
from tests.fakes.clock import FakeClock
from tests.fakes.people import FakeHubSignIn, FakePeople
from tests.web.conftest import PASSWORD, Web
from tests.web.sign_in.conftest import Browser

ADA = Person(
    name="hf:ada",
    display_name="Ada <Lovelace>",
    roles=frozenset(),
    organisations=(Membership(organisation="acme", role="write"), Membership(organisation="kita", role="")),
    checked_at=FakeClock().now(),
)


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web(hub=FakeHubSignIn())
    made.accounts().add("bob", "Bob & Co", PASSWORD)
    with made.served():
        yield made


@pytest.fixture
def hub(web: Web) -> FakeHubSignIn:
    assert isinstance(web.hub, FakeHubSignIn)
    web.hub.people["ada"] = ADA
    return web.hub


@pytest.fixture
def browser(web: Web) -> Browser:
    return Browser(web)


def test_a_password_opens_a_session_and_leads_on(browser: Browser) -> None:
    answer = browser.sign_in(then="/account?x=1")
    assert (answer.status, answer.headers["location"]) == (303, "/account?x=1")
    assert browser.name() == "local:bob"
    assert "Bob &amp; Co" in browser.ask("/about").text


def test_the_cookie_is_the_browsers_alone(browser: Browser) -> None:
    (cookie,) = (line for line in browser.sign_in().cookies if line.startswith("hubnotice_session="))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie


def test_over_https_the_cookies_stay_there() -> None:
    web = Web(public_url="https://desk.example", hub=FakeHubSignIn())
    web.accounts().add("bob", "", PASSWORD)
    with web.served():
        browser = Browser(web, host="desk.example")
        cookies = [*browser.ask("/login").cookies, *browser.go().cookies, *browser.sign_in().cookies]
        assert len(cookies) >= 3
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert browser.name() == "local:bob"


@pytest.mark.parametrize(("name", "password"), [("bob", "wrong horse battery"), ("nobody", PASSWORD), ("", "")])
def test_what_does_not_go_together_opens_nothing(browser: Browser, name: str, password: str) -> None:
    answer = browser.sign_in(name, password)
    assert answer.status == 401
    assert "Name and password do not go together" in answer.text
    assert password not in answer.text or not password
    assert browser.name() is None


def test_after_a_few_wrong_ones_the_right_one_has_to_wait(browser: Browser, web: Web) -> None:
    for _ in range(FREE):
        assert browser.sign_in(password="wrong horse battery").status == 401
    assert browser.sign_in().status == 429
    assert browser.name() is None
    web.clock.advance(30)
    assert browser.sign_in().status == 303


def test_every_sign_in_has_a_new_session_and_the_planted_one_is_worth_nothing(browser: Browser, web: Web) -> None:
    planted = "p" * 43
    browser.cookies["hubnotice_session"] = planted
    browser.sign_in()
    first = browser.cookies["hubnotice_session"]
    assert first != planted
    browser.sign_in()
    assert browser.cookies["hubnotice_session"] != first
    for old in (planted, first):
        assert Browser(web, cookies={"hubnotice_session": old}).name() is None
    assert isinstance(web.people, FakePeople)
    assert len(web.people.sessions) == 1


def test_the_form_of_before_the_sign_in_is_not_taken_after_it(browser: Browser) -> None:
    before = browser.token()
    browser.sign_in()
    assert browser.ask("/logout", {"form_token": before}).status == 403
    assert browser.name() == "local:bob"


def test_signing_out_ends_the_session_on_the_server_too(browser: Browser, web: Web) -> None:
    browser.sign_in()
    kept = dict(browser.cookies)
    assert browser.ask("/logout", {"form_token": browser.token("/account")}).status == 303
    assert "hubnotice_session" not in browser.cookies
    assert browser.name() is None
    assert Browser(web, cookies=kept).name() is None


def test_sessions_end_by_themselves(browser: Browser, web: Web) -> None:
    browser.sign_in()
    web.clock.advance(IDLE.total_seconds() - 1)
    assert browser.name() == "local:bob"
    web.clock.advance(IDLE.total_seconds())
    assert browser.name() is None
    browser.sign_in()
    for _ in range(int(LONGEST / IDLE) * 2):
        web.clock.advance(IDLE.total_seconds() / 2)
        browser.ask("/account")
    assert browser.name() is None


def test_a_session_ends_where_its_account_goes(browser: Browser, web: Web) -> None:
    browser.sign_in()
    web.accounts().remove("bob")
    assert browser.name() is None


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "evil",
        "javascript:x",
        "/\n",
        "",
    ],
)
def test_nobody_is_led_away_from_the_desk(browser: Browser, hub: FakeHubSignIn, place: str) -> None:
    assert browser.sign_in(then=place).headers["location"] == "/"
    browser.go(then=place)
    assert browser.ask("/login/callback?code=ada&state=" + "s" * 43).headers["location"] == "/"
    shown = browser.ask("/login?" + urlencode({"next": place})).text
    assert 'name="next" value="/"' in shown
    assert hub.finished


def test_a_hub_opens_a_session_for_the_browser_that_began(browser: Browser, hub: FakeHubSignIn, web: Web) -> None:
    answer = browser.go()
    assert answer.status == 303
    assert answer.headers["location"] == f"https://hub.example/oauth/authorize?to={web.address}/login/callback"
    answer = browser.ask("/login/callback?code=ada&state=" + "s" * 43)
    assert (answer.status, answer.headers["location"]) == (303, "/account")
    assert browser.name() == "hf:ada"
    page = browser.ask("/account").text
    assert "Ada &lt;Lovelace&gt;" in page
    assert "acme" in page
    assert hub.finished == [("ada", f"{web.address}/login/callback")]


def test_the_hub_sends_back_to_the_public_address_whatever_was_asked_for() -> None:
    web = Web(public_url="https://desk.example", hub=FakeHubSignIn())
    with web.served():
        place = Browser(web, host="127.0.0.1").go().headers["location"]
        assert place.endswith("?to=https://desk.example/login/callback")


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(
    browser: Browser, hub: FakeHubSignIn, web: Web
) -> None:
    Browser(web).go()
    for wrong in ("s" * 43, "", "x"):
        assert browser.ask(f"/login/callback?code=ada&state={wrong}").status == 400
    browser.go()
    for wrong in ("t" * 43, "", "%C3%A9"):
        assert browser.ask(f"/login/callback?code=ada&state={wrong}").status == 400
        browser.go()
    assert hub.finished == []
    assert browser.name() is None


def test_an_answer_counts_once(browser: Browser, hub: FakeHubSignIn) -> None:
    browser.go()
    assert browser.ask("/login/callback?code=ada&state=" + "s" * 43).status == 303
    assert browser.ask("/login/callback?code=ada&state=" + "s" * 43).status == 400
    assert len(hub.finished) == 1


@pytest.mark.parametrize("query", ["error=access_denied", "error=x&code=ada", "code="])
def test_whoever_says_no_at_the_hub_can_begin_again(browser: Browser, hub: FakeHubSignIn, query: str) -> None:
    browser.go()
    page = browser.ask(f"/login/callback?{query}&state=" + "s" * 43)
    assert page.status == 400
    assert "The sign-in was stopped" in page.text
    assert "Sign in with the Hub" in page.text
    assert hub.finished == []


@pytest.mark.parametrize(
    ("error", "status"),
    [(AccessRefused("secret"), 401), (Unreachable("secret"), 503), (RemoteFailure("secret"), 503)],
)
def test_a_hub_that_does_not_answer_well_is_told_calmly(
    browser: Browser, hub: FakeHubSignIn, error: RemoteError, status: int
) -> None:
    hub.fails = error
    browser.go()
    page = browser.ask("/login/callback?code=ada&state=" + "s" * 43)
    assert page.status == status
    assert "secret" not in page.text
    assert browser.name() is None


@pytest.mark.parametrize("cookie", ["x", "", "W10=", "bnVsbA==", "ey", "Wy" * 2000])
def test_a_cookie_that_somebody_made_up_is_no_sign_in(browser: Browser, cookie: str) -> None:
    browser.cookies["hubnotice_sign_in"] = cookie
    assert browser.ask("/login/callback?code=ada&state=x").status == 400


def test_only_the_page_to_sign_in_has_a_form_that_leads_to_the_hub(browser: Browser) -> None:
    assert "form-action 'self' https://hub.example;" in browser.ask("/login").headers["content-security-policy"]
    assert "hub.example" not in browser.ask("/about").headers["content-security-policy"]


def test_without_a_hub_and_accounts_it_says_that_nobody_can() -> None:
    web = Web()
    with web.served():
        browser = Browser(web)
        page = browser.ask("/login").text
        assert "Nobody can sign in yet" in page
        assert "/login/hub" not in page
        assert browser.ask("/login/callback").status == 404


@pytest.mark.usefixtures("hub")
def test_roles_are_those_that_somebody_has(browser: Browser, web: Web) -> None:
    web.given["hf:ada"] = frozenset({Role.LEGAL})
    browser.go()
    browser.ask("/login/callback?code=ada&state=" + "s" * 43)
    assert "legal, maintainer, owner, reader, subscriber" in browser.ask("/account").text


class Down(FakePeople):
    """A database that went away after people signed in."""

    def session(self, digest: bytes) -> Session | None:  # noqa: ARG002 - the signature of the port
        raise OperatorError("database postgresql://secret: no answer")


def test_where_the_database_does_not_answer_nobody_is_taken_for_somebody() -> None:
    web = Web(people=Down())
    with web.served():
        page = Browser(web, cookies={"hubnotice_session": "a" * 43}).ask("/about")
        assert page.status == 503
        assert "Please try again in a moment" in page.text
        assert "secret" not in page.text
        assert Browser(web).ask("/about").status == 200
