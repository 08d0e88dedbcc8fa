# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How to talk to GitHub: where, as whom, and with how much patience."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.model.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHubOptions:
    """Everything that a connection to GitHub needs to know.

    Raises SettingsError for an address that is none, and for limits that could never let a request through.
    """

    url: str = "https://github.com"
    """Where people read issues; `api_root` says where programs do."""
    token: str = field(repr=False)
    user_agent: str = "hubnotice"
    connect_seconds: float = 4.0
    timeout_seconds: float = 10.0
    """Longest silence of the other side before each piece of an answer."""
    deadline_seconds: float = 60.0
    """Longest time for one call with all its attempts, whatever trickles in meanwhile."""
    retries: int = 3
    """Further attempts at reading something; writing is never tried twice."""
    longest_pause_seconds: float = 10.0
    """How long one call may sleep altogether before it gives up with RateLimited."""
    seconds_between_writes: float = 1.0
    """What GitHub asks of whoever writes (documentation of its REST API, "Best practices")."""
    writes_per_minute: int = 20
    """GitHub takes about 80 (documentation, "About secondary rate limits"), what people do by hand included."""
    writes_per_hour: int = 100
    """GitHub takes about 500."""
    largest_answer_bytes: int = 32 * 1024 * 1024
    """A page of a hundred issues of the longest kind, each with its text three times, has about twenty megabytes."""

    def __post_init__(self) -> None:
        """Check everything at once, so that a mistake is found at the start and not at the first request."""
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise SettingsError(
                f"github_url: expected http(s)://host, found {self.url[:80]!r}; see HUBNOTICE_GITHUB_URL"
            )
        if not self.token:
            raise SettingsError("github_token: expected a token, found none; set HUBNOTICE_GITHUB_TOKEN")
        for name in ("token", "user_agent"):
            value = getattr(self, name)
            if not value.isascii() or not value.isprintable():
                raise SettingsError(f"github {name}: expected printable ASCII, as it is sent in a header")
        limits = ("connect_seconds", "timeout_seconds", "deadline_seconds", "writes_per_minute", "writes_per_hour")
        for name in (*limits, "largest_answer_bytes"):
            if getattr(self, name) <= 0:
                raise SettingsError(f"github {name}: expected more than 0, found {getattr(self, name)}")
        if min(self.retries, self.longest_pause_seconds, self.seconds_between_writes) < 0:
            raise SettingsError("github retries, longest_pause_seconds, seconds_between_writes: expected 0 or more")

    @property
    def enterprise_url(self) -> str | None:
        """The address as github3.py's ``GitHubEnterprise`` takes it; ``None`` where the interface has a host of its own."""
        return self.url.rstrip("/") if self.api_root.endswith("/api/v3") else None

    @property
    def api_root(self) -> str:
        """Where the programming interface is, without a slash at its end: that of a server of one's own is below ``/api/v3``.

        >>> GitHubOptions(token="t").api_root
        'https://api.github.com'
        >>> GitHubOptions(token="t", url="https://acme.ghe.com/").api_root
        'https://api.acme.ghe.com'
        >>> GitHubOptions(token="t", url="https://git.example.org").api_root
        'https://git.example.org/api/v3'
        """
        parts = urlsplit(self.url)
        host = (parts.hostname or "").removeprefix("www.")
        if host == "github.com" or host.endswith(".ghe.com"):
            host = host if host.startswith("api.") else f"api.{host}"
        if host == "api.github.com" or host.endswith(".ghe.com"):
            return f"https://{host}"
        return f"{self.url.rstrip('/')}/api/v3"
