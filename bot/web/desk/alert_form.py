# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the form of ``/alerts`` asks for. Every function raises InputError where that makes no sense."""

from __future__ import annotations

from datetime import time
from enum import Enum
from typing import TypeVar

from bot.model.alerts import ChannelKind, QuietHours, Scope, ScopeKind
from bot.model.errors import InputError
from bot.web.site.forms import Form

_Member = TypeVar("_Member", bound=Enum)


def scope_in(form: Form) -> Scope:
    """What it is about."""
    try:
        return Scope(member(ScopeKind, form.text("scope")), form.text("value"))
    except ValueError as error:
        raise InputError(str(error)) from error


def channels_in(form: Form) -> list[tuple[ChannelKind, str]]:
    """How to reach somebody."""
    address = form.text("address")
    return [(member(ChannelKind, form.text("channel")), address)] if address else []


def quiet_hours_in(form: Form) -> QuietHours | None:
    """When not to, or nothing where neither time is given."""
    start, end = form.text("quiet_from"), form.text("quiet_to")
    if not start and not end:
        return None
    try:
        return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end))
    except ValueError as error:
        raise InputError("quiet hours: expected two different times such as 22:00 and 07:00") from error


def member(enum: type[_Member], text: str) -> _Member:
    """One of a closed set, by its stored word."""
    try:
        return enum(text)
    except ValueError as error:
        raise InputError(
            f"expected one of {', '.join(str(each.value) for each in enum)}, found {text[:40]!r}"
        ) from error
