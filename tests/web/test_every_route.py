# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Everything that can be asked for, from the table of routes itself: a page that is added is tried as nobody and with every role.

Handlers are put aside, so that what is tried is the door alone: whether it opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from fastapi import Response
from fastapi.routing import APIRoute
from starlette.routing import Route as StarletteRoute

from bot.model.people import Permission, Role
from bot.policy.permissions import permitted
from bot.web.site.csrf import Forms
from bot.web.site.headers import HEADERS
from bot.web.site.routes import Route, Routes
from bot.web.site.statics import PATH as STATIC
from tests.web.api.conftest import Programs
from tests.web.conftest import Answer, Web

OPENED = "the door opened"
MACHINES = {"/webhooks/hub", "/healthz", "/metrics"}
"""What programs ask for; none of it knows a visitor."""
WHO: tuple[Role | None, ...] = (None, *Role)


def routes() -> tuple[Route, ...]:
    """Programs have doors of their own, see tests/web/api/test_doors.py."""
    found: tuple[Route, ...] = Programs(hub=None).app().state.routes.table
    return tuple(each for each in found if not each.is_for_programs)


@pytest.fixture(scope="module")
def doors() -> Iterator[Web]:
    """Every door, with nothing behind it."""
    patch = pytest.MonkeyPatch()
    real = Routes._add
    patch.setattr(Routes, "_add", lambda self, route, _: real(self, route, lambda _: Response(OPENED)))
    made = Programs()
    with made.served():
        patch.undo()
        yield made


def asked(web: Web, route: Route, form: dict[str, str] | None = None, **headers: str) -> Answer:
    path = re.sub(r"\{[^}]*\}", "1", route.path)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if route.method == "GET":
        return web.ask(path, headers=named)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return web.ask(path, method=route.method, body=urlencode(form or {}).encode(), headers=kind | named)


def as_role(web: Web, role: Role | None) -> dict[str, str]:
    """From now on everybody is signed in with this role, or nobody; the token of their forms."""
    if role is None:
        web.cookie = f"hubnotice_form={'n' * 43}"
    else:
        web.sign_in(f"local:{role.value}", role)
    return {"form_token": Forms(web.cookie.partition("=")[2], None).token}


@pytest.mark.parametrize("role", WHO, ids=lambda role: role.value if role else "nobody")
def test_a_door_opens_to_whoever_may_and_to_nobody_else(doors: Web, role: Role | None) -> None:
    form = as_role(doors, role)
    roles = {Role.READER} if role is None else {Role.READER, Role.SUBSCRIBER, role}
    for route in routes():
        answer = asked(doors, route, form)
        may = route.needs in permitted(roles)
        assert (answer.text == OPENED) is may, f"{role} at {route}"
        if not may:
            refused = 403 if role is not None else 303 if route.method == "GET" else 401
            assert answer.status == refused, f"{role} at {route}"


@pytest.mark.parametrize("role", [None, Role.ADMIN, Role.REVIEWER], ids=lambda role: role.value if role else "nobody")
@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {}),
        ({"form_token": "0" * 64}, {}),
        ("own", {"Sec_Fetch_Site": "cross-site"}),
        ("own", {"Sec_Fetch_Site": "same-site"}),
        ("own", {"Origin": "https://evil.example"}),
        ("own", {"Host": "evil.example"}),
        ("other", {}),
    ],
)
def test_nothing_is_changed_by_what_does_not_come_from_our_pages(
    doors: Web, role: Role | None, form: dict[str, str] | str, headers: dict[str, str]
) -> None:
    other = as_role(doors, Role.AUDITOR)
    own = as_role(doors, role)
    sent = form if isinstance(form, dict) else own if form == "own" else other
    tried = [route for route in routes() if route.method != "GET" and not route.is_from_anywhere]
    assert tried
    for route in tried:
        answer = asked(doors, route, sent, **headers)
        assert answer.text != OPENED, f"{route} with {sent} {headers}"
        assert answer.status in {401, 403, 421}


def test_what_comes_from_anywhere_opens_under_our_own_name_alone(doors: Web) -> None:
    for route in (each for each in routes() if each.is_from_anywhere):
        assert asked(doors, route, {}, Origin="https://mail.example").text == OPENED
        assert asked(doors, route, {}, Host="evil.example").status == 421


def test_every_answer_of_every_door_carries_the_headers(doors: Web) -> None:
    for role in (None, Role.REVIEWER):
        form = as_role(doors, role)
        for route in routes():
            headers = asked(doors, route, form).headers
            for name, value in HEADERS.items():
                assert headers[name.lower()] == value, f"{name} at {route}"


def test_signed_in_pages_are_kept_nowhere(doors: Web) -> None:
    form = as_role(doors, Role.ADMIN)
    for route in routes():
        assert asked(doors, route, form).headers["cache-control"] == "no-store"


def test_another_name_opens_no_door(doors: Web) -> None:
    as_role(doors, Role.ADMIN)
    for route in routes():
        for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:80"):
            answer = asked(doors, route, {}, Host=host)
            assert answer.status == 421
            assert host not in answer.text


def test_a_form_too_long_opens_no_door(doors: Web) -> None:
    form = as_role(doors, Role.REVIEWER) | {"more": "x" * (300 * 1024)}
    roles = permitted({Role.REVIEWER})
    for route in (each for each in routes() if each.method != "GET" and each.needs in roles):
        assert asked(doors, route, form).status == 413


def test_there_is_no_way_round_the_table() -> None:
    """Whatever the application answers is in the table, or is for machines, or is a static file."""
    app = Programs().app()
    table = {(route.method, route.path) for route in app.state.routes.table}
    for route in app.router.routes:
        assert isinstance(route, StarletteRoute | APIRoute)
        if route.path in MACHINES or route.path.startswith(f"{STATIC}/"):
            continue
        assert {(method, route.path) for method in (route.methods or ()) if method != "HEAD"} <= table


def test_what_changes_something_is_never_a_get() -> None:
    assert {route.method for route in routes()} <= {"GET", "POST"}
    for route in routes():
        if route.method == "GET":
            assert route.needs not in {Permission.DECIDE, Permission.PUBLISH, Permission.WITHDRAW, Permission.HOLD}
