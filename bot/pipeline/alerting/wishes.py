# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What somebody asks to be told of, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from bot.model.alerts import (
    Cadence,
    ChannelKind,
    MinState,
    QuietHours,
    Scope,
    ScopeKind,
)
from bot.model.errors import InputError
from bot.model.happenings import HappeningKind
from bot.model.questions import CaseFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for."""

    owner: str
    scope: Scope
    channels: Sequence[tuple[ChannelKind, str]]
    cadence: Cadence = Cadence.NOW
    min_state: MinState = MinState.POSTED
    also: frozenset[HappeningKind] = frozenset()
    language: str = "en"
    timezone: str = "UTC"
    quiet_hours: QuietHours | None = None
    expires_at: datetime | None = None
    is_verified: bool = False
    """Whether somebody saw that they speak for whom the scope names: a sign-in, or the operator."""


def check_filter(scope: Scope) -> None:
    """A saved search has to ask for something: what is not understood would find everything."""
    if scope.kind is ScopeKind.FILTER and not CaseFilter.from_query(parse_qsl(scope.value)).to_query():
        raise InputError("a saved search: expected what stands in the address of one, such as state=posted&owner=acme")
