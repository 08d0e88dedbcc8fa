# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice people token``: tokens with which programs speak to the API in a person's name."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.output import output_options, put, say
from bot.model.people import Permission

_SCOPES = (
    Permission.READ_CASES,
    Permission.READ_LOG,
    Permission.READ_STATUS,
    Permission.DECIDE,
    Permission.PUBLISH,
    Permission.WITHDRAW,
)
"""What the API has something to do for."""


@click.group()
def token() -> None:
    """Keep the tokens with which programs speak to the API (docs/api.md)."""


@token.command()
@click.argument("person")
@click.option("--for", "label", required=True, metavar="WORDS", help="What the token is for.")
@click.option(
    "--may",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([each.value for each in _SCOPES]),
    help="What the program may do; give it again for more.",
)
@click.option("--days", default=90, show_default=True, help="For how long it holds, at most 365.")
@click.pass_context
def add(ctx: click.Context, person: str, label: str, scopes: tuple[str, ...], days: int) -> None:
    """Print a new token in the name of PERSON, hf:NAME or local:NAME. It is shown once; only its digest is kept.

    A token never allows more than the roles that the setting desk_roles gives that person, then and later.
    """
    issued = application(ctx).signing_in.tokens.issue(
        person, label, frozenset(Permission(each) for each in scopes), days=days
    )
    click.echo(issued.secret)
    say(f"token {issued.token.id} of {person}, until {issued.token.ends_at:%Y-%m-%d}; keep it like a password")


@token.command("list")
@output_options
@click.pass_context
def list_(ctx: click.Context, form: str, output: str | None) -> None:
    """List every token that there ever was, without the tokens themselves."""
    from bot.render.service import tokens_document, tokens_page

    app = application(ctx)
    found, now = app.signing_in.tokens.all(), app.clock.now()
    put(form, output, document=lambda: tokens_document(found, now), page=lambda: tokens_page(found, now))


@token.command()
@click.argument("token_id", metavar="ID")
@click.pass_context
def revoke(ctx: click.Context, token_id: str) -> None:
    """Take the token ID back, at once and for good."""
    application(ctx).signing_in.tokens.revoke(token_id)
    say(f"taken back: {token_id}")
