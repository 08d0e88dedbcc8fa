# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every operation of the API, tried without a token and with one for each permission."""

from __future__ import annotations

import pytest

from bot.model.people import Permission, Role
from bot.web.api.operations import Operation
from bot.web.api.table import ALL
from tests.web.api.conftest import ADA, Programs, bearer

WEAK = "hn_" + "W" * 43


def asked(web: Programs, operation: Operation, token: str, **headers: str) -> int:
    path = operation.path.replace("{number}", "C-17").replace("{org}", "acme").replace("{name}", "base")
    kind = {"Content-Type": "application/json"} if operation.body else {}
    body = b"{}" if operation.body else None
    return web.ask(path, method=operation.method, body=body, headers=kind | bearer(token) | headers).status


def test_every_operation_is_in_the_table_of_routes(web: Programs) -> None:
    table = {(each.method, each.path, each.needs) for each in web.app().state.routes.table if each.is_for_programs}
    assert table == {(each.method, each.path, each.needs) for each in ALL}


@pytest.mark.parametrize("operation", ALL, ids=lambda each: each.id)
def test_a_door_opens_with_the_permission_that_it_needs_alone(web: Programs, operation: Operation) -> None:
    held = {Permission.READ_CASES, Permission.READ_LOG, Permission.READ_STATUS} - {operation.needs}
    web.add_token(WEAK, "local:ada", frozenset(held))
    is_open = operation.needs is Permission.READ_PUBLIC
    assert (asked(web, operation, "") == 401) is not is_open
    assert (asked(web, operation, WEAK) == 403) is not is_open
    assert asked(web, operation, ADA) not in {401, 403}
    assert asked(web, operation, ADA, Host="evil.example") == 421


@pytest.mark.parametrize("operation", [each for each in ALL if each.method != "GET"], ids=lambda each: each.id)
def test_a_session_of_a_browser_changes_nothing(web: Programs, operation: Operation) -> None:
    web.sign_in("local:ada", Role.REVIEWER, Role.ADMIN)
    assert asked(web, operation, "") == 401


def test_who_lost_a_role_lost_it_for_their_programs(web: Programs) -> None:
    web.add_token(WEAK, "local:gone", frozenset({Permission.READ_CASES, Permission.DECIDE}))
    assert web.get("/api/v1/cases/18", WEAK).status == 404
    assert web.rule("approve", token=WEAK, tag="*").status == 403
