# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice scan`` in a publisher's checks: what is known, what fails, and several reports at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from bot.cli.exits import Exit
from bot.model.costs import Reason, Unavailable
from bot.model.findings import Severity
from bot.model.reports import ScanReport
from tests.cli.conftest import GivenApplication
from tests.samples.judged import DECLARED_FINETUNE, SAME_SHAPE_OWN_WEIGHTS, WHOLE_MODEL

DECLARED = DECLARED_FINETUNE.report()
UNREAD = (Unavailable("a.nemo", Reason.UNSUPPORTED),)
SAID = ("--reason", "planned", "--note", "With the next release.")


@pytest.fixture
def scan(app: GivenApplication, call: Callable[..., Result]) -> Callable[..., Result]:
    """A scan of this report with these options."""

    def run(report: ScanReport, *options: str) -> Result:
        app.answers["acme/model"] = report
        return call("scan", "acme/model", *options)

    return run


def test_what_was_written_does_not_fail_the_next_scan(scan: Callable[..., Result], tmp_path: Path) -> None:
    file = str(tmp_path / "b.json")
    assert scan(DECLARED).exit_code == Exit.ATTRIBUTION_MISSING
    assert scan(DECLARED, "--write-baseline", file, *SAID).exit_code == Exit.DONE
    known = scan(DECLARED, "--baseline", file)
    assert known.exit_code == Exit.DONE
    assert "does not count. Known until" in known.stdout
    assert "Known and put aside: 2." in known.stdout


