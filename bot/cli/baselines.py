# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The options of a scan about what is known already, and about what fails it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.exits import Exit, exit_of_finding
from bot.cli.output import json_text, say, write
from bot.model.baselines import LONGEST_DAYS, Baseline, BaselineReason, Weighed
from bot.model.reports import ScanReport

if TYPE_CHECKING:
    from bot.policy.baselines import Acceptance

_Command = TypeVar("_Command", bound=Callable[..., Any])
_DAYS = 90
_FAILING = (Exit.NOTHING_TO_CHECK, Exit.NOT_CHECKED, Exit.ATTRIBUTION_MISSING, Exit.UNDECLARED_LINEAGE, Exit.CONFLICT)


def baseline_options(command: _Command) -> _Command:
    """Add ``--baseline``, ``--write-baseline`` with what it asks for, ``--fail-on`` and ``--exit-zero``."""
    day = click.DateTime(formats=["%Y-%m-%d"])
    options = (
        click.option("--baseline", "known", metavar="FILE", help="Findings in FILE do not count for the exit code."),
        click.option(
            "--write-baseline", "into", metavar="FILE", help="Put what was found into FILE; needs --reason and --note."
        ),
        click.option(
            "--reason", type=click.Choice([each.value for each in BaselineReason]), help="For --write-baseline."
        ),
        click.option("--note", help="For --write-baseline: why, in your words."),
        click.option("--until", type=day, help=f"For --write-baseline: its last day, in {_DAYS} days by default."),
        click.option(
            "--fail-on",
            callback=_codes,
            metavar="CODES",
            help="End with 0 unless one of these was found, such as 11,13.",
        ),
        click.option("--exit-zero", is_flag=True, help="End with 0 whatever was found; errors keep their codes."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _codes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[Exit] | None:
    if value is None:
        return None
    known = {str(each.value): each for each in _FAILING}
    given = [each.strip() for each in value.split(",")]
    unknown = [each for each in given if each not in known]
    if unknown:
        raise click.BadParameter(
            f"expected codes such as 11,13 out of {', '.join(known)}, found {unknown[0][:40]!r}",
            ctx=ctx,
            param=parameter,
        )
    return frozenset(known[each] for each in given)


def counting(fail_on: frozenset[Exit] | None, *, exit_zero: bool) -> frozenset[Exit] | None:
    """The codes that matter; ``None`` is all of them. Raises UsageError where both options were given."""
    if exit_zero and fail_on is not None:
        raise click.UsageError("--exit-zero lets nothing count and --fail-on says what counts: give one of them")
    return frozenset() if exit_zero else fail_on


def acceptance(today: date, reason: str | None, note: str | None, until: datetime | None) -> Acceptance:
    """What is said of everything that goes into a baseline. Raises UsageError where something is missing or too far off."""
    from bot.policy.baselines import Acceptance

    if reason is None or not (note or "").strip():
        raise click.UsageError("--write-baseline needs --reason and --note: whoever reads it later wants to know why")
    last = until.date() if until else today + timedelta(days=_DAYS)
    if not 0 <= (last - today).days <= LONGEST_DAYS:
        raise click.UsageError(f"--until: expected a day from {today} to {LONGEST_DAYS} days later, found {last}")
    return Acceptance(reason=BaselineReason(reason), note=(note or "").strip(), since=today, until=last)


def written_baseline(report: ScanReport, file: str, accepted: Acceptance) -> Baseline:
    """Put the findings that count into this file, beside what is there and still holds. Raises RulesError, OperatorError."""
    from bot.adapters.baseline_files import load_baseline
    from bot.cli.exits import codes_of_scan
    from bot.policy.baselines import renewed
    from bot.render.baselines import baseline_document

    before = load_baseline(Path(file)) if Path(file).exists() else Baseline(where=file)
    findings = [each for each in report.assessment.findings if exit_of_finding(each) is not None]
    incomplete = {Exit.NOT_CHECKED, Exit.NOTHING_TO_CHECK} & {*codes_of_scan(report)}
    entries = renewed(before, findings, accepted, keeps_others=bool(incomplete))
    write(json_text(baseline_document(entries)), file)
    say(f"{file}: {len(entries)} findings, of which {len(entries) - len(before.entries)} more than before.")
    return Baseline(where=file, entries=entries)


def tell_left_out(codes: tuple[Exit, ...], fail_on: frozenset[Exit] | None) -> None:
    """Say which codes apply and do not count, so that a green check hides nothing."""
    for code in codes:
        if fail_on is not None and code not in fail_on:
            say(f"Not counted: {code.value}, {code.words}.")


def failing_places(report: ScanReport, weighed: Weighed, fail_on: frozenset[Exit] | None) -> frozenset[int]:
    """Places of the findings that fail the scan."""
    from bot.model.baselines import Standing

    return frozenset(
        place
        for place, finding in enumerate(report.assessment.findings)
        if weighed.standing(place) is not Standing.ACCEPTED
        and (code := exit_of_finding(finding)) is not None
        and (fail_on is None or code in fail_on)
    )
