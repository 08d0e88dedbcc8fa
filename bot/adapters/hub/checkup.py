# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One look at the Hub, for whoever asks whether everything is set up: does it answer, how late is it there, what is left of the quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.pacing import Quota, quota_told
from bot.ports.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What the answer's headers said."""

    seconds_ahead: int | None
    """How far this machine's clock is ahead of the Hub's, negative where it is behind; ``None`` where the Hub did not say."""
    quota: Quota | None
    """Of the API; ``None`` where the Hub did not say."""


def check_up(connection: HubConnection, clock: Clock) -> Checkup:
    """Ask for one model of the list. Raises RemoteError, SettingsError for a token that nobody knows."""
    before = clock.now()
    _, answer = connection.get_json(f"{connection.options.root}/api/models?limit=1", connection.meter)
    there = _date(answer.headers.get("date", ""))
    # The header has whole seconds, and the answer was under way.
    ahead = None if there is None else round((before + (clock.now() - before) / 2 - there).total_seconds() - 0.5)
    return Checkup(seconds_ahead=ahead, quota=quota_told(answer.headers))


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
