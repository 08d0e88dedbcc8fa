# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice posting``: whether anything is written at all."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.output import say
from bot.model.orders import POSTING, Word


@click.group()
def posting() -> None:
    """Stop all posting at once, go on, or see how it stands. Reading goes on in any case."""


@posting.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say whether posts are written, and whom we do not write to any more."""
    app = application(ctx)
    status = app.operations.status.status()
    order = app.casebook.standing(POSTING)
    if status.kill_switch:
        click.echo("posting: off, the kill switch is pulled (HUBNOTICE_POSTING, or the stop file)")
    elif order is not None and order.is_off:
        how = "stopped by itself" if order.word is Word.TRIPPED else f"stopped by {order.name}"
        click.echo(f"posting: {how} on {order.at:%Y-%m-%d %H:%M} UTC: {order.reason}")
    else:
        click.echo(f"posting: on, as far as preset {app.preset.id} goes")
    posts = status.posts
    click.echo(f"threads: {posts.last_hour} of {posts.hour_cap} this hour, {posts.last_day} of {posts.day_cap} today")
    click.echo(f"outbox: {status.outbox_waiting} waiting")
    for each in app.casebook.standing_orders():
        if each.scope != POSTING and each.is_off:
            click.echo(f"not written to: {each.scope.partition(':')[2]}, since {each.at:%Y-%m-%d}: {each.reason}")


@posting.command()
@click.option("--as", "name", required=True, metavar="NAME", help="Who says so.")
@click.option("--reason", required=True, help="Why; kept for ever, with the name.")
@click.pass_context
def stop(ctx: click.Context, name: str, reason: str) -> None:
    """Write nothing any more, withdrawals aside, until somebody resumes. What would be written waits."""
    application(ctx).desk.switch_posting(on=False, name=name, reason=reason)
    say("Posting is stopped. `hubnotice posting resume` goes on.")


@posting.command()
@click.option("--as", "name", required=True, metavar="NAME", help="Who says so.")
@click.option("--reason", required=True, help="Why it is safe again; kept for ever, with the name.")
@click.pass_context
def resume(ctx: click.Context, name: str, reason: str) -> None:
    """Go on, after a person looked into why posting stopped."""
    application(ctx).desk.switch_posting(on=True, name=name, reason=reason)
    say("Posting goes on with the daemon's next polls.")
