# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice``: the group of all commands, and what becomes of their errors."""

from __future__ import annotations

import os
import traceback
from importlib import import_module

import click

from bot.cli.context import Launch
from bot.cli.exits import Exit, exit_of_error
from bot.cli.output import say
from bot.model.errors import BotError

# Blocks of rows are small: threads of the linear algebra beneath numpy cost more than they bring (benchmarks/full_size.py, 2026-11-25:
# up to 6.5 s of CPU for a scan that takes 0.2 s). It reads this when numpy is first imported, which no command has done yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# By name and not imported, since a command's module brings what its options need and each is a process of its own.
_COMMANDS = {
    "scan": "bot.cli.scan",
    "compare": "bot.cli.compare",
    "fix": "bot.cli.fix",
    "notice": "bot.cli.fix",
    "sbom": "bot.cli.sbom",
    "watch": "bot.cli.watch",
    "worker": "bot.cli.watch",
    "serve": "bot.cli.watch",
    "catalog": "bot.cli.catalog",
    "case": "bot.cli.case",
    "posting": "bot.cli.posting",
    "alerts": "bot.cli.alerts",
    "people": "bot.cli.people",
    "backup": "bot.cli.backup",
    "dashboard": "bot.cli.dashboard",
    "rules": "bot.cli.rules",
    "demo": "bot.cli.show_demo",
    "doctor": "bot.cli.doctor",
    "schema": "bot.cli.schema",
    "completion": "bot.cli.completion",
    "version": "bot.cli.version",
}
"""Every command and the module that holds it under the same name."""

_OWN = (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError)


class Commands(click.Group):
    """A group that ends with one calm line instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, by name."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of this name, loaded now."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name]), cmd_name)
        return command

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
