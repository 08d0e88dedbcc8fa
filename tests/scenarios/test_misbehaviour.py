# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Hub that misbehaves while a derivative is scanned: no crash, no hang, and no silence about what could not be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.localhub import Fault, LocalHub, Rule, samples
from tests.scenarios.world import BOT, TOKEN, environment_of, settings_file

pytestmark = pytest.mark.slow  # It waits for timeouts and backs off, as it does in earnest.

WEIGHTS = r"/(?:resolve|cdn)/.*\.safetensors$"
SUSPECT = samples.SOLAR_LIKE
UPSTREAM = samples.GLM_AIR


class Desk:
    """The command line against a Hub with one known upstream and one upload."""

    def __init__(self, folder: Path) -> None:
        self.hub = LocalHub(folder / "hub")
        self.hub.accounts.add_user(BOT, token=TOKEN)
        for sample in (*samples.UPSTREAMS, *samples.DERIVATIVES):
            if sample.repo in {UPSTREAM, SUSPECT}:
                samples.publish(self.hub, sample)
        self._settings = str(settings_file(folder))
        self._environment = {
            **environment_of(self.hub.url, folder),
            "HUBNOTICE_TIMEOUT_SECONDS": "1",
        }
        assert self.run("catalog", "add", UPSTREAM).exit_code == 0

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["--config", self._settings, *arguments], env=self._environment)

    def scan(self) -> tuple[int, Any]:
        result = self.run("scan", SUSPECT, "--format", "json")
        return result.exit_code, json.loads(result.stdout) if result.stdout else result.stderr


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("misbehaviour"))
    yield desk
    desk.hub.close()


@pytest.fixture(autouse=True)
def behaved(desk: Desk) -> Iterator[None]:
    desk.hub.faults.clear()
    yield
    desk.hub.faults.clear()


def test_where_the_hub_behaves_there_is_nothing_to_do(desk: Desk) -> None:
    code, document = desk.scan()
    assert (code, document["verdict"], document["not_checked"]) == (0, "independent", [])


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Rule(fault=Fault.RATE_LIMITED, path=WEIGHTS, times=None, seconds=30), "rate_limited"),
        (Rule(fault=Fault.RETRY_AFTER, path=WEIGHTS, times=None, seconds=30), "rate_limited"),
        (Rule(fault=Fault.BARE_429, path=WEIGHTS, times=None), "rate_limited"),
        (Rule(fault=Fault.STATUS, status=500, path=WEIGHTS, times=None), "remote_failure"),
        (Rule(fault=Fault.STATUS, status=503, path=WEIGHTS, times=None), "remote_failure"),
        (Rule(fault=Fault.CONNECTION_CLOSED, path=WEIGHTS, times=None), "unreachable"),
        (Rule(fault=Fault.LOST_REPLY, path=WEIGHTS, times=None), "unreachable"),
        (Rule(fault=Fault.HANG, path=WEIGHTS, times=None), "unreachable"),
        (Rule(fault=Fault.TRUNCATED, path="/cdn/", times=None), "cut_short"),
        (Rule(fault=Fault.RANGE_IGNORED, path="/cdn/", times=None), "range_ignored"),
    ],
    ids=lambda value: f"{value.fault.value}-{value.status}" if isinstance(value, Rule) else "",
)
def test_weights_that_do_not_come_are_listed_with_exit_code_4(desk: Desk, rule: Rule, reason: str) -> None:
    desk.hub.faults.add(rule)
    code, document = desk.scan()
    assert rule.applied > 0
    assert (code, document["findings"]) == (4, [])
    assert document["verdict"] != "derived"
    assert reason in {each["reason"] for each in document["not_checked"]}


@pytest.mark.parametrize("fault", [Fault.RATE_LIMITED, Fault.STATUS, Fault.CONNECTION_CLOSED, Fault.LOST_REPLY])
def test_a_single_slip_is_forgiven(desk: Desk, fault: Fault) -> None:
    rule = desk.hub.faults.add(Rule(fault=fault, path=WEIGHTS, seconds=1))
    code, document = desk.scan()
    assert (rule.applied, code, document["not_checked"]) == (1, 0, [])


def test_a_license_file_that_does_not_come_is_listed_and_nobody_is_asked_for_it(desk: Desk) -> None:
    desk.hub.faults.add(Rule(fault=Fault.STATUS, status=503, path="/LICENSE", times=None))
    code, document = desk.scan()
    assert (code, document["findings"]) == (4, [])
    assert any("LICENSE" in each["what"] for each in document["not_checked"])


@pytest.mark.parametrize("fault", [Fault.WRONG_JSON, Fault.NOT_JSON, Fault.TRUNCATED, Fault.HANG, Fault.STATUS])
def test_a_listing_that_makes_no_sense_is_one_calm_line_and_exit_code_4(desk: Desk, fault: Fault) -> None:
    desk.hub.faults.add(Rule(fault=fault, path="^/api/models/", times=None))
    code, told = desk.scan()
    assert code == 4
    assert len(told.strip().splitlines()) == 1
    assert "Traceback" not in told


def test_a_rate_limited_listing_is_exit_code_5(desk: Desk) -> None:
    desk.hub.faults.add(Rule(fault=Fault.RETRY_AFTER, path="^/api/models/", times=None, seconds=60))
    assert desk.scan()[0] == 5
