# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Health says which check failed, and nothing that a stranger should not read."""

from __future__ import annotations

from datetime import timedelta

from bot.web.health import Expected, checks_of
from tests.web.conftest import POLL_SECONDS, Web

LONG = 10 * POLL_SECONDS + 1
GOOD = {"database": "ok", "engine": "ok", "watermark": "ok"}


def test_a_daemon_at_work_is_healthy(web: Web) -> None:
    answer = web.ask("/healthz")
    assert (answer.status, answer.json) == (200, {"status": "ok", "checks": GOOD})


def test_a_process_that_just_started_is_given_time(web: Web) -> None:
    web.casebook.advance(web.clock.now() - timedelta(days=3))
    web.clock.advance(LONG - 1)
    assert web.ask("/healthz").status == 200
    web.clock.advance(1)
    answer = web.ask("/healthz")
    assert (answer.status, answer.json) == (503, {"status": "failing", "checks": GOOD | {"watermark": "too old"}})


def test_on_a_quiet_hub_a_poll_that_ended_well_is_enough(web: Web) -> None:
    web.clock.advance(LONG)
    assert web.ask("/healthz").status == 503
    web.jobs.polled = web.clock.now()
    assert web.ask("/healthz").status == 200
    web.clock.advance(LONG)
    web.casebook.advance(web.clock.now())
    assert web.ask("/healthz").status == 200


def test_an_engine_that_stopped_is_told(web: Web) -> None:
    web.engine_runs = False
    answer = web.ask("/healthz")
    assert (answer.status, answer.json["checks"]["engine"]) == (503, "stopped")


def test_a_database_that_is_away_is_told_without_its_address(web: Web) -> None:
    web.jobs.broken = True
    answer = web.ask("/healthz")
    assert answer.status == 503
    assert answer.json["checks"] == {"database": "no answer", "engine": "ok", "watermark": "unknown"}
    assert "secret" not in answer.text


def test_a_receiver_alone_has_no_engine_to_answer_for(web: Web) -> None:
    expected = Expected(started_at=web.clock.now(), poll_seconds=POLL_SECONDS, engine_runs=None)
    assert checks_of(None, expected)["engine"] == "elsewhere"
