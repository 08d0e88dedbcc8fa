# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice doctor`` says how each thing stands, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from bot.adapters.hub.checkup import Checkup
from bot.adapters.hub.pacing import Quota
from bot.adapters.storage.casebook import SqlCasebook
from bot.adapters.storage.engine import open_database
from bot.adapters.storage.schema import migrate
from bot.cli.checks import Check, State, headers, operation
from bot.localhub import LocalHub
from bot.model.cases import ActionState
from bot.model.status import JobCounts, OperatingStatus, PostCounts
from tests.contract.test_casebook_contract import ACTION, CASE, DECISION, NOW, RECEIPT

FINE = Quota(name="api", left=991, size=1000, resets_in_seconds=212)
STATUS = OperatingStatus(
    at=NOW,
    jobs=JobCounts(waiting=2, running=1),
    cases=(),
    outbox_waiting=0,
    posts=PostCounts(last_hour=1, last_day=4, hour_cap=2, day_cap=10),
    watermark=NOW - timedelta(seconds=90),
    polled_at=NOW - timedelta(seconds=30),
)


def of(status: OperatingStatus) -> dict[str, Check]:
    return {check.name: check for check in operation(status, preset_id="automatic", poll_seconds=300)}


def warns(checks: dict[str, Check]) -> list[str]:
    return [name for name, check in checks.items() if check.state is State.WARN]


def test_a_daemon_at_work_has_nothing_to_be_warned_of() -> None:
    checks = of(STATUS)
    assert warns(checks) == []
    assert checks["posting"].words == "on: preset automatic; 0 waiting in the outbox"
    assert checks["caps"].words == "threads created: 1 of 2 in the last hour, 4 of 10 in the last day"
    assert checks["watermark"].words == "the newest change taken in is 1 min old; polled 30 s ago"
    assert checks["jobs"].words == "2 waiting, 1 running, 0 set aside"


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        ({"kill_switch": True}, "posting", "stopped by a person"),
        ({"breaker_tripped": True}, "posting", "stopped by itself"),
        ({"posts": replace(STATUS.posts, hour_cap=0)}, "posting", "off: preset automatic writes nothing"),
        ({"posts": replace(STATUS.posts, last_hour=2)}, "caps", "2 of 2 in the last hour"),
        ({"posts": replace(STATUS.posts, last_day=10)}, "caps", "10 of 10 in the last day"),
        ({"watermark": None, "polled_at": None}, "watermark", "nothing taken in yet; no poll yet"),
        (
            {"watermark": NOW - timedelta(days=2), "polled_at": NOW - timedelta(hours=2)},
            "watermark",
            "the newest change taken in is 2 d old; polled 2 h ago",
        ),
        ({"jobs": JobCounts(set_aside=3)}, "jobs", "3 set aside"),
    ],
)
def test_what_is_worth_a_look_is_a_warning(change: dict[str, Any], name: str, words: str) -> None:
    checks = of(replace(STATUS, **change))
    assert warns(checks) == [name]
    assert words in checks[name].words


def test_on_a_quiet_hub_an_old_change_is_no_warning() -> None:
    assert warns(of(replace(STATUS, watermark=NOW - timedelta(days=9)))) == []


@pytest.mark.parametrize(
    ("ahead", "state", "words"),
    [
        (0, State.OK, "agrees"),
        (-30, State.OK, "agrees"),
        (31, State.WARN, "31 s ahead of the Hub"),
        (-93, State.WARN, "93 s behind the Hub"),
        (None, State.OK, "does not tell"),
    ],
)
def test_a_clock_that_is_off_is_told(ahead: int | None, state: State, words: str) -> None:
    [clock, _] = headers(Checkup(seconds_ahead=ahead, quota=FINE))
    assert (clock.state, words in clock.words) == (state, True)


@pytest.mark.parametrize(
    ("quota", "state", "words"),
    [
        (FINE, State.OK, "api 991 of 1000 left, new in 212 s"),
        (replace(FINE, left=99), State.WARN, "api 99 of 1000 left"),
        (replace(FINE, left=1, size=None), State.OK, "api 1 left"),
        (replace(FINE, left=0, size=None), State.WARN, "api 0 left"),
        (None, State.OK, "does not tell"),
    ],
)
def test_a_quota_that_runs_out_is_told(quota: Quota | None, state: State, words: str) -> None:
    [_, check] = headers(Checkup(seconds_ahead=0, quota=quota))
    assert (check.state, words in check.words) == (state, True)


def test_for_machines_it_is_one_document(call_for_real: Callable[..., Result], tmp_path: Path) -> None:
    with LocalHub(tmp_path / "hub") as hub:
        result = call_for_real("doctor", "--format", "json", environment={"HF_ENDPOINT": hub.url})
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["schema"], document["ok"]) == ("hubnotice.doctor/1", True)
    states = {check["name"]: check["state"] for check in document["checks"]}
    fine: tuple[str, ...] = ("python", "settings", "rules", "database", "log", "caps", "jobs", "hub", "clock", "quota")
    fine += ("desk", "sign-in", "locale")
    assert states == dict.fromkeys(fine, "ok") | {"posting": "warn", "watermark": "warn"}
    words = {check["name"]: check["message"] for check in document["checks"]}
    assert words["clock"] == "agrees with the Hub's within 30 s"
    assert "left, new in" in words["quota"]


def test_a_mistake_is_in_the_document_too(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("doctor", "--format", "json", environment={"HF_ENDPOINT": "nowhere"})
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert (document["ok"], document["checks"][-1]["name"], document["checks"][-1]["state"]) == (
        False,
        "settings",
        "fail",
    )


def test_a_row_that_was_edited_is_something_that_is_off(call_for_real: Callable[..., Result], tmp_path: Path) -> None:
    database = tmp_path / "db.sqlite"
    engine = open_database(database)
    migrate(engine)
    casebook = SqlCasebook(engine)
    casebook.decide(CASE, DECISION, ACTION)
    casebook.settle(CASE, RECEIPT, ActionState.DONE)
    assert call_for_real("--database", str(database), "doctor", "--offline").exit_code == 0
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE receipts SET url = 'https://elsewhere'")
    engine.dispose()
    result = call_for_real("--database", str(database), "doctor", "--offline")
    assert result.exit_code == 1
    assert "FAIL  log       receipts row 1: the digest does not fit the content" in result.stdout
