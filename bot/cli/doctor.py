# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice doctor``: what is set up, and what is off."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from bot.cli.context import Launch
from bot.cli.exits import Exit
from bot.cli.output import offline_option
from bot.model.errors import BotError

if TYPE_CHECKING:
    from bot.settings import Settings

_Check = Callable[["Settings"], str]


@click.command()
@offline_option
@click.pass_context
def doctor(ctx: click.Context, *, offline: bool) -> None:
    """Check Python, settings, rules, database, catalog and Hub; the exit code is 1 where something is off."""
    launch = ctx.obj if isinstance(ctx.obj, Launch) else Launch()
    click.echo(f"ok    python    {platform.python_version()}")
    try:
        settings = launch.settings()
    except BotError as error:
        click.echo(f"FAIL  settings  {error}")
        ctx.exit(Exit.INTERNAL)
    click.echo(f"ok    settings  contact {settings.contact or 'not set'}, at most {settings.max_bytes:,} bytes a scan")
    checks: list[tuple[str, _Check]] = [("rules", _rules), ("database", _database)]
    if not offline:
        checks.append(("hub", _hub))
        if settings.github_token is not None:
            checks.append(("github", _github))
    results = [_report(name, check, settings) for name, check in checks]
    ctx.exit(Exit.DONE if all(results) else Exit.INTERNAL)


def _report(name: str, check: _Check, settings: Settings) -> bool:
    from bot.render.pages import visible

    try:
        click.echo(f"ok    {name:9} {visible(check(settings))}")
    except BotError as error:
        click.echo(f"FAIL  {name:9} {visible(str(error))}")
        return False
    return True


def _rules(settings: Settings) -> str:
    from bot.adapters.rulebook import load_rulebook
    from bot.bootstrap import check_signature

    book = load_rulebook(settings.rules_folder)
    preset = book.preset(settings.preset)
    check_signature(settings, preset)
    counts = f"{len(book.policies)} rules, {len(book.licenses)} licenses, {len(book.families)} families"
    return f"{counts}; preset {preset.id}: {preset.title}"


def _database(settings: Settings) -> str:
    from bot.bootstrap import open_storage

    storage = open_storage(settings, os.environ)
    try:
        known = len(storage.catalog.keys())
        advice = "" if known else "; a scan compares with them: hubnotice catalog add org/name"
        return f"known upstreams: {known}, cases: {len(storage.casebook.cases())}{advice}"
    finally:
        storage.close()


def _hub(settings: Settings) -> str:
    from datetime import UTC, datetime

    from bot.adapters.hub.forum import HubForum
    from bot.adapters.hub.models import HubModels
    from bot.comparing import connect

    with connect(settings) as connection:
        if settings.token is None:
            next(iter(HubModels(connection).recent(since=datetime.now(UTC))), None)
            return f"{settings.hub_url} answers; no token: reading only"
        return f"{settings.hub_url} answers; signed in as {HubForum(connection).account}"


def _github(settings: Settings) -> str:
    from bot.bootstrap import connect_github

    tracker = connect_github(settings)
    if tracker is None:
        return "not used: no token"
    try:
        words = f"{settings.github_url} answers; signed in as {tracker.account}"
        if not settings.github_dashboard:
            return f"{words}; no dashboard"
        public = "can" if tracker.is_public(settings.github_dashboard) else "cannot"
        return f"{words}; everybody {public} read the dashboard in {settings.github_dashboard}"
    finally:
        tracker.disconnect()
