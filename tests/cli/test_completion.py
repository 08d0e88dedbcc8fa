# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Completion as a shell asks for it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_asks_the_command_itself(call: Callable[..., Result], shell: str) -> None:
    result = call("completion", shell)
    assert result.exit_code == 0
    assert f"_HUBNOTICE_COMPLETE={shell}_complete" in result.stdout


def test_another_shell_is_a_mistake(call: Callable[..., Result]) -> None:
    assert call("completion", "tcsh").exit_code == 2


def test_the_script_for_bash_is_bash(call: Callable[..., Result]) -> None:
    script = call("completion", "bash").stdout
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("words", "found"), [("hubnotice sc", "scan"), ("hubnotice scan --fail", "--fail-on")])
def test_commands_and_options_are_completed(words: str, found: str) -> None:
    environment = {"_HUBNOTICE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    result = CliRunner().invoke(main, [], env=environment, prog_name="hubnotice")
    assert f"plain,{found}" in result.stdout.splitlines()
