# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice scan``: one model."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.baselines import (
    acceptance,
    baseline_options,
    counting,
    tell_left_out,
    written_baseline,
)
from bot.cli.context import scanner
from bot.cli.drawings import check_pictures, pictures_option
from bot.cli.exits import Exit, codes_of_scan, exit_of_scan
from bot.cli.output import check_binary, offline_option, say
from bot.cli.progress import shown_progress
from bot.cli.report_options import OrderedCommand, report_options, wanted
from bot.cli.reporting import write_scan

if TYPE_CHECKING:
    from bot.model.baselines import Baseline, Weighed
    from bot.model.reports import ScanReport


@click.command(cls=OrderedCommand)
@click.argument("target")
@click.option("--max-bytes", metavar="SIZE", help="Most bytes to move, such as 8MB.")
@click.option("--history", is_flag=True, help="Read license files and card metadata of earlier commits in any case.")
@pictures_option
@click.option(
    "--with-declared",
    is_flag=True,
    help="First add the base models that the card names to the catalog, where not there.",
)
@baseline_options
@offline_option
@report_options
@click.pass_context
def scan(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context,
    target: str,
    max_bytes: str | None,
    *,
    history: bool,
    pictures: bool,
    with_declared: bool,
    known: str | None,
    into: str | None,
    reason: str | None,
    note: str | None,
    until: datetime | None,
    fail_on: frozenset[Exit] | None,
    exit_zero: bool,
    offline: bool,
    forms: tuple[str, ...],
    files: tuple[str, ...],
) -> None:
    """Examine TARGET: a model on the Hub (org/name or org/name@revision) or a local folder.

    \b
    hubnotice scan ./my-model
    hubnotice scan org/name@main --format json -o report.json
    hubnotice scan org/name --format html -o report.html
    hubnotice scan org/name --format pdf -o report.pdf
    hubnotice scan ./my-model --with-declared --format github --format sarif -o hubnotice.sarif --fail-on 11,13
    hubnotice scan ./my-model --write-baseline .notice-baseline.json --reason planned --note "With the next release."

    The exit code says what was found: 0 nothing to do, 3 nothing to check, 4 not all could be checked, 11 attribution missing,
    12 undeclared lineage, 13 conflict. Earlier commits are read where something is to fix, and where --history asks for them.
    """  # noqa: D301 - click's mark for a paragraph that it must not wrap
    outputs = wanted(ctx, forms, files)
    check_pictures([each.form for each in outputs], is_wanted=pictures)
    for each in outputs:
        check_binary(each.form, each.file)
    counted = counting(fail_on, exit_zero=exit_zero)
    if known is not None and into is not None:
        raise click.UsageError("--write-baseline reads the file that it writes, too: leave out --baseline")
    if into is None and (reason or note or until):
        raise click.UsageError("--reason, --note and --until are for --write-baseline")
    if with_declared and offline:
        raise click.UsageError("--with-declared asks the Hub and --offline does not: give one of them")
    app = scanner(ctx, offline=offline, max_bytes=max_bytes)
    today = app.clock.now().date()
    accepted = acceptance(today, reason, note, until) if into is not None else None
    baseline = _loaded(known)
    with shown_progress() as progress:
        problems = app.add_declared(target, progress) if with_declared else ()
        report = app.scan(target, app.budget, progress, with_history=history)
    for problem in problems:
        say(problem)
    if into is not None and accepted is not None:
        baseline = written_baseline(report, into, accepted)
    weighed = _weighed(report, baseline, today)
    for each in outputs:
        write_scan(app, report, weighed, each, counted, with_pictures=pictures)
    tell_left_out(codes_of_scan(report, weighed), counted)
    ctx.exit(exit_of_scan(report, weighed, counted))


def _loaded(file: str | None) -> Baseline | None:
    from bot.adapters.baseline_files import load_baseline

    return None if file is None else load_baseline(Path(file))


def _weighed(report: ScanReport, baseline: Baseline | None, today: date) -> Weighed | None:
    from bot.policy.baselines import weighed

    return None if baseline is None else weighed(baseline, report.assessment.findings, today)
