# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The options of ``hubnotice alerts add``, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.model.alerts import ChannelKind, QuietHours, Scope
    from bot.pipeline.alerting.wishes import Wish

_Command = TypeVar("_Command", bound=Callable[..., Any])
_SCOPES = (
    ("upstream", "OWNER/NAME", "What builds on this repository."),
    ("upstream-owner", "OWNER", "What builds on anything of this organisation or person."),
    ("mine", "OWNER", "What is said about the repositories of this organisation or person, which is you."),
    ("used-owner", "OWNER", "What is said about the repositories of an organisation whose models you use."),
    ("license", "PATTERN", "What is about an upstream under this license, such as CC-BY-NC-*."),
    ("rule", "RULE", "Findings of this rule."),
    ("filter", "QUERY", "Cases that a search of the desk finds, as its address has it: state=posted&owner=acme."),
)
_CHANNELS = ("email", "webhook", "slack", "discord", "teams", "mattermost")


def scope_options(command: _Command) -> _Command:
    """Add one option for each scope, of which one is given, and one for each kind of channel, of which several may be."""
    for kind in reversed(_CHANNELS):
        shown = "ADDRESS" if kind == "email" else "URL"
        help_ = (
            f"Tell it by {kind}."
            if kind == "email"
            else f"Tell it to this {'webhook' if kind == 'webhook' else f'{kind} webhook'}."
        )
        command = click.option(f"--{kind}", multiple=True, metavar=shown, help=help_)(command)
    for kind, shown, words in reversed(_SCOPES):
        command = click.option(f"--{kind}", metavar=shown, help=words)(command)
    return command


def scope_of(options: Mapping[str, Any]) -> Scope:
    """The one scope that was given. Raises UsageError."""
    from bot.model.alerts import Scope, ScopeKind

    given = [(kind, options[kind.replace("-", "_")]) for kind, _, _ in _SCOPES if options[kind.replace("-", "_")]]
    if len(given) != 1:
        raise click.UsageError(
            f"expected one of {', '.join(f'--{kind}' for kind, _, _ in _SCOPES)}, found {len(given)}"
        )
    ((kind, value),) = given
    try:
        return Scope(ScopeKind(kind), value)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def channels_of(options: Mapping[str, Any]) -> list[tuple[ChannelKind, str]]:
    """Every way that was given. Raises UsageError where there is none."""
    from bot.model.alerts import ChannelKind

    found = [(ChannelKind(kind), address) for kind in _CHANNELS for address in options[kind]]
    if not found:
        raise click.UsageError(f"expected a way to reach you: {', '.join(f'--{kind}' for kind in _CHANNELS)}")
    return found


def quiet_hours_of(options: Mapping[str, Any]) -> QuietHours | None:
    """The hours, or none. Raises UsageError."""
    from bot.model.alerts import QuietHours

    if options["quiet"] is None:
        return None
    start, _, end = str(options["quiet"]).partition("-")
    try:
        return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end))
    except ValueError as error:
        raise click.UsageError(f"--quiet: expected hours such as 22:00-07:00: {error}") from error


def wish_of(
    options: Mapping[str, Any], scope: Scope, channels: list[tuple[ChannelKind, str]], quiet_hours: QuietHours | None
) -> Wish:
    """Everything together. Raises UsageError for an event that there is not."""
    from bot.model.alerts import Cadence, MinState
    from bot.model.happenings import HappeningKind
    from bot.pipeline.alerting.wishes import Wish

    try:
        also = frozenset(HappeningKind(each) for each in options["also"])
    except ValueError as error:
        raise click.UsageError(f"--also: {error}") from error
    expires: datetime | None = options["expires"]
    return Wish(
        owner=options["name"],
        scope=scope,
        channels=channels,
        cadence=Cadence(options["cadence"]),
        min_state=MinState.PROPOSED if options["proposed"] else MinState.POSTED,
        also=also,
        language=options["language"],
        timezone=options["timezone"],
        quiet_hours=quiet_hours,
        expires_at=expires.replace(tzinfo=UTC) if expires is not None else None,
        is_verified=options["verified"],
    )
