# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real processes that listen: the daemon itself, and a receiver beside it on the same database."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import Result

from bot.localhub import LocalHub
from bot.web.webhook import PATH

SECRET = "known to the Hub and to us"


class Process:
    """A command that runs until it is told to stop; its log is JSON on stderr."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def until(self, event: str) -> dict[str, Any]:
        """The next such event."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            found: dict[str, Any] = json.loads(line)
            if found["event"] == event:
                return found
        raise AssertionError(f"the process ended without saying {event}")

    def stop(self) -> list[str]:
        """What it said after being told, all of it events."""
        assert self._process.stderr is not None
        self._process.send_signal(signal.SIGTERM)
        rest = [json.loads(line)["event"] for line in self._process.stderr]
        assert self._process.wait() == 0
        return rest


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LocalHub]:
    with LocalHub(tmp_path / "hub") as running:
        running.accounts.add_user("dev", token="hf_dev", orgs=("acme",))
        running.repositories.create("acme/tiny")
        yield running


@contextmanager
def started(hub: LocalHub, folder: Path, *words: str, secret: str | None = SECRET) -> Iterator[Process]:
    environment = {
        "PATH": os.environ["PATH"],
        "HF_ENDPOINT": hub.url,
        "HUBNOTICE_DATABASE": str(folder / "db"),
        "HUBNOTICE_LOG_FORMAT": "json",
    } | ({"HUBNOTICE_WEBHOOK_SECRET": secret} if secret else {})
    command = [sys.executable, "-m", "bot.cli", *words]
    with subprocess.Popen(
        command, env=environment, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Process(process)
        finally:
            process.kill()


def call_here(hub: LocalHub, address: str) -> None:
    watched = [{"type": "org", "name": "acme"}]
    hub.webhooks.create("dev", {"url": f"{address}{PATH}", "secret": SECRET, "watched": watched})


def get(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_the_daemon_listens_and_scans_what_the_hub_tells_it(hub: LocalHub, tmp_path: Path) -> None:
    with started(hub, tmp_path, "watch", "--every", "86400", "--listen", "127.0.0.1:0") as daemon:
        address = daemon.until("listening")["address"]
        daemon.until("watching")
        call_here(hub, address)
        sha = hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
        done = daemon.until("scan_done")
        assert (done["repo"], done["revision"]) == ("acme/tiny", sha)
        assert get(address, "/healthz")[0] == 200
        metrics = get(address, "/metrics")[1]
        for line in ('webhook_deliveries_total{result="woken"} 1.0', 'scans_total{verdict="not_assessed"} 1.0'):
            assert f"hubnotice_{line}" in metrics
        assert daemon.stop()[-1] == "engine_stopped"


def test_a_receiver_alone_hands_on_to_the_daemon(hub: LocalHub, tmp_path: Path) -> None:
    with (
        started(hub, tmp_path, "watch", "--every", "86400") as daemon,
        started(hub, tmp_path, "serve", "--listen", "127.0.0.1:0") as receiver,
    ):
        daemon.until("watching")
        address = receiver.until("listening")["address"]
        call_here(hub, address)
        sha = hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
        assert receiver.until("webhook_taken")["repo"] == "acme/tiny"
        assert daemon.until("scan_done")["revision"] == sha
        status, text = get(address, "/healthz")
        assert (status, json.loads(text)["checks"]["engine"]) == (200, "elsewhere")
        assert receiver.stop() == []
        daemon.stop()


def test_without_a_secret_only_health_and_metrics_are_told(hub: LocalHub, tmp_path: Path) -> None:
    with started(hub, tmp_path, "serve", "--listen", "127.0.0.1:0", secret=None) as receiver:
        listening = receiver.until("listening")
        assert listening["webhooks"] is False
        call_here(hub, listening["address"])
        hub.repositories.commit("acme/tiny", {"NOTICE": b"x"})
        assert hub.courier.settle(60)
        assert [attempt.status for attempt in hub.courier.attempts] == [404]
        receiver.stop()


def test_an_address_that_is_taken_ends_the_daemon_with_a_word(hub: LocalHub, tmp_path: Path) -> None:
    taken = urlsplit(hub.url).netloc
    environment = {"PATH": os.environ["PATH"], "HF_ENDPOINT": hub.url, "HUBNOTICE_DATABASE": str(tmp_path / "db")}
    command = [sys.executable, "-m", "bot.cli", "watch", "--listen", taken]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"hubnotice: {taken}: cannot be listened on" in done.stderr


def test_serve_has_to_be_told_where_to_listen(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("serve")
    assert result.exit_code == 2
    assert "--listen HOST:PORT" in result.stderr


def test_all_mistakes_of_a_start_are_told_together(call_for_real: Callable[..., Result]) -> None:
    wrong = {"HUBNOTICE_LISTEN": "everywhere", "HUBNOTICE_WEBHOOK_SECRET": "short", "HUBNOTICE_LOG_FORMAT": "xml"}
    result = call_for_real("watch", "--once", environment=wrong)
    assert result.exit_code == 2
    assert all(name in result.stderr for name in wrong)
    assert "short" not in result.stderr
