# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is kept for programs that speak to the API."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.model.service import Attempt, ServiceToken


class ServiceTokens(Protocol):
    """Storage with transactions. Each method is one transaction and raises OperatorError where the database cannot be used."""

    def add(self, token: ServiceToken) -> None:
        """Keep a new one."""

    def by_digest(self, digest: str) -> ServiceToken | None:
        """The token of this digest, also one that no longer holds."""

    def all(self) -> list[ServiceToken]:
        """Every token that there ever was, oldest first."""

    def revoke(self, token_id: str, at: datetime) -> bool:
        """Take one back; whether there was one that was not taken back before."""


class Attempts(Protocol):
    """Requests that may be sent again. Each method is one transaction and raises OperatorError where the database cannot be used."""

    def claim(self, attempt: Attempt) -> Attempt | None:
        """Begin a request: ``None`` where it is new, else what is known of the earlier one of this person and key.

        Of several that ask at once one begins. Attempts of more than a day ago are forgotten, and so is one that was begun a few
        minutes ago and never came to an end.
        """

    def finish(self, attempt: Attempt) -> None:
        """Keep what came of it."""

    def release(self, attempt: Attempt) -> None:
        """It came to nothing, and may be tried again with the same key."""
