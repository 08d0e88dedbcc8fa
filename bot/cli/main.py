# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice``: the group of all commands, and what becomes of their errors."""

from __future__ import annotations

import os
import traceback

import click

from bot.cli.alerts import alerts
from bot.cli.backup import backup
from bot.cli.case import case
from bot.cli.catalog import catalog
from bot.cli.compare import compare
from bot.cli.completion import completion
from bot.cli.context import Launch
from bot.cli.dashboard import dashboard
from bot.cli.doctor import doctor
from bot.cli.exits import Exit, exit_of_error
from bot.cli.fix import fix, notice
from bot.cli.output import say
from bot.cli.people import people
from bot.cli.posting import posting
from bot.cli.rules import rules
from bot.cli.sbom import sbom
from bot.cli.scan import scan
from bot.cli.schema import schema
from bot.cli.show_demo import demo
from bot.cli.version import version
from bot.cli.watch import serve, watch, worker
from bot.model.errors import BotError

# Blocks of rows are small: threads of the linear algebra beneath numpy cost more than they bring (benchmarks/full_size.py, 2026-11-25:
# up to 6.5 s of CPU for a scan that takes 0.2 s). It reads this when numpy is first imported, which no command has done yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_OWN = (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError)


class Commands(click.Group):
    """A group that ends with one calm line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; HUBNOTICE_DEBUG in the environment shows tracebacks."""
        try:
            return super().invoke(ctx)
        except _OWN:
            raise
        except BotError as error:
            _explain(error)
            say(f"hubnotice: {error}")
            ctx.exit(exit_of_error(error))
        except Exception as error:  # noqa: BLE001 - the outermost loop: whatever it is, the user gets a line and a code
            _explain(error)
            say(f"hubnotice: internal error: {type(error).__name__}: {error}")
            say("This is a mistake of ours. Set HUBNOTICE_DEBUG=1 for the details and report it with what you ran.")
            ctx.exit(Exit.INTERNAL)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", metavar="FILE", help="Settings file instead of hubnotice.toml in this folder.")
@click.option("--database", metavar="PATH", help="SQLite file or postgresql:// address.")
@click.pass_context
def main(ctx: click.Context, config: str | None, database: str | None) -> None:
    """Find out which upstream models a model repository is made of, and what attribution it still needs.

    Data goes to stdout, talk and progress to stderr. Nothing is written to anybody's page unless a preset says so.
    """
    if ctx.obj is None:
        ctx.obj = launch = Launch(config=config, database=database)
        ctx.call_on_close(launch.close)


def _explain(error: Exception) -> None:
    if os.environ.get("HUBNOTICE_DEBUG"):
        say("".join(traceback.format_exception(error)).rstrip(), clean=False)


for _command in (
    scan,
    compare,
    fix,
    notice,
    sbom,
    watch,
    worker,
    serve,
    catalog,
    case,
    posting,
    alerts,
    people,
    backup,
    dashboard,
    rules,
    demo,
    doctor,
    schema,
    completion,
    version,
):
    main.add_command(_command)