def test_only_what_is_not_in_the_baseline_counts(scan: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    scan(DECLARED, "--write-baseline", str(file), *SAID)
    document = json.loads(file.read_text(encoding="utf-8"))
    document["findings"] = document["findings"][:1]
    file.write_text(json.dumps(document), encoding="utf-8")
    found = scan(DECLARED, "--baseline", str(file), "--format", "json")
    assert found.exit_code == Exit.ATTRIBUTION_MISSING
    standings = {each["rule"]: each["baseline"] for each in json.loads(found.stdout)["findings"]}
    assert sorted(standings.values()) == ["accepted", "new"]


def test_an_entry_that_ended_counts_again_and_is_told(scan: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    scan(DECLARED, "--write-baseline", str(file), *SAID)
    document = json.loads(file.read_text(encoding="utf-8"))
    for each in document["findings"]:
        each |= {"since": "2020-01-01", "until": "2020-02-01"}
    file.write_text(json.dumps(document), encoding="utf-8")
    ended = scan(DECLARED, "--baseline", str(file))
    assert ended.exit_code == Exit.ATTRIBUTION_MISSING
    assert "was put aside until 2020-02-01 and counts again" in " ".join(ended.stdout.split())


def test_a_baseline_never_hides_what_could_not_be_checked(scan: Callable[..., Result], tmp_path: Path) -> None:
    file = str(tmp_path / "b.json")
    report = replace(DECLARED, not_checked=UNREAD)
    assert scan(report, "--write-baseline", file, *SAID).exit_code == Exit.NOT_CHECKED
    assert scan(report, "--baseline", file).exit_code == Exit.NOT_CHECKED


def test_advice_is_not_put_into_a_baseline(scan: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    findings = tuple(replace(each, severity=Severity.ADVICE) for each in DECLARED.assessment.findings)
    report = replace(DECLARED, assessment=replace(DECLARED.assessment, findings=findings))
    scan(report, "--write-baseline", str(file), *SAID)
    assert json.loads(file.read_text(encoding="utf-8"))["findings"] == []


@pytest.mark.parametrize(
    "options",
    [
        ("--write-baseline", "b.json"),
        ("--write-baseline", "b.json", "--reason", "planned"),
        ("--write-baseline", "b.json", "--reason", "planned", "--note", " "),
        ("--write-baseline", "b.json", *SAID, "--until", "2020-01-01"),
        ("--write-baseline", "b.json", *SAID, "--until", "2999-01-01"),
        ("--write-baseline", "b.json", *SAID, "--baseline", "b.json"),
        ("--write-baseline", "b.json", "--reason", "because", "--note", "x"),
        SAID,
        ("--fail-on", "11,13", "--exit-zero"),
        ("--fail-on", "1"),
        ("--fail-on", ""),
        ("--fail-on", "eleven"),
        ("--baseline", "not-there.json"),
    ],
)
def test_options_that_make_no_sense_end_with_2_and_write_nothing(
    scan: Callable[..., Result], options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert scan(DECLARED, *options).exit_code == Exit.USAGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"schema": "hubnotice.baseline/1", "findings": [], "more": 1}', "\x00"]
)
def test_a_baseline_that_is_not_understood_is_never_passed_over(
    scan: Callable[..., Result], text: str, tmp_path: Path
) -> None:
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    result = scan(DECLARED, "--baseline", str(file))
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert str(file) in result.stderr


@pytest.mark.parametrize(
    ("report", "codes", "ends"),
    [
        (DECLARED, "11,13", Exit.ATTRIBUTION_MISSING),
        (WHOLE_MODEL.report(), "11,13", Exit.DONE),
        (WHOLE_MODEL.report(), "12", Exit.UNDECLARED_LINEAGE),
        (replace(SAME_SHAPE_OWN_WEIGHTS.report(), not_checked=UNREAD), "11,13", Exit.DONE),
        (replace(SAME_SHAPE_OWN_WEIGHTS.report(), not_checked=UNREAD), "4,11,13", Exit.NOT_CHECKED),
        (replace(DECLARED, not_checked=UNREAD), "4", Exit.NOT_CHECKED),
    ],
)
def test_only_the_codes_that_were_named_fail(
    scan: Callable[..., Result], report: ScanReport, codes: str, ends: Exit
) -> None:
    assert scan(report, "--fail-on", codes).exit_code == ends


def test_a_lower_code_that_counts_is_not_hidden_by_a_higher_one_that_does_not(scan: Callable[..., Result]) -> None:
    both = (*DECLARED.assessment.findings, *WHOLE_MODEL.assess().findings)
    report = replace(DECLARED, assessment=replace(DECLARED.assessment, findings=both))
    result = scan(report, "--fail-on", "11,13")
    assert result.exit_code == Exit.ATTRIBUTION_MISSING
    assert "Not counted: 12, undeclared lineage." in result.stderr


def test_what_does_not_count_is_told_all_the_same(scan: Callable[..., Result]) -> None:
    result = scan(replace(SAME_SHAPE_OWN_WEIGHTS.report(), not_checked=UNREAD), "--exit-zero")
    assert result.exit_code == Exit.DONE
    assert "Not counted: 4, something could not be checked" in result.stderr


def test_exit_zero_is_for_findings_and_not_for_errors(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = ZeroDivisionError("x")
    assert call("scan", "acme/model", "--exit-zero").exit_code == Exit.INTERNAL


def test_several_forms_go_each_to_its_own_file(scan: Callable[..., Result], tmp_path: Path) -> None:
    one, two = tmp_path / "a.json", tmp_path / "b.sarif"
    result = scan(DECLARED, "--format", "json", "-o", str(one), "--format", "md", "--format", "sarif", "-o", str(two))
    assert json.loads(one.read_text(encoding="utf-8"))["schema"] == "hubnotice.scan/1"
    assert json.loads(two.read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert result.stdout.startswith("### ")
    assert result.exit_code == Exit.ATTRIBUTION_MISSING


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "json", "--format", "md"),
        ("--format", "json", "-o", "a", "--format", "md", "-o", "a"),
        ("-o", "a", "--format", "json", "-o", "b"),
        ("--format", "json", "-o", "a", "-o", "b"),
    ],
)
def test_two_forms_never_go_to_one_place(
    scan: Callable[..., Result], options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert scan(DECLARED, *options).exit_code == Exit.USAGE
    assert list(tmp_path.iterdir()) == []


def test_one_file_may_stand_before_its_form(scan: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    scan(DECLARED, "-o", str(file), "--format", "json")
    assert json.loads(file.read_text(encoding="utf-8"))["findings"]


def test_a_job_gets_annotations_and_a_summary(
    scan: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    result = scan(DECLARED, "--format", "github")
    assert all(line.startswith("::error file=README.md,line=1,title=hubnotice ") for line in result.stdout.splitlines())
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n### ")
    assert "| FIX | license-text-missing |" in text


def test_a_summary_is_written_for_a_job_alone(
    scan: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    scan(DECLARED, "--format", "json")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert scan(DECLARED, "--format", "github", "--fail-on", "13").stdout.startswith("::warning ")
    assert list(tmp_path.iterdir()) == []


def test_a_long_summary_is_cut_below_what_a_runner_takes(
    scan: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    many = tuple(Unavailable(f"{place} {'長' * 90}", Reason.BUDGET) for place in range(6000))
    scan(replace(DECLARED, not_checked=many), "--format", "github")
    content = summary.read_bytes()
    assert len(content) < 1024 * 1024
    assert "Cut here" in content.decode()[-60:]
