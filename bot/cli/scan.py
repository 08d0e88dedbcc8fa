# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice scan``: one model."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.drawings import check_pictures, drawing_of, pictures_option
from bot.cli.exits import exit_of_scan
from bot.cli.output import check_binary, json_text, offline_option, put, report_options, write, write_bytes
from bot.cli.progress import shown_progress


@click.command()
@click.argument("target")
@click.option("--max-bytes", metavar="SIZE", help="Most bytes to move, such as 8MB.")
@click.option("--history", is_flag=True, help="Read license files and card metadata of earlier commits in any case.")
@pictures_option
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
    offline: bool,
    form: str,
    output: str | None,
) -> None:
    """Examine TARGET: a model on the Hub (org/name or org/name@revision) or a local folder.

    \b
    hubnotice scan ./my-model
    hubnotice scan org/name@main --format json -o report.json
    hubnotice scan org/name --format html -o report.html
    hubnotice scan org/name --format pdf -o report.pdf

    The exit code says what was found: 0 nothing to do, 3 nothing to check, 4 not all could be checked, 11 attribution missing,
    12 undeclared lineage, 13 conflict. Earlier commits are read where something is to fix, and where --history asks for them.
    """  # noqa: D301 - click's mark for a paragraph that it must not wrap
    from bot.render.documents import scan_document
    from bot.render.summaries import scan_page

    check_pictures(form, is_wanted=pictures)
    check_binary(form, output)
    app = application(ctx, offline=offline, max_bytes=max_bytes)
    with shown_progress() as progress:
        report = app.scan(target, app.budget, progress, with_history=history)
    if form == "html":
        write(app.html(report), output)
    elif form == "pdf":
        write_bytes(app.pdf(report), output)
    elif form == "sarif":
        write(json_text(app.sarif(report)), output)
    else:
        drawing = drawing_of(report.lineage, output) if pictures else None
        put(form, output, document=lambda: scan_document(report), page=lambda: scan_page(report, drawing))
    ctx.exit(exit_of_scan(report))
