# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What an operator can set, as one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.policy.roles import Grant

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Secret:
    """Text that is never printed by accident."""

    _value: str

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator asked for; a value that exists is valid. See `bot.settings.table` for the meaning of each field."""

    hub_url: str = "https://huggingface.co"
    token: Secret | None = None
    contact: str = ""
    preset: str = "dry-run"
    database: str = field(default="", repr=False)
    """A path or an address; out of the repr, since an address may hold a password. Empty: see `default_database`."""
    rules_folder: Path | None = None
    templates_folder: Path | None = None
    poll_seconds: int = 300
    max_bytes: int = 8_000_000
    max_requests: int = 60
    bytes_per_day: int = 200_000_000_000
    timeout_seconds: int = 10
    executor: str = ""
    """Name of this process among those that share a database. Empty: the machine's name."""
    workers: int = 4
    posting: bool = True
    stop_file: Path | None = None
    listen: str = ""
    """HOST:PORT of the web server. Empty: there is none."""
    public_url: str = ""
    """Where people reach the desk, without a path. Empty: only on this machine."""
    smtp_url: Secret | None = None
    """Where mail leaves: `smtp://` or `smtps://`, with user name and password. Without it no mail is sent."""
    mail_from: str = ""
    alert_targets_allowed: tuple[str, ...] = ()
    """Networks and hosts beside the public Internet that alerts may be sent to."""
    oauth_client_id: str = ""
    """Of the application on the Hub that people sign in through. Empty: nobody signs in with the Hub."""
    oauth_client_secret: Secret | None = None
    desk_roles: tuple[Grant, ...] = ()
    webhook_secret: Secret | None = None
    log_format: str = "text"
    github_url: str = "https://github.com"
    github_token: Secret | None = None
    github_dashboard: str = ""
    """``owner/name`` of the repository whose owner asked for a dashboard. Empty: none did."""
    backfill: bool = False
    watch: tuple[str, ...] = ()
    """Items as `bot.policy.watching` reads them. Empty: everything."""


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(address).hostname in LOOPBACK


def default_database(environment: Mapping[str, str]) -> Path:
    """Where the database lies when nobody says: the user's data folder."""
    data = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "hubnotice" / "hubnotice.sqlite3"
