# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice scan``: one model."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.exits import exit_of_scan
from bot.cli.output import json_text, offline_option, put, report_options, write
from bot.cli.progress import shown_progress


@click.command()
@click.argument("target")
@click.option("--max-bytes", metavar="SIZE", help="Most bytes to move, such as 8MB.")
@click.option("--history", is_flag=True, help="Read license files and card metadata of earlier commits in any case.")
@offline_option
@report_options
@click.pass_context
def scan(
    ctx: click.Context,
    target: str,
    max_bytes: str | None,
    *,
    history: bool,
    offline: bool,
    form: str,
    output: str | None,
) -> None:
    """Examine TARGET: a model on the Hub (org/name or org/name@revision) or a local folder.

    \b
    hubnotice scan ./my-model
    hubnotice scan org/name@main --format json -o report.json
    hubnotice scan org/name --format html -o report.html

    The exit code says what was found: 0 nothing to do, 3 nothing to check, 4 not all could be checked, 11 attribution missing,
    12 undeclared lineage, 13 conflict. Earlier commits are read where something is to fix, and where --history asks for them.
    """  # noqa: D301 - click's mark for a paragraph that it must not wrap
    from bot.render.documents import scan_document
    from bot.render.summaries import scan_page

    app = application(ctx, offline=offline, max_bytes=max_bytes)
    with shown_progress() as progress:
        report = app.scan(target, app.budget, progress, with_history=history)
    if form == "html":
        write(app.html(report), output)
    elif form == "sarif":
        write(json_text(app.sarif(report)), output)
    else:
        put(form, output, document=lambda: scan_document(report), page=lambda: scan_page(report))
    ctx.exit(exit_of_scan(report))
