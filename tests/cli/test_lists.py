# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice catalog`` and ``hubnotice case``."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

from bot.model.cases import Decider, Decision
from tests.cli.conftest import GivenApplication
from tests.localhub.conftest import weights
from tests.samples.judged import NOW, WHOLE_MODEL, case_of


def keep_a_case(app: GivenApplication) -> None:
    case = case_of(WHOLE_MODEL)
    ruled = Decision(
        case=case.number, state=case.state, decider=Decider.PERSON, name="kim", reason="it is theirs", at=NOW
    )
    app.casebook.decide(case, ruled, None)


def test_cases_are_listed_with_state_and_upstreams(app: GivenApplication, call: Callable[..., Result]) -> None:
    keep_a_case(app)
    printed = call("case", "list").stdout
    assert "C-17  approved  example-lab/Example-JA-700B" in printed
    assert [each["name"] for each in json.loads(call("case", "list", "--format", "json").stdout)["cases"]] == ["C-17"]


def test_a_case_shows_who_ruled_what_and_why(app: GivenApplication, call: Callable[..., Result]) -> None:
    keep_a_case(app)
    shown = json.loads(call("case", "show", "c-17", "--format", "json").stdout)
    assert shown["decisions"][0]["reason"] == "it is theirs"
    assert "kim" in call("case", "show", "17").stdout


def test_a_case_that_is_not_there_is_an_error_with_advice(call: Callable[..., Result]) -> None:
    result = call("case", "show", "C-99")
    assert result.exit_code == 4
    assert "hubnotice case list" in result.stderr


def test_an_added_upstream_is_listed_and_shown(app: GivenApplication, call: Callable[..., Result]) -> None:
    key = app.hub.publish("acme/base", {"model.safetensors": weights(), "README.md": b"---\nlicense: mit\n---\n"})
    assert "added acme/base" in call("catalog", "add", "acme/base").stderr
    listed = json.loads(call("catalog", "list", "--format", "json").stdout)["upstreams"]
    assert [(each["repo"], each["revision"], each["license"]) for each in listed] == [
        ("acme/base", key.revision, "mit")
    ]
    assert "acme/base" in call("catalog", "show", "acme/base").stdout


def test_an_upstream_that_is_not_known_is_an_error_with_advice(call: Callable[..., Result]) -> None:
    assert "hubnotice catalog add acme/other" in call("catalog", "show", "acme/other").stderr
