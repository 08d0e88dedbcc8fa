# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice fix`` and ``hubnotice notice``: the missing texts as a diff, in a folder, or as a pull request."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.exits import exit_of_scan
from bot.cli.output import json_text, offline_option, say, write
from bot.cli.progress import shown_progress


@click.command()
@click.argument("target")
@click.option("--write", "into_folder", is_flag=True, help="Change the files of a local folder.")
@click.option(
    "--pr", "as_pull_request", is_flag=True, help="Open a pull request on the Hub, from the bot's own account."
)
@click.option("--format", "form", type=click.Choice(("diff", "json")), default="diff", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write the data to FILE instead of stdout.")
@offline_option
@click.pass_context
def fix(
    ctx: click.Context,
    target: str,
    *,
    into_folder: bool,
    as_pull_request: bool,
    form: str,
    output: str | None,
    offline: bool,
) -> None:
    """Show what to add to TARGET (org/name or a folder) so that nothing is owed: license texts, NOTICE and card metadata.

    Prints a diff and changes nothing, unless --write or --pr is given. Texts are added beside what is there; nothing is removed, and no
    weights are touched. The exit code is that of a scan after the changes: 0 where they settle everything;
    where --pr could not propose all of them, that of a scan as things are.
    """
    from dataclasses import replace

    from bot.render.fixes import diff, fix_document, left_page
    from bot.render.pages import plain

    if into_folder and as_pull_request:
        raise click.UsageError("--write changes a folder and --pr a repository: give one of them")
    app = application(ctx, offline=offline)
    with shown_progress() as progress:
        planned = app.plan_fix(target, progress)
    write(json_text(fix_document(planned)) if form == "json" else diff(planned.changes), output)
    said = "Nothing was changed; --write or --pr does." if planned.changes else "There is nothing that texts could add."
    is_done = True
    if planned.changes and into_folder:
        app.write_fix(target, planned)
        said = f"Changed: {', '.join(each.path for each in planned.changes)}."
    elif planned.changes and as_pull_request:
        delivered = app.propose_fix(planned)
        is_done = delivered.is_complete
        said = ": ".join(part for part in (delivered.url or "No pull request", delivered.remark) if part)
    say(plain(left_page(planned, written=said)).rstrip())
    ctx.exit(exit_of_scan(replace(planned.report, assessment=planned.after) if is_done else planned.report))


@click.command()
@click.argument("target")
@click.option("-o", "--output", metavar="FILE", help="Write the text to FILE instead of stdout.")
@offline_option
@click.pass_context
def notice(ctx: click.Context, target: str, *, output: str | None, offline: bool) -> None:
    """Print the NOTICE for everything that TARGET builds on, as far as it is known: also what is there already."""
    app = application(ctx, offline=offline)
    with shown_progress() as progress:
        text = app.notice(target, progress)
    if not text:
        say("No upstream was found, so there is nothing to give notice of.")
    write(text, output)
