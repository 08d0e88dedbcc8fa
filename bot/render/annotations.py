# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A scan as the annotations of GitHub Actions: one workflow command a line. Pure.

A runner reads every line that it is given, so no word of anybody else may begin one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.model.baselines import Standing, Weighed
from bot.model.findings import Severity, Tier
from bot.model.reports import ScanReport
from bot.render.pages import visible
from bot.render.quoting import prose, shortened
from bot.render.sarif import file_of

_MOST_OF_A_LEVEL = 10
"""A runner shows no more of one level for a step (GitHub documentation, "Limits on check run annotations")."""
_LONGEST = 1000
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def workflow_commands(report: ScanReport, weighed: Weighed, *, failing: Collection[int], folder: str) -> str:
    """Lines for a runner: an error for each finding that fails the check, a warning or a notice for the others.

    ``failing`` are the places of findings that fail it. What a baseline accepts is left out. ``folder`` is where the files lie in the
    checkout, empty for the checkout itself. What a runner would not show is left out.
    """
    shown: dict[str, int] = {}
    lines = []
    for level, title, file, message in _told(report, weighed, failing, f"{folder}/" if folder else ""):
        shown[level] = shown.get(level, 0) + 1
        if shown[level] > _MOST_OF_A_LEVEL:
            continue
        where = f"file={file.translate(_PROPERTY)},line=1," if file else ""
        text = shortened(visible(prose(message)), _LONGEST).translate(_DATA)
        lines.append(f"::{level} {where}title={title.translate(_PROPERTY)}::{text}\n")
    return "".join(lines)


def _told(
    report: ScanReport, weighed: Weighed, failing: Collection[int], prefix: str
) -> Iterator[tuple[str, str, str, str]]:
    for place, finding in enumerate(report.assessment.findings):
        if finding.tier is Tier.UNCLEAR or weighed.standing(place) is Standing.ACCEPTED:
            continue
        other = "notice" if finding.severity is Severity.ADVICE else "warning"
        level = "error" if place in failing else other
        yield (
            level,
            f"hubnotice {finding.rule}",
            prefix + file_of(finding, report),
            f"{finding.message} {finding.remedy}",
        )
    for each in report.unchecked:
        what = f"{each.what}: {each.reason.value.replace('_', ' ')} {each.detail}".rstrip()
        yield "warning", "hubnotice could not check everything", "", f"Not checked: {what}"
    for untold in report.assessment.cannot_tell:
        yield "warning", "hubnotice cannot tell", "", f"{untold.rule} for {untold.upstream}: {untold.missing}"
