# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Help and version start without the heavy libraries, and comparing without those of a database, in real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bot.cli.main import main
from tests.samples.models import as_file, dense, noisy

HEAVY = (
    *("torch", "huggingface_hub", "dbos", "sqlalchemy", "alembic", "apscheduler", "numpy", "jinja2", "rich"),
    *("fastapi", "uvicorn", "prometheus_client"),
    *("spdx_tools", "spdx_python_model", "cyclonedx", "github3", "requests"),
)
SCRIPT = """
import sys
from bot.cli.main import main
try:
    main(sys.argv[1:], prog_name="hubnotice")
except SystemExit as end:
    assert not end.code, end.code
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["version"],
        ["scan", "--help"],
        ["watch", "--help"],
        ["serve", "--help"],
        ["sbom", "--help"],
        ["dashboard", "--help"],
    ],
)
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    script = SCRIPT.format(heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "hubnotice" in done.stdout


def test_comparing_two_folders_loads_nothing_of_a_database(tmp_path: Path) -> None:
    for name, tensors in (("base", dense(1)), ("own", noisy(dense(1), 0.1))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(as_file(tensors))
    script = SCRIPT.format(heavy=("torch", "dbos", "sqlalchemy", "alembic", "apscheduler", "jinja2"))
    command = [
        sys.executable,
        "-c",
        script,
        "compare",
        str(tmp_path / "own"),
        str(tmp_path / "base"),
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert json.loads(done.stdout)["verdict"] == "derived"


def test_a_hook_loads_nothing_of_desk_alerts_or_daemon(tmp_path: Path) -> None:
    for name, tensors in (("base", dense(1)), ("own", noisy(dense(1), 0.1))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.safetensors").write_bytes(as_file(tensors))
    database = ("--database", str(tmp_path / "kept.db"))
    add = [sys.executable, "-m", "bot.cli", *database, "catalog", "add", str(tmp_path / "base")]
    subprocess.run(add, capture_output=True, check=True)
    not_needed = (
        *(
            "torch",
            "huggingface_hub",
            "dbos",
            "alembic",
            "mako",
            "apscheduler",
            "jinja2",
            "fastapi",
            "github3",
            "authlib",
        ),
        *("bot.bootstrap", "bot.web", "bot.pipeline.jobs", "bot.pipeline.alerting", "bot.adapters.storage.casebook"),
        *("bot.adapters.storage.rebuilding", "bot.cli.watch", "bot.cli.alerts"),
    )
    script = SCRIPT.format(heavy=not_needed)
    scan = [*database, "scan", "--offline", "--exit-zero", "--format", "json", str(tmp_path / "own")]
    done = subprocess.run([sys.executable, "-c", script, *scan], capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert json.loads(done.stdout)["lineage"][0]["verdict"] == "derived"


def test_a_command_loads_no_other() -> None:
    script = SCRIPT.format(heavy=("bot.cli.alerts", "bot.cli.watch", "bot.cli.scan", "bot.model.cases"))
    done = subprocess.run([sys.executable, "-c", script, "version"], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_every_command_is_where_the_group_looks_for_it() -> None:
    with click.Context(main) as ctx:
        found = {name: main.get_command(ctx, name) for name in main.list_commands(ctx)}
    assert {name: command.name for name, command in found.items() if command is not None} == {
        name: name for name in found
    }


def test_the_module_runs_as_a_process() -> None:
    done = subprocess.run([sys.executable, "-m", "bot.cli", "nonsense"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such command" in done.stderr
