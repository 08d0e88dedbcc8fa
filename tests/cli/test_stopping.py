# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A process that is told to stop ends, whatever hangs in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from bot.localhub import LocalHub

_HANGS = """
import threading
from bot.cli.stopping import told_to_stop

stop = told_to_stop({seconds})
print("ready", flush=True)
stop.wait()
print("stopping", flush=True)
threading.Event().wait()
"""


def hanging(seconds: float) -> subprocess.Popen[str]:
    """Something that never ends by itself, ready to be told."""
    command = [sys.executable, "-c", _HANGS.format(seconds=seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    assert process.stdout.readline() == "stopping\n"
    return process


def test_what_does_not_end_is_left() -> None:
    with hanging(seconds=0.2) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 4
    assert said == "Something under way has not ended in 0.2 seconds. Leaving it; the next start takes it up.\n"


def test_told_once_more_it_ends_at_once() -> None:
    with hanging(seconds=3600) as process:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 4
    assert said == "Told to stop once more. Leaving it; the next start takes it up.\n"


def test_a_daemon_whose_database_is_gone_can_be_stopped(tmp_path: Path) -> None:
    """What is under way there is tried again for ever."""
    with LocalHub(tmp_path / "hub") as hub:
        environment = {
            "PATH": os.environ["PATH"],
            "HF_ENDPOINT": hub.url,
            "HUBNOTICE_DATABASE": str(tmp_path / "data" / "db"),
        }
        (tmp_path / "data").mkdir()
        command = [sys.executable, "-m", "bot.cli", "watch", "--every", "3600"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            while not process.stderr.readline().startswith("Watching"):
                assert process.poll() is None
            shutil.rmtree(tmp_path / "data")
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    assert process.returncode in (0, 4)
