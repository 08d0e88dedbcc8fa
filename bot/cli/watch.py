# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice watch``: the daemon."""

from __future__ import annotations

import signal
import threading

import click

from bot.cli.context import application
from bot.cli.exits import Exit
from bot.cli.output import say

_DRAIN_SECONDS = 600.0


@click.command()
@click.option("--once", is_flag=True, help="One poll, then all the work that follows from it, then stop.")
@click.option("--every", metavar="SECONDS", help="Seconds between two polls.")
@click.option("--preset", metavar="NAME", help="What becomes of findings: dry-run, review or automatic.")
@click.pass_context
def watch(ctx: click.Context, *, once: bool, every: str | None, preset: str | None) -> None:
    """Watch the Hub: poll, scan what is new, keep cases, and write what the preset allows (nothing by default).

    Stop it with Ctrl-C or SIGTERM; work under way is taken up by the next start.
    """
    app = application(ctx, poll_seconds=every, preset=preset)
    engine = app.daemon()
    if once:
        engine.start()
        try:
            engine.poll()
            if not engine.drain(_DRAIN_SECONDS):
                say(f"Not finished within {_DRAIN_SECONDS:.0f} seconds; the next start goes on.")
                ctx.exit(Exit.NOT_CHECKED)
        finally:
            engine.stop()
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    schedule = app.schedule(engine)
    engine.start()
    try:
        schedule.start()
        say(f"Watching {app.hub_url} with preset {app.preset.id}.")
        stop.wait()
    finally:
        schedule.stop()
        engine.stop()
