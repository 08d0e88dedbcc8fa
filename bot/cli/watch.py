# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice watch``, ``worker`` and ``serve``: the daemon, or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.context import application, settings_for
from bot.cli.exits import Exit
from bot.cli.listening import listening
from bot.cli.logs import log_option, logged, tell
from bot.cli.output import say
from bot.cli.stopping import told_to_stop
from bot.model.errors import SettingsError

if TYPE_CHECKING:
    from bot.bootstrap import Application
    from bot.ports.work import WorkEngine
    from bot.settings import Settings

_DRAIN_SECONDS = 600.0


@click.command()
@click.option("--once", is_flag=True, help="One poll, then all the work that follows from it, then stop.")
@click.option("--every", metavar="SECONDS", help="Seconds between two polls.")
@click.option("--preset", metavar="NAME", help="What becomes of findings: dry-run, review, earned or automatic.")
@click.option("--backfill", is_flag=True, help="Look at old models, too, oldest first, when nothing else is to do.")
@click.option("--listen", metavar="HOST:PORT", help="Take webhooks here, and tell health and metrics.")
@log_option
@click.pass_context
def watch(ctx: click.Context, /, *, once: bool, backfill: bool, every: str | None, **flags: str | None) -> None:
    """Watch the Hub: poll, scan what is new, keep cases, and write what the preset allows (nothing by default).

    Stop it with Ctrl-C or SIGTERM; work under way is taken up by the next start, or by another process on the same database.
    """
    if once and backfill:
        raise click.UsageError("--backfill takes days and --once ends soon; leave one of them out")
    given: dict[str, Any] = {**flags, "poll_seconds": every, "backfill": "on" if backfill else None}
    settings = settings_for(ctx, **given)
    with logged(settings):
        app = application(ctx, **given)
        engine = app.daemon()
        if once:
            ctx.exit(_one_poll(engine))
        _watch(app, engine, settings)


def _watch(app: Application, engine: WorkEngine, settings: Settings) -> None:
    schedule = app.schedule(engine)
    stop = told_to_stop()
    engine.start()
    try:
        with listening(app, settings, engine, lambda: engine.is_running):
            schedule.start()
            text = f"Watching {app.hub_url} with preset {app.preset.id}."
            tell(settings, text, "watching", hub=app.hub_url, preset=app.preset.id)
            stop.wait()
    finally:
        schedule.stop()
        engine.stop()


@click.command()
@click.option("--preset", metavar="NAME", help="What becomes of findings; the same for every process on one database.")
@log_option
@click.pass_context
def worker(ctx: click.Context, *, preset: str | None, log_format: str | None) -> None:
    """Work on what `hubnotice watch` on another machine hands on, over a shared PostgreSQL database. It never polls by itself.

    Each process needs a name of its own: HUBNOTICE_EXECUTOR, by default the machine's name.
    """
    settings = settings_for(ctx, preset=preset, log_format=log_format)
    with logged(settings):
        app = application(ctx, preset=preset, log_format=log_format)
        engine = app.daemon()
        stop = told_to_stop()
        engine.start()
        try:
            text = f"Working for {app.hub_url} with preset {app.preset.id}."
            tell(settings, text, "working", hub=app.hub_url, preset=app.preset.id)
            stop.wait()
        finally:
            engine.stop()


@click.command()
@click.option("--listen", metavar="HOST:PORT", help="Where to take webhooks, and tell health and metrics.")
@click.option("--preset", metavar="NAME", help="The preset of the daemon, whose caps the metrics tell.")
@log_option
@click.pass_context
def serve(ctx: click.Context, *, listen: str | None, preset: str | None, log_format: str | None) -> None:
    """Take webhooks, and tell health and metrics; the work is done by `hubnotice watch` or `worker` on the same database."""
    settings = settings_for(ctx, listen=listen, preset=preset, log_format=log_format)
    if not settings.listen:
        raise SettingsError("serve has to know where to listen: expected --listen HOST:PORT or HUBNOTICE_LISTEN")
    with logged(settings):
        app = application(ctx, listen=listen, preset=preset, log_format=log_format)
        stop = told_to_stop()
        with listening(app, settings, app.operations.wake, None):
            stop.wait()


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
