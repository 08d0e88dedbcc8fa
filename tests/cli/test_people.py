# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Accounts of the desk from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.policy.roles import grants_of
from tests.cli.conftest import GivenApplication

PASSWORD = "correct horse battery"


def call(app: object, *words: str, given: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["people", *words], obj=app, input=given)
    return result.exit_code, result.stdout, result.stderr


def test_an_account_is_added_listed_and_removed(app: GivenApplication) -> None:
    app = replace(app, signing_in=replace(app.signing_in, grants=grants_of("reviewer=local:bob admin=hf:ann")))
    assert call(app, "add", "Bob", "--display-name", "Bob Builder", "--password-stdin", given=f"{PASSWORD}\n")[0] == 0
    assert call(app, "add", "ann", given=f"{PASSWORD}\n{PASSWORD}\n")[0] == 0
    code, text, _ = call(app, "list", "--format", "json")
    assert code == 0
    assert [(each["name"], each["display_name"], each["roles"]) for each in json.loads(text)["people"]] == [
        ("local:ann", "ann", []),
        ("local:bob", "Bob Builder", ["reviewer"]),
    ]
    code, text, said = call(app, "list")
    assert "local:bob" in text
    assert "horse" not in text + said
    assert call(app, "remove", "bob") == (0, "", "removed; 0 sessions ended\n")
    code, _, said = call(app, "remove", "bob")
    assert code != 0
    assert "local:bob: there is no such account" in said


def test_where_nobody_has_an_account_it_says_how_one_is_added(app: GivenApplication) -> None:
    assert "hubnotice people add NAME" in call(app, "list")[1]


def test_a_password_is_changed_and_never_an_argument(app: GivenApplication) -> None:
    call(app, "add", "bob", "--password-stdin", given=PASSWORD)
    assert call(app, "password", "bob", "--password-stdin", given="another horse battery")[0] == 0
    accounts = app.signing_in.accounts
    assert accounts.checked("bob", PASSWORD) is None
    assert accounts.checked("bob", "another horse battery") is not None
    assert call(app, "add", "ann", PASSWORD)[0] == 2


def test_a_password_that_is_too_short_is_told_without_it(app: GivenApplication) -> None:
    code, text, said = call(app, "add", "bob", "--password-stdin", given="short")
    assert code != 0
    assert "12 to 200 characters" in said
    assert "short" not in (text + said).replace("hubnotice", "")


def test_with_a_database_the_account_is_there_for_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUBNOTICE_DATABASE", str(tmp_path / "db"))
    monkeypatch.setenv("HUBNOTICE_DESK_ROLES", "admin=local:bob")
    assert call(None, "add", "bob", "--password-stdin", given=PASSWORD)[0] == 0
    code, text, _ = call(None, "list", "--format", "json")
    assert (code, [each["roles"] for each in json.loads(text)["people"]]) == (0, [["admin"]])
    assert b"correct horse" not in (tmp_path / "db").read_bytes()
