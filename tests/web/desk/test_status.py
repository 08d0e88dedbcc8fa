# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the daemon is doing, and the switch that stops all posting."""

from __future__ import annotations

import pytest

from bot.adapters.storage.pace import SharedPace
from bot.model.cases import Action, ActionKind, ActionState, CaseState
from bot.model.orders import POSTING, StandingOrder, Word
from bot.model.people import Role
from tests.web.desk.around_world import Desk, words

SWITCH = "/status/posting"


@pytest.fixture
def admin(desk: Desk) -> Desk:
    desk.sign_in("local:eve", Role.ADMIN)
    return desk


def posting(desk: Desk) -> tuple[Word, str, str] | None:
    order = desk.book.standing(POSTING)
    return None if order is None else (order.word, order.name, order.reason)


def test_the_top_says_in_one_sentence_whether_anything_is_written(admin: Desk) -> None:
    assert "Posting is possible: 3 questions have room today." in words(admin.ask("/status"))
    order = StandingOrder(
        scope=POSTING, word=Word.TRIPPED, name="breaker", reason="a post was withdrawn", at=admin.clock.now()
    )
    admin.book.order(order)
    text = words(admin.ask("/status"))
    assert "Posting stopped by itself, until a person has looked: a post was withdrawn." in text
    assert "Breaker open since 17 March 2026, 10:00 UTC" in text
    admin.killed = "/etc/stop exists"
    assert "Nothing is written, because the kill switch is pulled: /etc/stop exists." in words(admin.ask("/status"))


def test_caps_are_told_as_they_hold_today(admin: Desk) -> None:
    admin.case("acme/asked", CaseState.POSTED)
    assert "In the last day 1 of 3 lower in the thirty days" in words(admin.ask("/status"))
    admin.clock.advance(31 * 86_400)
    admin.sign_in("local:eve", Role.ADMIN)
    assert "In the last day 0 of 10" in words(admin.ask("/status"))


def test_the_outbox_and_the_quotas_of_the_hub_are_listed(admin: Desk) -> None:
    case = admin.case("acme/waits")
    action = Action(
        id="C-1-ensure_thread-1",
        case=case.number,
        kind=ActionKind.ENSURE_THREAD,
        state=ActionState.PENDING,
        repo=case.repo,
        title="About the license",
        body="Hello",
        created_at=admin.clock.now(),
        not_before=admin.clock.now(),
    )
    admin.book.decide(case, None, action)
    pace = SharedPace(admin.database, caller="test", clock=admin.clock, is_urgent=True)
    pace.heed({"ratelimit": '"api";r=412;t=200', "ratelimit-policy": '"fixed window";"api";q=1000;w=300'})
    pace.take("api", patience_seconds=1.0)
    text = words(admin.ask("/status"))
    assert "C-1 acme/waits in review 17 March 2026, 10:00 UTC no" in text
    assert "api 1 000 300 seconds 4" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_an_admin_stops_posting_and_lets_it_go_on(admin: Desk) -> None:
    answer = admin.send(SWITCH, posting="off", reason="somebody wrote to us")
    assert (answer.status, answer.headers["location"]) == (303, "/status")
    assert posting(admin) == (Word.OFF, "local:eve", "somebody wrote to us")
    assert "Posting was stopped by local:eve: somebody wrote to us." in words(admin.ask("/status"))
    assert "Let posting go on" in words(admin.ask("/status"))
    admin.send(SWITCH, posting="on", reason="answered them")
    assert posting(admin) == (Word.ON, "local:eve", "answered them")


@pytest.mark.parametrize("fields", [{"posting": "off", "reason": " "}, {"posting": "maybe", "reason": "x"}, {}])
def test_an_order_without_a_word_or_a_reason_is_none(admin: Desk, fields: dict[str, str]) -> None:
    assert admin.send(SWITCH, **fields).status == 400
    assert posting(admin) is None


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PUBLISHER, Role.LEGAL, Role.AUDITOR])
def test_nobody_else_does(desk: Desk, role: Role) -> None:
    desk.sign_in("local:ada", role)
    assert "Stop all posting" not in words(desk.ask("/status"))
    assert desk.send(SWITCH, posting="off", reason="x").status == 403
    assert posting(desk) is None
