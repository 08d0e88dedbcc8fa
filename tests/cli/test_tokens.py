# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice people token``."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from bot.model.people import Permission
from tests.cli.conftest import GivenApplication
from tests.fakes.clock import FakeClock

Call = Callable[..., Result]
ADD = ("people", "token", "add", "local:ada", "--for", "nightly report", "--may", "read_cases", "--may", "decide")


def test_a_token_is_shown_once_and_recognised(app: GivenApplication, call: Call) -> None:
    secret = call(*ADD).stdout.strip()
    holder = app.signing_in.tokens.holder(secret)
    assert holder is not None
    assert holder.person == "local:ada"
    assert holder.permissions == {Permission.READ_CASES, Permission.DECIDE}
    for listed in (call("people", "token", "list"), call("people", "token", "list", "--format", "json")):
        assert secret not in listed.stdout
        assert secret.removeprefix("hn_") not in listed.stdout


def test_tokens_are_listed_with_what_they_may_and_until_when(call: Call) -> None:
    call(*ADD, "--days", "7")
    [listed] = json.loads(call("people", "token", "list", "--format", "json").stdout)["tokens"]
    assert (listed["scopes"], listed["holds"], listed["label"]) == (["decide", "read_cases"], True, "nightly report")
    assert "nightly report" in call("people", "token", "list").stdout


def test_a_token_is_taken_back_at_once(app: GivenApplication, call: Call) -> None:
    secret = call(*ADD).stdout.strip()
    [token] = app.signing_in.tokens.all()
    assert call("people", "token", "revoke", token.id).exit_code == 0
    assert app.signing_in.tokens.holder(secret) is None
    assert call("people", "token", "revoke", token.id).exit_code == 4


def test_a_token_ends(app: GivenApplication, call: Call) -> None:
    secret = call(*ADD, "--days", "7").stdout.strip()
    clock = app.clock
    assert isinstance(clock, FakeClock)
    clock.advance(8 * 24 * 3600)
    assert app.signing_in.tokens.holder(secret) is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("local:ada", "--for", "x", "--may", "read_log"), "no role that may read_log"),
        (("local:kim", "--for", "x", "--may", "read_cases"), "no role that may read_cases"),
        (("ada", "--for", "x", "--may", "read_cases"), "expected hf:NAME or local:NAME"),
        (("local:ada", "--for", "x", "--may", "read_cases", "--days", "366"), "1 to 365 days"),
        (("local:ada", "--for", " ", "--may", "read_cases"), "label"),
    ],
)
def test_a_token_is_never_worth_more_than_its_person(call: Call, arguments: tuple[str, ...], words: str) -> None:
    result = call("people", "token", "add", *arguments)
    assert result.exit_code == 5
    assert result.stdout == ""
    assert words in result.stderr


def test_every_permission_that_it_may_have_is_one_of_few(call: Call) -> None:
    result = call("people", "token", "add", "local:ada", "--for", "x", "--may", "manage_people")
    assert result.exit_code == 2
