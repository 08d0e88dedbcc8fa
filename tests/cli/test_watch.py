# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice watch --once``, and ``hubnotice doctor``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from bot.localhub import LocalHub
from bot.ports.work import FailedJob
from tests.cli.conftest import FakeEngine, GivenApplication
from tests.localhub.conftest import weights


def test_once_polls_works_and_stops(app: GivenApplication, call: Callable[..., Result]) -> None:
    assert call("watch", "--once").exit_code == 0
    assert app.engine.calls == ["start", "poll", "drain", "stop"]


def test_work_that_is_left_is_said_and_the_engine_still_stopped(
    app: GivenApplication, call: Callable[..., Result]
) -> None:
    slow = FakeEngine(drains=False)
    object.__setattr__(app, "daemon", lambda: slow)
    result = call("watch", "--once")
    assert result.exit_code == 4
    assert "the next start goes on" in result.stderr
    assert slow.calls[-1] == "stop"


def test_one_poll_is_no_time_for_a_backfill(app: GivenApplication, call: Callable[..., Result]) -> None:
    result = call("watch", "--once", "--backfill")
    assert result.exit_code == 2
    assert "--backfill takes days" in result.stderr
    assert app.engine.calls == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("watch", "--every", "3600"), "Watching"),
        (("watch", "--every", "3600", "--backfill"), "Watching"),
        (("worker",), "Working for"),
    ],
)
def test_the_daemon_runs_until_it_is_told_to_stop(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    with LocalHub(tmp_path / "hub") as hub:
        environment = {"PATH": os.environ["PATH"], "HF_ENDPOINT": hub.url, "HUBNOTICE_DATABASE": str(tmp_path / "db")}
        command = [sys.executable, "-m", "bot.cli", *words]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            started, line = process.stderr.readline(), process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read().splitlines()
    assert started.endswith(" info    engine_started\n")
    assert line == f"{said} {hub.url} with preset dry-run.\n"
    assert process.returncode == 0
    assert rest[-1].endswith(" info    engine_stopped")


def test_without_a_token_one_poll_finds_and_writes_nothing(
    call_for_real: Callable[..., Result], tmp_path: Path
) -> None:
    with LocalHub(tmp_path / "hub") as hub:
        hub.accounts.add_user("dev", token="hf_dev", orgs=("acme",))
        hub.repositories.create("acme/tiny")
        hub.repositories.commit("acme/tiny", {"model.safetensors": weights()}, title="Upload")
        result = call_for_real("watch", "--once", environment={"HF_ENDPOINT": hub.url})
    assert (result.exit_code, result.stdout) == (0, "")
    events = [line.split()[3] for line in result.stderr.splitlines()]
    assert events == ["engine_started", "intake_read", "scan_done", "no_case", "engine_stopped"]


def test_a_preset_that_posts_is_refused_without_a_signature(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("watch", "--once", "--preset", "automatic")
    assert result.exit_code == 2
    assert "HUBNOTICE_CONTACT" in result.stderr


def test_doctor_finds_a_fresh_setup_in_order(call_for_real: Callable[..., Result], tmp_path: Path) -> None:
    with LocalHub(tmp_path / "hub") as hub:
        hub.accounts.add_user("notice-bot", token="hf_secret")
        result = call_for_real("doctor", environment={"HF_ENDPOINT": hub.url, "HUBNOTICE_TOKEN": "hf_secret"})
    assert result.exit_code == 0, result.output
    assert "signed in as notice-bot" in result.stdout
    assert "preset dry-run" in result.stdout
    assert "known upstreams: 0" in result.stdout
    assert "hf_secret" not in result.output


def test_doctor_says_everything_that_is_off(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real(
        "--database", "/no/such/folder/file", "doctor", "--offline", environment={"HUBNOTICE_PRESET": "loud"}
    )
    assert result.exit_code == 1
    assert "FAIL  rules     unknown preset 'loud'" in result.stdout
    assert "FAIL  database" in result.stdout


def test_doctor_wants_token_and_contact_before_anything_is_posted(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("doctor", "--offline", environment={"HUBNOTICE_PRESET": "automatic"})
    assert result.exit_code == 1
    assert "HUBNOTICE_CONTACT" in result.stdout


def test_doctor_says_which_settings_are_wrong(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("doctor", environment={"HF_ENDPOINT": "nowhere"})
    assert result.exit_code == 1
    assert "FAIL  settings" in result.stdout


def test_a_job_that_was_set_aside_is_told_and_is_exit_code_4(
    app: GivenApplication, call: Callable[..., Result]
) -> None:
    broken = FailedJob(id="scan:acme/new@2", reason="RemoteFailure: broken for good")
    object.__setattr__(app, "daemon", lambda: FakeEngine(sets_aside=[broken]))
    result = call("watch", "--once")
    assert result.exit_code == 4
    assert result.stderr.splitlines() == ["scan:acme/new@2: set aside: RemoteFailure: broken for good"]
