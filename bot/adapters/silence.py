# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A forum for a bot without an account: it has written nothing, and can write nothing."""

from __future__ import annotations

from typing import NoReturn

from bot.model.cases import Comment, Thread
from bot.model.errors import AccessRefused, NotFound


class NoAccount:
    """Implements `bot.ports.hub.Forum` without a request; every attempt to write raises AccessRefused."""

    @property
    def account(self) -> str:
        """Nobody: no user of the Hub has an empty name."""
        return ""

    def members(self, owner: str) -> frozenset[str]:  # noqa: ARG002 - the port's signature
        """Nobody asks."""
        return frozenset()

    def threads(self, repo: str) -> list[Thread]:  # noqa: ARG002 - the port's signature
        """None, since only the bot's own are meant."""
        return []

    def thread(self, repo: str, number: int) -> Thread:
        """Raises NotFound."""
        raise NotFound(f"{repo}: discussion {number} is none of ours, as there is no account")

    def create(self, repo: str, *, title: str, body: str) -> Thread:  # noqa: ARG002 - the port's signature
        """Raises AccessRefused."""
        _refuse(repo)

    def comment(self, repo: str, number: int, *, body: str) -> Comment:  # noqa: ARG002 - the port's signature
        """Raises AccessRefused."""
        _refuse(repo)

    def edit(self, repo: str, number: int, comment: str, *, body: str) -> None:  # noqa: ARG002 - the port's signature
        """Raises AccessRefused."""
        _refuse(repo)

    def rename(self, repo: str, number: int, *, title: str) -> None:  # noqa: ARG002 - the port's signature
        """Raises AccessRefused."""
        _refuse(repo)

    def close(self, repo: str, number: int) -> None:  # noqa: ARG002 - the port's signature
        """Raises AccessRefused."""
        _refuse(repo)


def _refuse(repo: str) -> NoReturn:
    raise AccessRefused(f"{repo}: nothing is written without an account; set HUBNOTICE_TOKEN")
