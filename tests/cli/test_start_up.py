# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Help and version start without the heavy libraries, in a real process."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "huggingface_hub", "dbos", "sqlalchemy", "alembic", "apscheduler", "numpy", "jinja2", "rich")
SCRIPT = """
import sys
from bot.cli.main import main
try:
    main(sys.argv[1:], prog_name="hubnotice")
except SystemExit as end:
    assert not end.code, end.code
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["version"], ["scan", "--help"], ["watch", "--help"]])
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    script = SCRIPT.format(heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "hubnotice" in done.stdout


def test_the_module_runs_as_a_process() -> None:
    done = subprocess.run([sys.executable, "-m", "bot.cli", "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such command" in done.stderr
