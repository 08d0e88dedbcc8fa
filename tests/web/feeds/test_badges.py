# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Badges say three things, and never what is not public."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from bot.model.cases import CaseState
from bot.model.lineage_answers import Standing
from tests.web.api.conftest import HIDDEN_REPO, POSTED, Programs, web

__all__ = ["web"]
REPO = "example-lab/Example-JA-700B"


def words(web: Programs, repo: str) -> str:
    message: str = web.get(f"/badge/{repo}.json").json["message"]
    picture = web.get(f"/badge/{repo}.svg")
    assert picture.status == 200
    assert f'aria-label="attribution: {message}"' in picture.text
    return message


def put(web: Programs, state: CaseState) -> None:
    case = web.casebook.case(POSTED)
    assert case is not None
    web.casebook.decide(replace(case, state=state), None, None)


@pytest.mark.parametrize("state", [CaseState.POSTED, CaseState.DISPUTED, CaseState.WAITING])
def test_a_question_that_stands_in_public_is_open(web: Programs, state: CaseState) -> None:
    put(web, state)
    assert words(web, REPO) == "open question"


def test_what_is_not_public_is_not_checked(web: Programs) -> None:
    assert words(web, HIDDEN_REPO) == "not checked"
    put(web, CaseState.STOPPED)
    assert words(web, REPO) == "not checked"


def test_what_nobody_looked_at_is_not_checked(web: Programs) -> None:
    assert words(web, "acme/unknown") == "not checked"


def test_a_withdrawn_question_is_none(web: Programs) -> None:
    web.add_edge(is_credited=False, standing=Standing.WITHDRAWN)
    put(web, CaseState.WITHDRAWN)
    assert words(web, REPO) == "not checked"


def test_a_resolved_question_is_complete(web: Programs) -> None:
    web.add_edge(is_credited=True)
    put(web, CaseState.RESOLVED)
    assert words(web, REPO) == "complete"


def test_an_upstream_that_is_not_credited_by_now_is_not_complete(web: Programs) -> None:
    web.add_edge(is_credited=False)
    put(web, CaseState.RESOLVED)
    assert words(web, REPO) == "not checked"


@pytest.mark.parametrize("name", ["%3Cscript%3E", "a%00b", "..", "%22%3E", "x" * 300, "%E2%80%AE", "a%0Ab"])
def test_hostile_names_have_a_badge_that_repeats_nothing_of_them(web: Programs, name: str) -> None:
    answer = web.get(f"/badge/acme/{name}.svg")
    assert answer.status == 200
    assert "not checked" in answer.text
    assert answer.text == web.get("/badge/acme/unknown.svg").text


def test_a_badge_is_an_accessible_picture_that_others_may_embed_and_keep(web: Programs) -> None:
    answer = web.get(f"/badge/{REPO}.svg")
    root = ET.fromstring(answer.text)
    assert root.get("role") == "img"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "attribution: open question"
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["cache-control"].startswith("public, max-age=3600")
    assert web.get(f"/badge/{REPO}.svg", If_None_Match=answer.headers["etag"]).status == 304


def test_shields_finds_what_it_expects(web: Programs) -> None:
    assert web.get(f"/badge/{REPO}.json").json == {
        "schemaVersion": 1,
        "label": "attribution",
        "message": "open question",
        "color": "4a5b86",
        "labelColor": "3b4252",
        "cacheSeconds": 3600,
    }
