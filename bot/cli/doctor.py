# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice doctor``: what is set up, and what is off."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bot.cli import checks
from bot.cli.checks import Check, Look, State, looked
from bot.cli.context import Launch
from bot.cli.desk_checks import desk
from bot.cli.exits import Exit
from bot.cli.output import json_text, offline_option
from bot.model.errors import BotError

if TYPE_CHECKING:
    from bot.settings import Settings

SCHEMA = "hubnotice.doctor/1"


@click.command()
@offline_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="Form of the data.",
)
@click.pass_context
def doctor(ctx: click.Context, *, offline: bool, form: str) -> None:
    """Check settings, rules, database, log, caps, desk, Hub, clock and quota; the exit code is 1 where something is off.

    A warning is worth a look and leaves the exit code at 0.
    """
    launch = ctx.obj if isinstance(ctx.obj, Launch) else Launch()
    found: list[Check] = []
    for check in _all(launch, offline=offline):
        found.append(check)
        if form == "table":
            _print(check)
    is_good = all(check.state is not State.FAIL for check in found)
    if form == "json":
        listed = [{"name": each.name, "state": each.state.value.lower(), "message": each.words} for each in found]
        click.echo(json_text({"schema": SCHEMA, "ok": is_good, "checks": listed}), nl=False)
    ctx.exit(Exit.DONE if is_good else Exit.INTERNAL)


def _all(launch: Launch, *, offline: bool) -> Iterator[Check]:
    yield Check(name="python", state=State.OK, words=platform.python_version())
    try:
        settings = launch.settings()
    except BotError as error:
        yield Check(name="settings", state=State.FAIL, words=str(error))
        return
    words = f"contact {settings.contact or 'not set'}, at most {settings.max_bytes:,} bytes a scan"
    yield Check(name="settings", state=State.OK, words=words)
    looks: list[tuple[str, Look]] = [("rules", checks.rules), ("database", checks.database), ("desk", desk)]
    for name, look in [*looks, *([] if offline else _outside(settings))]:
        yield from looked(name, look, settings)


def _outside(settings: Settings) -> list[tuple[str, Look]]:
    github = [("github", checks.github)] if settings.github_token is not None else []
    return [("hub", checks.hub), *github]


def _print(check: Check) -> None:
    from bot.render.pages import visible

    click.echo(f"{check.state.value:4}  {check.name:9} {visible(check.words)}")
