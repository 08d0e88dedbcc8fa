# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A case as a file: every form carries state, reply and withdrawal, and hostile words stay words."""

from __future__ import annotations

import csv
import io

import pytest

from bot.model.people import Role
from tests.samples.schemas import check_document
from tests.web.api.conftest import HIDDEN_REPO, Programs, web

__all__ = ["web"]
FORMS = ("json", "csv", "html", "md")
REPLY = "We trained it ourselves, see our report."


@pytest.mark.parametrize("form", FORMS)
def test_every_form_carries_state_and_reply(web: Programs, form: str) -> None:
    web.answer_as_owner(REPLY)
    answer = web.get(f"/case/C-17/export.{form}")
    assert answer.status == 200
    assert "posted" in answer.text
    assert answer.text.count(REPLY) >= 2
    assert "I heard that" not in answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="C-17.{form}"'


@pytest.mark.parametrize("form", FORMS)
def test_every_form_carries_a_withdrawal_and_its_reason(web: Programs, form: str) -> None:
    web.withdraw()
    text = web.get(f"/case/C-17/export.{form}").text
    assert "ithdrawn" in text
    assert "the norms misled us" in text


def test_the_document_is_as_its_schema_says(web: Programs) -> None:
    check_document(web.get("/case/C-17/export.json").json)
    web.answer_as_owner(REPLY)
    web.withdraw()
    check_document(web.get("/case/17/export.json").json)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_public_is_for_those_who_may_take_it_away(web: Programs, form: str) -> None:
    path = f"/case/C-18/export.{form}"
    assert web.get(path).status == 404
    web.sign_in("local:ada", Role.SUBSCRIBER)
    assert web.get(path).status == 404
    web.sign_in("local:ada", Role.REVIEWER)
    assert HIDDEN_REPO in web.get(path).text
    assert web.get(path).headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/case/C-17/export.exe", "/case/x/export.json", "/case/C-99/export.json"])
def test_other_files_are_not_there(web: Programs, path: str) -> None:
    assert web.get(path).status == 404


@pytest.mark.parametrize(
    "said", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "\uff0b1", "\r\n=1"]
)
def test_no_cell_is_a_formula(web: Programs, said: str) -> None:
    web.answer_as_owner(said)
    rows = list(csv.DictReader(io.StringIO(web.get("/case/C-17/export.csv").text, newline="")))
    assert {row["statement"][0] for row in rows} == {"'"}
    assert {row["case"] for row in rows} == {"C-17"}
    assert all(cell[:1] not in "=+-@" or not cell for row in rows for cell in row.values())


def test_hostile_words_are_no_markup(web: Programs) -> None:
    web.answer_as_owner("</pre><script>alert(1)</script>\n```\n# Heading @team\x1b[2J")
    page = web.get("/case/C-17/export.html").text
    assert "<script" not in page
    assert "default-src 'none'" in page
    text = web.get("/case/C-17/export.md").text
    assert text.count("```") == 4
    assert "@team" not in text


def test_what_is_known_is_not_sent_again(web: Programs) -> None:
    tag = web.get("/case/C-17/export.md").headers["etag"]
    assert web.get("/case/C-17/export.md", If_None_Match=tag).status == 304
