# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice people``: accounts of the desk itself, for networks from which no Hub can be reached."""

from __future__ import annotations

import sys

import click

from bot.cli.context import application
from bot.cli.output import output_options, put, say
from bot.cli.tokens import token

_PASSWORD = click.option(
    "--password-stdin", is_flag=True, help="Read the password from stdin, to its end; otherwise it is asked for."
)


@click.group()
def people() -> None:
    """Keep the accounts that sign in to the desk with a password. Roles are given by the setting desk_roles, as local:NAME."""


@people.command()
@click.argument("name")
@click.option("--display-name", metavar="WORDS", default="", help="What pages call this person; by default NAME.")
@_PASSWORD
@click.pass_context
def add(ctx: click.Context, *, name: str, display_name: str, password_stdin: bool) -> None:
    """Add an account NAME."""
    made = application(ctx).signing_in.accounts.add(name, display_name, _password(from_stdin=password_stdin))
    say(f"added {made.name}")


@people.command("list")
@output_options
@click.pass_context
def list_(ctx: click.Context, *, form: str, output: str | None) -> None:
    """List every account, with the roles that the settings give it."""
    from bot.render.people import people_document, people_page

    found = application(ctx).signing_in.listed_accounts()
    put(form, output, document=lambda: people_document(found), page=lambda: people_page(found))


@people.command()
@click.argument("name")
@_PASSWORD
@click.pass_context
def password(ctx: click.Context, *, name: str, password_stdin: bool) -> None:
    """Give NAME another password; all their sessions end."""
    ended = application(ctx).signing_in.accounts.change_password(name, _password(from_stdin=password_stdin))
    say(f"changed; {ended} sessions ended")


@people.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, *, name: str) -> None:
    """Remove NAME; their sessions end, and what they signed stays signed."""
    ended = application(ctx).signing_in.accounts.remove(name)
    say(f"removed; {ended} sessions ended")


def _password(*, from_stdin: bool) -> str:
    """A line end at the end is the shell's, not the password's."""
    if from_stdin:
        return sys.stdin.read().removesuffix("\n").removesuffix("\r")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


people.add_command(token)
