# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice backup`` copies the database that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result


def test_the_database_of_the_settings_is_copied_once(call_for_real: Callable[..., Result], tmp_path: Path) -> None:
    assert call_for_real("case", "list").exit_code == 0
    copy = tmp_path / "copy.sqlite3"
    result = call_for_real("backup", str(copy))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "copy.sqlite3: " in result.stderr
    assert result.stderr.rstrip().endswith("; whole.")
    again = call_for_real("backup", str(copy))
    assert again.exit_code == 2
    assert "never replaces one" in again.stderr
    assert call_for_real("--database", str(copy), "doctor", "--offline").exit_code == 0


def test_where_there_is_no_database_none_is_made(call_for_real: Callable[..., Result], tmp_path: Path) -> None:
    result = call_for_real("backup", str(tmp_path / "copy"))
    assert result.exit_code == 2
    assert "there is nothing to back up" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_for_postgresql_its_own_tool_is_named(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("--database", "postgresql://bot:hidden@db.example/hubnotice", "backup", "copy.dump")
    assert result.exit_code == 2
    assert "pg_dump --format=custom --file=copy.dump postgresql://bot@db.example/hubnotice" in result.stderr
    assert "hidden" not in result.stderr
