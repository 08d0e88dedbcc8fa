# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Entries of the append-only log, as its readers see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.questions import LogKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the append-only log, of whatever kind."""

    kind: LogKind
    sequence: int
    """Its place in the chain of its own kind, from 1 without a gap."""
    at: datetime
    case: int | None
    """``None`` for a standing order."""
    what: str
    """The state that was ruled, what was done, or the word of the order: a stored word."""
    name: str
    """Who ruled or ordered; empty for a receipt."""
    text: str
    """The reason, or the address that was written to."""
    scope: str = ""
    """Of a standing order."""
    digest: str
    """Of this entry and everything of its kind before it, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Some entries of the log, the newest first."""

    entries: tuple[LogEntry, ...]
    next: str | None = None
