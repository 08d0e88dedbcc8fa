# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that is checked before a page sees a request, on pages of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from fastapi import Request, Response

from bot.model.errors import NotAllowed, NotFound, OperatorError
from bot.model.people import Permission, Role
from bot.web.site.refusals import Refused
from bot.web.site.routes import PUBLIC, Routes
from bot.web.site.site import Site
from tests.web.conftest import Web, form_token

HERE = "127.0.0.1"


class Pages:
    """One of each kind; keeps what came through."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.seen: list[str] = []

    def add_to(self, routes: Routes) -> None:
        routes.get("/form", self.show, needs=PUBLIC)
        routes.post("/form", self.take, needs=PUBLIC)
        routes.get("/kept", self.take, needs=Permission.READ_CASES)
        routes.post("/kept", self.take, needs=Permission.DECIDE)
        routes.post_from_anywhere("/leave", self.take)
        routes.get("/fails/{how}", self.fail, needs=PUBLIC)

    def show(self, request: Request) -> Response:
        visitor = self.site.visitor(request)
        answer = Response(str(visitor.forms.field))
        visitor.forms.keep(answer)
        return answer

    def take(self, request: Request) -> Response:
        person = self.site.visitor(request).person
        self.seen.append(f"{person.name if person else 'nobody'}: {self.site.form(request).text('word')}")
        return self.site.redirect("/about")

    def fail(self, request: Request) -> Response:
        raise {
            "missing": NotFound("C-17: no such case <b>"),
            "rule": NotAllowed("C-17: the reviewer & the publisher are one person"),
            "database": OperatorError("sqlite:///secret.db: locked"),
            "refused": Refused(409, "It was changed by somebody else."),
            "mistake": ZeroDivisionError("secret"),
        }[request.path_params["how"]]


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web(pages=Pages)
    with made.served():
        yield made


def seen(web: Web) -> list[str]:
    assert isinstance(web.added, Pages)
    return web.added.seen


def sent(web: Web, path: str, *, token: str = "", cookie: str = "", **headers: str) -> int:
    body = urlencode({"word": "hello", "form_token": token}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    return web.ask(path, method="POST", body=body, headers=kind | named).status


def test_a_form_of_ours_goes_through(web: Web) -> None:
    token, cookie = form_token(web, "/form")
    assert sent(web, "/form", token=token, cookie=cookie) == 303
    assert seen(web) == ["nobody: hello"]


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_the_token_is_not_taken(web: Web, token: str) -> None:
    _, cookie = form_token(web, "/form")
    assert sent(web, "/form", token=token, cookie=cookie) == 403
    assert seen(web) == []


def test_the_token_of_another_browser_is_not_taken(web: Web) -> None:
    mine, _ = form_token(web, "/form")
    _, theirs = form_token(web, "/form")
    assert sent(web, "/form", token=mine, cookie=theirs) == 403
    assert sent(web, "/form", token=mine) == 403
    assert seen(web) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_what_a_browser_says_comes_from_elsewhere_is_not_taken(web: Web, headers: dict[str, str]) -> None:
    token, cookie = form_token(web, "/form")
    assert sent(web, "/form", token=token, cookie=cookie, **headers) == 403
    assert seen(web) == []


def test_what_a_browser_says_comes_from_here_is_taken(web: Web) -> None:
    token, cookie = form_token(web, "/form")
    assert sent(web, "/form", token=token, cookie=cookie, Sec_Fetch_Site="same-origin") == 303
    assert sent(web, "/form", token=token, cookie=cookie, Origin=web.address) == 303


def test_nobody_sees_what_needs_a_role(web: Web) -> None:
    page = web.ask("/kept?state=posted&x=%22")
    assert (page.status, page.headers["location"]) == (303, "/login?next=/kept%3Fstate%3Dposted%26x%3D%2522")
    part = web.ask("/kept", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert (part.status, part.headers["hx-redirect"]) == (401, "/login")
    token, cookie = form_token(web, "/form")
    assert sent(web, "/kept", token=token, cookie=cookie) == 401
    assert seen(web) == []


def test_a_person_sees_what_their_role_may(web: Web) -> None:
    web.sign_in("local:ada", Role.AUDITOR)
    token, cookie = form_token(web, "/form")
    assert web.ask("/kept").status == 303
    assert sent(web, "/kept", token=token, cookie=cookie) == 403
    web.sign_in("local:bob", Role.REVIEWER)
    token, cookie = form_token(web, "/form")
    assert sent(web, "/kept", token=token, cookie=cookie) == 303
    assert seen(web) == ["local:ada: ", "local:bob: hello"]


def test_what_comes_from_anywhere_is_nobodys(web: Web) -> None:
    web.sign_in("local:ada", Role.ADMIN)
    assert sent(web, "/leave", Origin="https://mail.example", Sec_Fetch_Site="cross-site") == 303
    assert seen(web) == ["nobody: hello"]


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("missing", 404, "There is nothing here"),
        ("rule", 409, "C-17: the reviewer &amp; the publisher are one person"),
        ("database", 503, "Please try again in a moment"),
        ("refused", 409, "It was changed by somebody else."),
        ("mistake", 500, "It is not your doing"),
    ],
)
def test_what_goes_wrong_becomes_a_calm_page(web: Web, how: str, status: int, words: str) -> None:
    page = web.ask(f"/fails/{how}")
    assert page.status == status
    assert words in page.text
    assert "secret" not in page.text


def test_a_form_that_is_too_long_is_not_read(web: Web) -> None:
    token, cookie = form_token(web, "/form")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Content-Length": str(1 << 30)}
    assert web.ask("/form", method="POST", body=f"form_token={token}".encode(), headers=headers).status == 413
    many = urlencode([("form_token", token), *(("word", "x") for _ in range(600))]).encode()
    headers.pop("Content-Length")
    assert web.ask("/form", method="POST", body=many, headers=headers).status in {400, 413}
    assert seen(web) == []


def test_a_file_and_what_is_no_form_are_not_taken(web: Web) -> None:
    token, cookie = form_token(web, "/form")
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    body = part.format("form_token", "", token) + part.format("word", '; filename="a"', "hello") + "--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Cookie": cookie}
    assert web.ask("/form", method="POST", body=body.encode(), headers=headers).status == 400
    assert (
        web.ask(
            "/form", method="POST", body=b"{}", headers={"Content-Type": "application/json", "Cookie": cookie}
        ).status
        == 403
    )
    body = part.format("form_token", "", token) + part.format("word", "", "hello") + "--x--\r\n"
    assert web.ask("/form", method="POST", body=body.encode(), headers=headers).status == 303
    assert seen(web) == ["nobody: hello"]
