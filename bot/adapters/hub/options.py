# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How to talk to the Hub: where, as whom, and with how much patience."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.model.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class HubOptions:
    """Everything that a connection to the Hub needs to know.

    Raises SettingsError for an address that is none, and for limits that could never let a request through.
    """

    endpoint: str = "https://huggingface.co"
    token: str | None = field(default=None, repr=False)
    bot_name: str = "hubnotice"
    version: str = "0"
    contact: str = ""
    """Address or page of whoever runs the bot; sent with every request, so that the Hub can ask before it blocks."""
    timeout_seconds: float = 10.0
    """Longest silence of the other side: while connecting, and before each piece of an answer."""
    deadline_seconds: float = 60.0
    """Longest time for one call with all its attempts, whatever trickles in meanwhile."""
    slowest_bytes_per_second: int = 256 * 1024
    """What is asked for in megabytes may take longer than the deadline, by its size over this."""
    retries: int = 3
    """Further attempts at reading something; writing is never tried twice."""
    longest_pause_seconds: float = 5.0
    """How long one call may sleep altogether after answers that went wrong before it gives up."""
    longest_wait_for_turn_seconds: float = 5.0
    """How long one request may wait for its turn before it gives up with RateLimited."""
    max_requests_per_window: int = 500
    """Requests to the API in any `window_seconds` until the Hub names the caller's quota; what an anonymous caller may make."""
    window_seconds: float = 300.0
    largest_answer_bytes: int = 64 * 1024 * 1024
    """Answers of the API that are longer are cut off."""

    def __post_init__(self) -> None:
        """Check everything at once, so that a mistake is found at the start and not at the first request."""
        parts = urlsplit(self.endpoint)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise SettingsError(f"endpoint: expected http(s)://host, found {self.endpoint[:80]!r}; see HF_ENDPOINT")
        for name in ("token", "bot_name", "version", "contact"):
            value = getattr(self, name) or ""
            if not value.isascii() or any(ord(character) < 32 for character in value):
                raise SettingsError(f"{name}: expected printable ASCII, as it is sent in a header")
        limits = ("timeout_seconds", "deadline_seconds", "slowest_bytes_per_second", "max_requests_per_window")
        for name in (*limits, "window_seconds", "largest_answer_bytes"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"{name}: expected more than 0, found {getattr(self, name)}")
        if min(self.retries, self.longest_pause_seconds, self.longest_wait_for_turn_seconds) < 0:
            raise SettingsError("retries, longest_pause_seconds and longest_wait_for_turn_seconds: expected 0 or more")

    @property
    def root(self) -> str:
        """The endpoint without a slash at its end."""
        return self.endpoint.rstrip("/")

    @property
    def user_agent(self) -> str:
        """What says, beside the names of the libraries, that a bot is calling and who answers for it."""
        return f"bot/{self.bot_name}" + (f"; contact/{self.contact}" if self.contact else "")
