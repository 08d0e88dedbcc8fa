# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What holds of every page around the queue: empty, full, hostile, and for everybody who may come."""

from __future__ import annotations

import re

import pytest

from bot.adapters.storage.audit import SqlAudit
from bot.model.cases import CaseState
from bot.model.orders import StandingOrder, Word, owner_scope
from bot.model.people import Role
from bot.render.tone import lint
from tests.web.desk.around_world import UPSTREAM, Desk, words

PUBLIC = (
    "/upstreams",
    "/upstreams?of=catalog",
    "/graph",
    "/corrections",
    "/opt-outs",
    "/rules",
    "/rules/notice-file-missing",
    "/licenses",
    "/licenses/apache-2.0",
    "/coverage",
    "/about",
)
LOG = ("/audit", "/audit/reads", "/audit.jsonl", "/audit/reads.jsonl")
HOSTILE = "acme/<img src=x onerror=alert(1)>\"'{{7*7}}"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_fresh_installation_shows_a_helpful_page_to_everybody(desk: Desk, path: str) -> None:
    page = desk.ask(path)
    assert page.status == 200
    assert 'class="lead"' in page.text
    assert lint(words(page)) == ()


def test_empty_pages_say_what_will_be_there(desk: Desk) -> None:
    assert "It will be listed here after the first scans." in words(desk.ask("/upstreams"))
    assert "The catalog is empty." in words(desk.ask("/upstreams?of=catalog"))
    assert "The tree grows with the first scans." in words(desk.ask("/graph"))
    assert "No correction so far." in words(desk.ask("/corrections"))
    assert "No account asked for it so far." in words(desk.ask("/opt-outs"))
    assert "none of them has spoken in public yet" in words(desk.ask("/rules"))
    assert "The first scans follow the first poll." in words(desk.ask("/coverage"))
    desk.sign_in("local:eve", Role.ADMIN)
    assert "Nothing was ruled, written or ordered yet." in words(desk.ask("/audit"))
    assert "Nothing waits to be written." in words(desk.ask("/status"))


@pytest.mark.parametrize("path", [*LOG, "/status"])
def test_what_is_not_public_is_shown_to_nobody_who_did_not_sign_in(desk: Desk, path: str) -> None:
    assert desk.ask(path).headers["location"].startswith("/login?next=")
    desk.sign_in("hf:reader", Role.SUBSCRIBER)
    assert desk.ask(path).status == 403
    desk.speaks_for("acme")
    assert desk.ask(path).status == 403


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_auditors_and_admins_read_the_log(desk: Desk, role: Role) -> None:
    desk.sign_in("local:eve", role)
    assert [desk.ask(path).status for path in LOG] == [200] * len(LOG)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PUBLISHER, Role.LEGAL, Role.AUDITOR, Role.ADMIN])
def test_everybody_of_the_desk_sees_how_the_daemon_is_doing(desk: Desk, role: Role) -> None:
    desk.sign_in("local:eve", role)
    assert desk.ask("/status").status == 200


def test_names_and_reasons_of_strangers_are_shown_as_text_on_every_page(desk: Desk) -> None:
    case = desk.case(HOSTILE, CaseState.WITHDRAWN, HOSTILE, UPSTREAM)
    desk.ruled(case, "<b>bob</b>", reason="<script>alert(2)</script>")
    order = StandingOrder(
        scope=owner_scope("<i>lab</i>"), word=Word.OFF, name="<b>x</b>", reason="<u>", at=desk.clock.now()
    )
    desk.book.order(order)
    assert "&lt;img src=x onerror" in desk.ask("/corrections").text
    assert "&lt;i&gt;lab&lt;/i&gt;" in desk.ask("/opt-outs").text
    desk.sign_in("local:<s>eve", Role.ADMIN)
    assert "&lt;script&gt;alert(2)" in desk.ask("/audit").text
    paths = [*PUBLIC, *LOG[:2], "/status", f"/upstream/{UPSTREAM}", f"/graph?root={UPSTREAM}", "/licenses?q=%3Cimg%3E"]
    for path in paths:
        page = desk.ask(path)
        assert page.status == 200, path
        assert not re.search(r"<(img|script(?! src=\"/static/)|b|i|u|s>eve)\b", page.text), path
        assert "49" not in re.findall(r"acme/[^<]*", page.text), path


@pytest.mark.parametrize("path", ["/upstream/acme/nothing", "/rules/nothing", "/licenses/nothing", "/upstream/%00"])
def test_what_is_not_there_is_said_so_calmly(desk: Desk, path: str) -> None:
    page = desk.ask(path)
    assert page.status == 404
    assert "There is nothing here" in page.text


@pytest.mark.parametrize("path", ["/upstreams?after=x", "/upstreams?q=" + "x" * 300, "/graph?root=%00"])
def test_an_address_that_nobody_was_given_is_refused_and_not_obeyed(desk: Desk, path: str) -> None:
    assert desk.ask(path).status == 400


def test_every_read_of_what_is_not_public_is_noted_before_it_is_shown(desk: Desk) -> None:
    desk.case("acme/one")
    desk.ask("/upstreams")
    desk.sign_in("hf:reader", Role.SUBSCRIBER)
    desk.ask("/upstreams")
    desk.ask("/audit")
    desk.speaks_for("deepseek-ai")
    desk.ask(f"/upstream/{UPSTREAM}")
    desk.ask("/upstream/acme/one")
    desk.sign_in("local:eve", Role.AUDITOR)
    desk.ask("/upstreams?q=deep")
    desk.ask("/rules")
    desk.ask("/audit?kind=order")
    noted = [(each.read.name, each.read.place, each.read.origin) for each in SqlAudit(desk.database).reads().entries]
    assert noted == [
        ("local:eve", "/audit?kind=order", "127.0.0.1"),
        ("local:eve", "/upstreams?q=deep", "127.0.0.1"),
        ("hf:hana", f"/upstream/{UPSTREAM}", "127.0.0.1"),
    ]


def test_what_cannot_be_noted_is_not_shown(desk: Desk) -> None:
    with desk.database.begin() as connection:
        connection.exec_driver_sql("DELETE FROM counters WHERE name = 'reads'")
    desk.sign_in("local:eve", Role.AUDITOR)
    assert desk.ask("/audit").status == 503
    assert desk.ask("/upstreams").status == 503
    desk.cookie = ""
    assert desk.ask("/upstreams").status == 200


def test_pages_need_no_script_of_their_own_and_name_no_other_host(desk: Desk) -> None:
    desk.case("acme/one", CaseState.POSTED)
    for path in PUBLIC:
        text = desk.ask(path).text
        assert not re.search(r"<script(?! src=\"/static/)|\son\w+=|\sstyle=|<style", text), path
        loaded = re.findall(r"<(?:link|script|img)[^>]*(?:href|src)=\"([^\"]*)\"", text)
        assert all(re.match(r"/(?!/)", each) for each in loaded), path
