# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tokens and repeated requests in memory. They pass tests/contract/test_service_contract.py as those in SQL do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.service import REPEATABLE, Attempt, ServiceToken


class FakeServiceTokens:
    def __init__(self) -> None:
        self._tokens: dict[str, ServiceToken] = {}

    def add(self, token: ServiceToken) -> None:
        self._tokens[token.id] = token

    def by_digest(self, digest: str) -> ServiceToken | None:
        return next((each for each in self._tokens.values() if each.digest == digest), None)

    def all(self) -> list[ServiceToken]:
        return sorted(self._tokens.values(), key=lambda each: (each.created_at, each.id))

    def revoke(self, token_id: str, at: datetime) -> bool:
        found = self._tokens.get(token_id)
        if found is None or found.revoked_at is not None:
            return False
        self._tokens[token_id] = replace(found, revoked_at=at)
        return True


class FakeAttempts:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Attempt] = {}

    def claim(self, attempt: Attempt) -> Attempt | None:
        for key, each in list(self._kept.items()):
            age = attempt.at - each.at
            if age > REPEATABLE or (age > timedelta(minutes=5) and each.status is None):
                del self._kept[key]
        known = self._kept.setdefault((attempt.person, attempt.key), attempt)
        return None if known is attempt else known

    def finish(self, attempt: Attempt) -> None:
        self._kept[attempt.person, attempt.key] = attempt

    def release(self, attempt: Attempt) -> None:
        known = self._kept.get((attempt.person, attempt.key))
        if known is not None and known.status is None:
            del self._kept[attempt.person, attempt.key]
