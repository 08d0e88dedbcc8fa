# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice alerts``: who is told of what, by the operator's hand."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import click

from bot.cli.alert_options import channels_of, quiet_hours_of, scope_of, scope_options
from bot.cli.context import application
from bot.cli.exits import Exit
from bot.cli.output import output_options, put, say
from bot.model.errors import OperatorError

if TYPE_CHECKING:
    from bot.bootstrap.alerts import Alerts
    from bot.model.deliveries import Delivery

_NOBODY = "local:operator"


@click.group()
def alerts() -> None:
    """Ask to be told of what happens to cases, by mail, webhook or chat."""


@alerts.command()
@scope_options
@click.option("--as", "name", default=_NOBODY, show_default=True, help="Whose it is: a person such as hf:ada.")
@click.option(
    "--cadence",
    type=click.Choice(("now", "hourly", "daily", "weekly")),
    default="now",
    show_default=True,
    help="How often.",
)
@click.option("--language", type=click.Choice(("en", "ja", "ko", "zh")), default="en", show_default=True)
@click.option("--timezone", default="UTC", show_default=True, metavar="ZONE", help="Such as Europe/Berlin.")
@click.option("--quiet", metavar="FROM-TO", help="Hours in which nothing new is sent, such as 22:00-07:00.")
@click.option(
    "--also",
    multiple=True,
    metavar="EVENT",
    help="Tell this, too: license.changed, notice.added, notice.removed, derivative.appeared or coverage.lost.",
)
@click.option("--expires", type=click.DateTime(("%Y-%m-%d",)), help="Until this day in UTC.")
@click.option("--proposed", is_flag=True, help="Also what is not public yet; needs --verified.")
@click.option("--verified", is_flag=True, help="You saw that they speak for whom the scope names. Holds for 90 days.")
@click.pass_context
def add(ctx: click.Context, /, **options: object) -> None:
    """Ask for alerts. Mail addresses and webhooks are asked first whether they want them."""
    from bot.cli.alert_options import wish_of

    told = _alerts(ctx)
    subscription = told.subscribing.add(
        wish_of(options, scope_of(options), channels_of(options), quiet_hours_of(options))
    )
    click.echo(subscription.id)
    for channel in subscription.channels:
        waits = channel.stopped is not None
        say(f"{channel.kind.value} {channel.shown}: {'asked whether it wants them' if waits else 'ready'}")
        if channel.keys is not None:
            say(f"Its messages are signed; `hubnotice alerts secret {channel.id}` shows the key.")
    _send_now(told, told.subscribing.deliveries(None, subscription_id=subscription.id))


@alerts.command("list")
@click.option("--as", "name", help="Of this person alone.")
@output_options
@click.pass_context
def list_(ctx: click.Context, name: str | None, form: str, output: str | None) -> None:
    """List subscriptions with their channels."""
    from bot.render.alert_lists import subscriptions_document, subscriptions_page

    found = _alerts(ctx).subscribing.owned(name)
    put(form, output, document=lambda: subscriptions_document(found), page=lambda: subscriptions_page(found))


@alerts.command()
@click.argument("subscription")
@click.pass_context
def test(ctx: click.Context, subscription: str) -> None:
    """Send a test message to every channel of SUBSCRIPTION; exit code 4 where one did not take it."""
    told = _alerts(ctx)
    if not _send_now(told, told.subscribing.test(subscription, None)):
        ctx.exit(Exit.NOT_CHECKED)


@alerts.command()
@click.argument("subscription")
@click.pass_context
def remove(ctx: click.Context, subscription: str) -> None:
    """Send nothing for SUBSCRIPTION any more."""
    _alerts(ctx).subscribing.remove(subscription, None)
    say(f"{subscription}: removed.")


@alerts.command()
@click.option("--subscription", metavar="ID", help="Of this one alone.")
@click.option("--as", "name", help="Of this person alone.")
@click.option("--dead", is_flag=True, help="Only those that were given up.")
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True)
@output_options
@click.pass_context
def deliveries(
    ctx: click.Context,
    /,
    subscription: str | None,
    name: str | None,
    form: str,
    output: str | None,
    *,
    dead: bool,
    most: int,
) -> None:
    """List the newest messages, with what was sent and what was answered."""
    from bot.model.deliveries import DeliveryState
    from bot.render.alert_lists import deliveries_document, deliveries_page

    subscribing = _alerts(ctx).subscribing
    state = DeliveryState.DEAD if dead else None
    found = subscribing.deliveries(name, subscription_id=subscription, most=most, state=state)
    told = [subscribing.delivery(each.id, None) for each in found]
    put(form, output, document=lambda: deliveries_document(told), page=lambda: deliveries_page(told))


@alerts.command()
@click.argument("delivery")
@click.pass_context
def replay(ctx: click.Context, delivery: str) -> None:
    """Send the message DELIVERY once more, with the same id; exit code 4 where it was not taken."""
    told = _alerts(ctx)
    if not _send_now(told, [told.subscribing.replay(delivery, None)]):
        ctx.exit(Exit.NOT_CHECKED)


@alerts.command()
@click.argument("channel")
@click.option("--rotate", is_flag=True, help="Make a new key; the old one signs beside it for a day.")
@click.pass_context
def secret(ctx: click.Context, channel: str, *, rotate: bool) -> None:
    """Print the key that the messages to the webhook CHANNEL are signed with."""
    subscribing = _alerts(ctx).subscribing
    keys = subscribing.rotate(channel, None) if rotate else subscribing.keys(channel, None)
    click.echo(keys.current)
    if rotate and keys.previous_until is not None:
        say(f"The old key signs, too, until {keys.previous_until.astimezone(UTC):%Y-%m-%d %H:%M} UTC.")


def _alerts(ctx: click.Context) -> Alerts:
    found = application(ctx).alerts
    if found is None:
        raise OperatorError("alerts are not kept here")
    return found


def _send_now(told: Alerts, deliveries: list[Delivery]) -> bool:
    """Try each at once, and say what came of it; what failed is tried again by the daemon. Whether all were taken."""
    are_taken = True
    for delivery in deliveries:
        told.sender.send(delivery.id)
        found, channel, attempts = told.subscribing.delivery(delivery.id, None)
        answer = attempts[-1].response if attempts else "the daemon sends it"
        say(f"{channel.kind.value} {channel.shown}: {found.state.value}{f': {answer}' if answer else ''}")
        are_taken = are_taken and found.state.value == "delivered"
    return are_taken
