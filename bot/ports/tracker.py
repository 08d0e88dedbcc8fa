# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Issues of a code forge.

Every method raises `bot.model.errors.RemoteError` or `InputError` and nothing of the library behind it, or SettingsError for a token
that nobody knows. No request waits longer than the adapter's deadline. Repositories are named ``owner/name``.
"""

from __future__ import annotations

from typing import Protocol

from bot.model.cases import Comment, Thread

OPENING = "opening"
"""The id of an issue's own text, which is the first of its comments here."""


class Tracker(Protocol):
    """Issues of repositories, read and written as one account."""

    @property
    def account(self) -> str:
        """The bot's own user name."""

    def is_public(self, repo: str) -> bool:
        """Whether anybody may read the repository."""

    def issues(self, repo: str) -> list[Thread]:
        """The issues that the bot's account opened, open and closed, oldest first, each with its own text alone.

        Raises RemoteFailure where one cannot be read: it might be the one that is looked for.
        """

    def issue(self, repo: str, number: int) -> Thread:
        """One issue with its comments; the first is its own text."""

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        """A new issue. Not idempotent: whoever calls looks first."""

    def edit(self, repo: str, number: int, *, body: str) -> None:
        """Replace the text of an issue; its title and state stay as people left them."""

    def rename(self, repo: str, number: int, *, title: str) -> None:
        """Another title for one of the bot's own issues; its text and state stay."""

    def comment(self, repo: str, number: int, *, body: str) -> Comment:
        """A new comment. Not idempotent."""

    def close(self, repo: str, number: int) -> None:
        """Close an issue; closing a closed one changes nothing."""
