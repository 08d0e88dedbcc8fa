# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice watch``: the daemon."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import click

from bot.cli.context import application
from bot.cli.exits import Exit
from bot.cli.output import say

if TYPE_CHECKING:
    from bot.ports.work import WorkEngine

_DRAIN_SECONDS = 600.0


@click.command()
@click.option("--once", is_flag=True, help="One poll, then all the work that follows from it, then stop.")
@click.option("--every", metavar="SECONDS", help="Seconds between two polls.")
@click.option("--preset", metavar="NAME", help="What becomes of findings: dry-run, review or automatic.")
@click.option("--backfill", is_flag=True, help="Look at old models, too, oldest first, when nothing else is to do.")
@click.pass_context
def watch(ctx: click.Context, *, once: bool, every: str | None, preset: str | None, backfill: bool) -> None:
    """Watch the Hub: poll, scan what is new, keep cases, and write what the preset allows (nothing by default).

    Stop it with Ctrl-C or SIGTERM; work under way is taken up by the next start, or by another process on the same database.
    """
    if once and backfill:
        raise click.UsageError("--backfill takes days and --once ends soon; leave one of them out")
    app = application(ctx, poll_seconds=every, preset=preset, backfill="on" if backfill else None)
    engine = app.daemon()
    if once:
        ctx.exit(_one_poll(engine))
    schedule = app.schedule(engine)
    stop = _told_to_stop()
    engine.start()
    try:
        schedule.start()
        say(f"Watching {app.hub_url} with preset {app.preset.id}.")
        stop.wait()
    finally:
        schedule.stop()
        engine.stop()


@click.command()
@click.option("--preset", metavar="NAME", help="What becomes of findings; the same for every process on one database.")
@click.pass_context
def worker(ctx: click.Context, *, preset: str | None) -> None:
    """Work on what `hubnotice watch` on another machine hands on, over a shared PostgreSQL database. It never polls by itself.

    Each process needs a name of its own: HUBNOTICE_EXECUTOR, by default the machine's name.
    """
    app = application(ctx, preset=preset)
    engine = app.daemon()
    stop = _told_to_stop()
    engine.start()
    try:
        say(f"Working for {app.hub_url} with preset {app.preset.id}.")
        stop.wait()
    finally:
        engine.stop()


def _told_to_stop() -> threading.Event:
    """Set by Ctrl-C or SIGTERM, from now on."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _one_poll(engine: WorkEngine) -> Exit:
    """Poll, wait for what follows, and tell what was set aside since the start."""
    engine.start()
    try:
        before = {job.id for job in engine.failed()}
        engine.poll()
        in_time = engine.drain(_DRAIN_SECONDS)
        if not in_time:
            say(f"Not finished within {_DRAIN_SECONDS:.0f} seconds; the next start goes on.")
        failed = [job for job in engine.failed() if job.id not in before]
        for job in failed:
            say(f"{job.id}: set aside: {job.reason}")
        return Exit.DONE if in_time and not failed else Exit.NOT_CHECKED
    finally:
        engine.stop()
