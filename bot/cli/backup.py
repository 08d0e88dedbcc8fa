# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice backup``: a copy of the database while the daemon runs."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.context import settings_for
from bot.cli.output import say


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Copy the database to FILE, whole and checked, while the daemon runs. It never replaces a file."""
    from bot.bootstrap import back_up_database

    made = back_up_database(settings_for(ctx), os.environ, file)
    say(f"{made.file}: {made.bytes:,} bytes, tables of step {made.step}; whole.")
