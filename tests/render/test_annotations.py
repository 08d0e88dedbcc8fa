# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Annotations as a runner reads them: every line one command, whatever a repository is called."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.model.baselines import Standing, Weighed
from bot.model.costs import Reason, Unavailable
from bot.model.findings import CannotTell, Tier
from bot.model.reports import ScanReport
from bot.render.annotations import workflow_commands
from tests.samples.bills import HOSTILE
from tests.samples.judged import WHOLE_MODEL

LINE = re.compile(r"::(error|warning|notice) (?:file=([^:,]+),line=1,)?title=([^:,]+)::(.+)")
NOBODY: frozenset[int] = frozenset()


def told(report: ScanReport, weighed: Weighed | None = None, failing: frozenset[int] = NOBODY) -> list[tuple[str, ...]]:
    lines = workflow_commands(report, weighed or Weighed(), failing=failing, folder="models/a b").splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return [each.groups() for each in found if each]


def test_what_fails_is_an_error_and_stands_at_its_file() -> None:
    report = WHOLE_MODEL.report()
    levels = [(level, file) for level, file, *_ in told(report, failing=frozenset({0}))]
    assert levels[0] == ("error", "models/a b/README.md")
    assert "error" not in {level for level, *_ in told(report)}


def test_advice_is_a_notice_and_what_could_be_owed_a_warning() -> None:
    levels = {title.split()[-1]: level for level, _, title, _ in told(WHOLE_MODEL.report())}
    assert levels["base-model-undeclared"] == "notice"
    assert levels["license-text-missing"] == "warning"


def test_what_a_baseline_accepts_is_left_out_and_what_expired_is_not() -> None:
    report = WHOLE_MODEL.report()
    places = range(len(report.assessment.findings))
    assert told(report, Weighed(standings=dict.fromkeys(places, Standing.ACCEPTED))) == []
    assert told(report, Weighed(standings=dict.fromkeys(places, Standing.EXPIRED))) == told(report)


def test_what_could_not_be_looked_at_is_a_warning_whatever_is_accepted() -> None:
    report = WHOLE_MODEL.report()
    (first, *_) = report.assessment.findings
    untold = CannotTell(rule="name-clause", upstream=first.upstream, component=first.component, missing="the card")
    unclear = tuple(replace(each, tier=Tier.UNCLEAR) for each in report.assessment.findings)
    assessment = replace(report.assessment, findings=unclear, cannot_tell=(untold,))
    quiet = replace(report, assessment=assessment, not_checked=(Unavailable("a.nemo", Reason.UNSUPPORTED),))
    words = [(level, message) for level, _, _, message in told(quiet)]
    assert words[0] == ("warning", "Not checked: a.nemo: unsupported")
    assert words[1][1].startswith("name-clause for deepseek-ai/")


def test_no_more_of_a_level_than_a_runner_shows() -> None:
    many = tuple(Unavailable(f"file-{place}", Reason.BUDGET) for place in range(50))
    assert len([each for each in told(replace(WHOLE_MODEL.report(), not_checked=many)) if "budget" in each[3]]) <= 10


def test_hostile_names_begin_no_line_and_end_no_property() -> None:
    report = HOSTILE.report()
    findings = tuple(
        replace(each, message="100% done\n::error::x\r\n::stop-commands::t \x1b[2J")
        for each in report.assessment.findings
    )
    assert findings
    lines = told(replace(report, assessment=replace(report.assessment, findings=findings)))
    assert "100%25 done ::error::x ::stop-commands::t" in lines[0][3]
    hidden = Unavailable("a\n::add-mask::b", Reason.UNREADABLE, "c\r::d")
    assert any("a ::add-mask::b" in each[3] for each in told(replace(WHOLE_MODEL.report(), not_checked=(hidden,))))
