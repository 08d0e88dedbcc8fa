# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice dashboard``: the issue that lists open cases, in a repository whose owner asked for it."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.exits import Exit
from bot.cli.output import say, write


@click.command()
@click.option("--write", "into_issue", is_flag=True, help="Make the issue in the repository say it.")
@click.option("-o", "--output", metavar="FILE", help="Write the text to FILE instead of stdout.")
@click.pass_context
def dashboard(ctx: click.Context, *, into_issue: bool, output: str | None) -> None:
    """Show the dashboard of open cases as Markdown; with --write, keep it in one issue of the repository that github_dashboard names.

    The issue is edited and never doubled; one that somebody closed stays closed. In a repository that everybody can read, only cases are
    named about which their owners were asked in public.
    """
    app = application(ctx)
    if not into_issue:
        write(app.dashboard_text().body, output)
        say("Nothing was written; --write keeps this in an issue.")
        return
    ended = app.write_dashboard()
    where = ended.url or "no issue"
    say(f"{ended.outcome.value}: {where}{f' ({ended.reason})' if ended.reason else ''}")
    if ended.outcome.value == "refused":
        ctx.exit(Exit.NOT_ALLOWED)
