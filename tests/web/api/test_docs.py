# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What docs/api.md says works as it stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.web.api.table import ALL
from tests.web.api.conftest import ADA, Programs

PAGE = Path("docs/api.md").read_text(encoding="utf-8")
COMMANDS = [
    command
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for command in re.findall(r"^\$ (.*(?:\n    .*)*)", block, re.MULTILINE)
]


def run(web: Programs, command: str) -> str:
    """With curl failing where the status is an error."""
    environment = {**os.environ, "DESK": web.address, "TOKEN": ADA, "NO_PROXY": "*"}
    done = subprocess.run(["bash", "-euc", command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_example_of_curl_does_what_it_says(web: Programs) -> None:
    web.add_edge()
    tag, tried = "", 0
    for command in COMMANDS:
        if command.startswith("TAG="):
            tag = command
            continue
        if "curl" not in command:
            continue
        is_refused = "stat=posted" in command
        lines = f"{tag}\n{command}" if "$TAG" in command else command
        said = run(web, lines if is_refused else lines.replace("curl -s ", "curl -sf "))
        assert said
        assert ("not-understood" in said) == is_refused
        tried += 1
    assert tried == sum("curl" in each and not each.startswith("TAG=") for each in COMMANDS) > 15
    assert [each.name for each in web.casebook.decisions(18)] == ["local:ada"]


def test_every_operation_stands_in_the_table() -> None:
    for operation in ALL:
        last = operation.path.removeprefix("/api/v1").replace("{number}", "NUMBER")
        last = last.replace("{org}", "ORG").replace("{name}", "NAME")
        assert last in PAGE, operation.id
