# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the tests for publishers share: a Hub with one upstream, folders of derivatives, and hubnotice as an installed command."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.localhub import LocalHub, samples

ROOT = Path(__file__).parents[2]
_BY_NAME = {each.repo: each for each in (*samples.DERIVATIVES, *samples.UPSTREAMS)}


def installed(name: str) -> str:
    """Path of a tool of the development group; skips the test where it is not there."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: it belongs to the group dev")
    return found


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """A Hub where the upstream of `owing` lies."""
    with LocalHub(tmp_path_factory.mktemp("hub")) as running:
        samples.publish(running, _BY_NAME[samples.DEEPSEEK_V3])
        yield running


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH where ``hubnotice`` is the program under test."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "hubnotice"
    packages = os.pathsep.join((str(ROOT), *(each for each in sys.path if each.endswith("-packages"))))
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{packages}" exec "{sys.executable}" -m bot.cli "$@"\n', encoding="utf-8"
    )
    command.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def environment(hub: LocalHub, commands: Path) -> dict[str, str]:
    """What a step or a hook finds."""
    return {"HF_ENDPOINT": hub.url, "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def derivative() -> Callable[[Path], Path]:
    """Writes a declared fine-tune into a folder, the LICENSE with the upstream's notice included."""
    files = _BY_NAME[samples.DECLARED_FINETUNE].files()

    def write(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return folder

    return write
