# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every exit code, reached by a command."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from bot.cli.exits import Exit, exit_of_scan
from bot.model.components import Component
from bot.model.costs import Reason, Unavailable
from bot.model.errors import (
    AccessRefused,
    BotError,
    BudgetSpent,
    Disabled,
    InputError,
    NotFound,
    RateLimited,
    RulesError,
    Unreachable,
)
from bot.model.findings import Severity, Tier
from bot.model.lineage import Verdict
from bot.model.reports import ScanReport
from tests.cli.conftest import GivenApplication, error_for
from tests.samples.judged import (
    DECLARED_FINETUNE,
    GLM,
    SAME_SHAPE_OWN_WEIGHTS,
    WHOLE_MODEL,
    lineage,
    part,
)

OPERATING = Path(__file__).parents[2] / "docs" / "operating" / "README.md"


def clean() -> ScanReport:
    return SAME_SHAPE_OWN_WEIGHTS.report()


def with_findings(report: ScanReport, **changes: object) -> ScanReport:
    findings = tuple(replace(finding, **changes) for finding in report.assessment.findings)  # type: ignore[arg-type]
    return replace(report, assessment=replace(report.assessment, findings=findings))


def without_components(report: ScanReport) -> ScanReport:
    empty = replace(report.lineage, components=(), parameters=0, verdict=Verdict.NOT_ASSESSED, compared_with=())
    return replace(report, lineage=empty)


REPORTS = {
    Exit.DONE: clean(),
    Exit.NOTHING_TO_CHECK: without_components(clean()),
    Exit.NOT_CHECKED: replace(clean(), not_checked=(Unavailable("model.gguf", Reason.UNSUPPORTED),)),
    Exit.ATTRIBUTION_MISSING: DECLARED_FINETUNE.report(),
    Exit.UNDECLARED_LINEAGE: WHOLE_MODEL.report(),
    Exit.CONFLICT: with_findings(WHOLE_MODEL.report(), severity=Severity.CONFLICT),
}
ERRORS = {
    RulesError: Exit.USAGE,
    NotFound: Exit.NOT_CHECKED,
    Unreachable: Exit.NOT_CHECKED,
    InputError: Exit.NOT_CHECKED,
    BudgetSpent: Exit.NOT_CHECKED,
    AccessRefused: Exit.NOT_ALLOWED,
    RateLimited: Exit.NOT_ALLOWED,
    Disabled: Exit.NOT_ALLOWED,
}


@pytest.mark.parametrize(("code", "report"), REPORTS.items(), ids=lambda each: getattr(each, "name", ""))
def test_a_scan_ends_with_the_code_for_its_report(
    code: Exit, report: ScanReport, app: GivenApplication, call: Callable[..., Result]
) -> None:
    app.answers["acme/model"] = report
    assert call("scan", "acme/model").exit_code == code


@pytest.mark.parametrize(("kind", "code"), ERRORS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_an_error_is_one_calm_line_on_stderr(
    kind: type[BotError], code: Exit, app: GivenApplication, call: Callable[..., Result]
) -> None:
    app.answers["acme/model"] = error_for(kind)
    result = call("scan", "acme/model")
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr == "hubnotice: acme/model: expected this, found that; try again\n"


def test_a_mistake_of_ours_ends_with_1_and_a_hint_but_no_traceback(
    app: GivenApplication, call: Callable[..., Result]
) -> None:
    app.answers["acme/model"] = ZeroDivisionError("division by zero")
    result = call("scan", "acme/model")
    assert result.exit_code == Exit.INTERNAL
    assert "HUBNOTICE_DEBUG=1" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_mistake_of_ours_shows_its_traceback_where_that_is_asked_for(
    app: GivenApplication, call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUBNOTICE_DEBUG", "1")
    app.answers["acme/model"] = ZeroDivisionError("division by zero")
    assert "Traceback" in call("scan", "acme/model").stderr


@pytest.mark.parametrize(
    "arguments", [("scan",), ("scan", "a/b", "--format", "docx"), ("case", "show", "C-x"), ("compare", "a/b")]
)
def test_a_call_that_makes_no_sense_ends_with_2(arguments: tuple[str, ...], call: Callable[..., Result]) -> None:
    assert call(*arguments).exit_code == Exit.USAGE


def test_the_highest_of_several_findings_wins() -> None:
    both = (*DECLARED_FINETUNE.assess().findings, *WHOLE_MODEL.assess().findings)
    report = DECLARED_FINETUNE.report()
    assert (
        exit_of_scan(replace(report, assessment=replace(report.assessment, findings=both))) is Exit.UNDECLARED_LINEAGE
    )


def test_findings_win_over_what_could_not_be_checked() -> None:
    report = replace(DECLARED_FINETUNE.report(), not_checked=(Unavailable("a", Reason.BUDGET),))
    assert exit_of_scan(report) is Exit.ATTRIBUTION_MISSING


def test_advice_for_a_declared_upstream_is_nothing_to_do() -> None:
    report = with_findings(DECLARED_FINETUNE.report(), severity=Severity.ADVICE)
    assert exit_of_scan(report) is Exit.DONE


def test_unclear_evidence_is_never_a_finding_and_never_a_clean_bill() -> None:
    report = with_findings(WHOLE_MODEL.report(), tier=Tier.UNCLEAR, severity=Severity.CONFLICT)
    assert exit_of_scan(report) is Exit.NOT_CHECKED


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED])
def test_a_model_that_could_not_be_judged_is_not_reported_as_clean(verdict: Verdict) -> None:
    open_question = lineage(part(Component.TEXT_MODEL, verdict, GLM))
    assert exit_of_scan(replace(clean(), lineage=open_question)) is Exit.NOT_CHECKED


def test_the_documentation_lists_every_code_with_its_meaning() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", OPERATING.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == {str(code.value): code.words for code in Exit}
