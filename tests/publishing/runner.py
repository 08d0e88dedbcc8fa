# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A small runner of composite actions: inputs, expressions, step outputs, job summary, and bash as GitHub calls it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_KNOWN_STEP = {"name", "id", "shell", "env", "run"}


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What became of one use of an action."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass(kw_only=True)
class Runner:
    """A machine with a checkout and a folder for what is thrown away. Steps see nothing of the environment of the tests but these."""

    action: Path
    checkout: Path
    temp: Path
    environment: Mapping[str, str]
    _steps: dict[str, dict[str, str]] = field(default_factory=dict)

    def use(self, **inputs: str) -> Ran:
        """As ``uses:`` with ``with:``; an underscore stands for a hyphen. An input that the action does not name is a mistake."""
        document = yaml.safe_load(self.action.read_text(encoding="utf-8"))
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= document["inputs"].keys()
        values = {name: given.get(name, each["default"]) for name, each in document["inputs"].items()}
        self._steps.clear()
        self.temp.mkdir(parents=True, exist_ok=True)
        summary = self.temp / "summary.md"
        summary.write_text("", encoding="utf-8")
        log, code = "", 0
        for step in document["runs"]["steps"]:
            code, said = self._step(step, values, summary)
            log += said
            if code:
                break
        outputs = {name: self._evaluated(each["value"], values) for name, each in document["outputs"].items()}
        return Ran(code=code, log=log, outputs=outputs, summary=summary.read_text(encoding="utf-8"))

    def _step(self, step: Mapping[str, Any], inputs: Mapping[str, str], summary: Path) -> tuple[int, str]:
        assert step.keys() <= _KNOWN_STEP
        assert step["shell"] == "bash"
        script, output = self.temp / "step.sh", self.temp / "output"
        script.write_text(self._evaluated(step["run"], inputs), encoding="utf-8")
        output.write_text("", encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.checkout,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.temp),
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_WORKSPACE": str(self.checkout),
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "RUNNER_TEMP": str(self.temp),
                **self.environment,
                **{name: self._evaluated(value, inputs) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if "id" in step:
            lines = output.read_text(encoding="utf-8").splitlines()
            self._steps[step["id"]] = dict(line.split("=", 1) for line in lines)
        return done.returncode, done.stdout

    def _evaluated(self, text: str, inputs: Mapping[str, str]) -> str:
        def value(match: re.Match[str]) -> str:
            match match[1].split("."):
                case ["inputs", name]:
                    return inputs[name]
                case ["github", "action_path"]:
                    return str(self.action.parent)
                case ["steps", step, "outputs", name]:
                    return self._steps.get(step, {}).get(name, "")
                case _:
                    raise AssertionError(f"an expression that this runner does not know: {match[0]}")

        return _EXPRESSION.sub(value, text)
