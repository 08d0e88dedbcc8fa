# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The GitHub Action, step by step as a runner takes them, against the local Hub."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.localhub import samples
from tests.publishing.conftest import ROOT, installed
from tests.publishing.runner import Runner
from tests.samples.bills import errors_by_sarif_schema

ACTION = ROOT / "action.yml"
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yml"))
SARIF = "github/codeql-action/upload-sarif"


@pytest.fixture
def runner(tmp_path: Path, environment: dict[str, str], derivative: Callable[[Path], Path]) -> Runner:
    derivative(tmp_path / "checkout" / "model")
    return Runner(action=ACTION, checkout=tmp_path / "checkout", temp=tmp_path / "temp", environment=environment)


def test_a_derivative_without_its_notice_fails_with_everything_that_tells_why(runner: Runner) -> None:
    (runner.checkout / "model" / "LICENSE").unlink()
    ran = runner.use(path="model", hubnotice_version="installed")
    assert (ran.code, ran.outputs["exit-code"]) == (11, "11")
    assert "::error file=model/README.md,line=1,title=hubnotice license-text-missing::" in ran.log
    assert ran.summary.startswith("### ")
    assert "| FIX | license-text-missing |" in ran.summary
    sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))
    assert errors_by_sarif_schema(sarif) == []
    places = {
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in sarif["runs"][0]["results"]
        if each["ruleId"] == "license-text-missing"
    }
    assert places == {"model/README.md"}
    report = json.loads(Path(ran.outputs["report"]).read_text(encoding="utf-8"))
    assert report["lineage"][0]["upstream"]["repo"] == samples.DEEPSEEK_V3


def test_a_folder_where_everything_is_there_passes(runner: Runner) -> None:
    ran = runner.use(path="model", hubnotice_version="installed")
    assert (ran.code, ran.outputs["exit-code"]) == (0, "0"), ran.log
    assert "::error" not in ran.log
    sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))
    assert {each["level"] for each in sarif["runs"][0]["results"]} <= {"note"}


def test_what_is_known_passes_and_is_told(runner: Runner) -> None:
    (runner.checkout / "model" / "LICENSE").unlink()
    first = runner.use(path="./model/", hubnotice_version="installed", fail_on="none", sarif_file="out.sarif")
    assert first.code == 0
    assert "Not counted: 11" in first.log
    assert (runner.checkout / "out.sarif").is_file()
    found = json.loads(Path(first.outputs["report"]).read_text(encoding="utf-8"))["findings"]
    entries = [
        {
            "rule": each["rule"],
            "upstream": each["upstream"]["repo"],
            "component": each["component"],
            "reason": "planned",
            "note": "With the next release.",
            "since": "2026-01-01",
            "until": "2027-01-01",
        }
        for each in found
        if each["severity"] != "advice"
    ]
    baseline = {"schema": "hubnotice.baseline/1", "findings": entries}
    (runner.checkout / "known.json").write_text(json.dumps(baseline), encoding="utf-8")
    assert len(entries) == 2
    again = runner.use(path="model", hubnotice_version="installed", baseline="known.json")
    assert "does not count" in again.summary
    assert again.code == 0


def test_an_upstream_that_cannot_be_looked_at_is_told_and_ends_nothing(runner: Runner) -> None:
    ran = runner.use(path="model", hubnotice_version="installed", upstreams="acme/not-there\n\n  acme/neither \n")
    assert ran.code == 0
    assert ran.log.count("::warning title=hubnotice::An upstream of the list could not be looked at") == 2


@pytest.mark.parametrize(
    "inputs",
    [
        {"path": '$(touch "$RUNNER_TEMP/pwned")'},
        {"path": "model; touch $RUNNER_TEMP/pwned"},
        {"path": "--write-baseline=x"},
        {"path": "model", "sarif_file": "a\nexit-code=0"},
        {"path": "model", "baseline": "`touch $RUNNER_TEMP/pwned`"},
        {"path": "model", "fail_on": "11,13 --exit-zero"},
        {"path": "model", "max_bytes": "lots"},
        {"path": "model", "format": "--help"},
    ],
    ids=lambda each: next(reversed(each)) if isinstance(each, dict) else "",
)
def test_inputs_are_words_and_never_code(runner: Runner, inputs: dict[str, str]) -> None:
    ran = runner.use(**inputs, hubnotice_version="installed")
    assert ran.code not in {0, 11}
    assert ran.outputs["sarif-file"] == ""
    assert not (runner.temp / "pwned").exists()
    assert sorted(each.name for each in runner.checkout.iterdir()) == ["model"]


def test_a_version_is_a_number(runner: Runner) -> None:
    for version in ("; id", "../x", "1.0 --index-url=http://evil.example", "git+https://evil.example"):
        ran = runner.use(path="model", hubnotice_version=version)
        assert (ran.code, ran.outputs["exit-code"]) == (2, "")


@pytest.mark.slow
def test_the_action_installs_the_version_that_it_lies_beside(
    runner: Runner, environment: dict[str, str], tmp_path: Path
) -> None:
    """Out of a copy, as a runner has it; needs a package registry."""
    copy = tmp_path / "action"
    copy.mkdir()
    names = ("action.yml", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "bot", "rules", "templates", "locales")
    subprocess.run(["cp", "-r", *(str(ROOT / name) for name in names), str(copy)], check=True)
    elsewhere = {name: value for name, value in environment.items() if name != "PATH"}
    real = replace(runner, action=copy / "action.yml", environment=elsewhere)
    ran = real.use(path="model", python=sys.executable)
    if "No matching distribution found" in ran.log or "Could not find a version" in ran.log:
        pytest.skip("no package registry can be reached")
    assert ran.code == 0, ran.log
    assert (real.temp / "hubnotice" / "venv" / "bin" / "hubnotice").is_file()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value


def _steps(document: dict[str, Any]) -> list[dict[str, Any]]:
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("file", [ACTION, *EXAMPLES], ids=lambda each: each.name)
def test_no_script_holds_an_expression_and_every_action_is_pinned(file: Path) -> None:
    steps = _steps(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert steps
    for step in steps:
        assert "${{" not in step.get("run", "")
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step["uses"]


def test_the_example_checks_before_it_pushes_and_keeps_no_secret() -> None:
    (file,) = EXAMPLES
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    (job,) = document["jobs"].values()
    order = [step.get("uses", "").split("@")[0] or step["run"] for step in job["steps"]]
    check = next(place for place, each in enumerate(order) if each.endswith("/hubnotice"))
    push = next(place for place, each in enumerate(order) if "upload acme/my-model" in each)
    assert check < order.index(SARIF) < push
    assert "if" not in job["steps"][push]
    assert document["permissions"] == {}
    assert job["permissions"] == {"contents": "read", "security-events": "write", "id-token": "write"}
    assert not any("secrets." in each for each in _strings(document))
    inputs = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]
    assert job["steps"][check]["with"].keys() <= inputs.keys()


def test_zizmor_has_nothing_against_it() -> None:
    command = [installed("zizmor"), "--offline", "--no-progress", str(ACTION), *map(str, EXAMPLES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_input_and_output_is_documented() -> None:
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    document = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    assert [name for part in ("inputs", "outputs") for name in document[part] if f"| `{name}` |" not in page] == []
