# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Asks an address whether it wants to hear from us, by a word that nobody else is told; only the digest of the word is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.model.alerts import Channel
from bot.model.errors import Undelivered
from bot.ports.alerts import Answer, Subscriptions
from bot.ports.clock import Clock

_HOLDS = timedelta(days=7)
_LONGEST_WORD = 100


class Confirming:
    """``new_word`` makes one that cannot be guessed."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        clock: Clock,
        new_word: Callable[[], str] = lambda: secrets.token_urlsafe(24),
    ) -> None:
        self._subscriptions = subscriptions
        self._clock = clock
        self._new_word = new_word

    def word_for(self, channel: Channel) -> str:
        """A new word; it holds for a week."""
        now, word = self._clock.now(), self._new_word()
        self._subscriptions.put_confirmation(channel.id, _digest(word), at=now, expires_at=now + _HOLDS)
        return word

    def heard(self, answer: Answer, word: str) -> None:
        """A webhook repeated the word, as it is or in a JSON object as ``challenge``. Raises Undelivered where it did not."""
        if not hmac.compare_digest(_challenge(answer.text).encode(), word.encode()):
            raise Undelivered("the answer does not repeat the challenge", status=answer.status)
        self._subscriptions.confirm(_digest(word), self._clock.now())

    def channel_of(self, word: str) -> Channel | None:
        """What the word would confirm. Changes nothing."""
        if not word or len(word) > _LONGEST_WORD:
            return None
        return self._subscriptions.unconfirmed(_digest(word), self._clock.now())

    def confirm(self, word: str) -> Channel | None:
        """Use it; ``None`` where it confirms nothing, or not any more."""
        if not word or len(word) > _LONGEST_WORD:
            return None
        return self._subscriptions.confirm(_digest(word), self._clock.now())


def _challenge(text: str) -> str:
    try:
        document = json.loads(text)
    except ValueError:
        return text.strip()
    found = document.get("challenge") if isinstance(document, dict) else document
    return found if isinstance(found, str) else ""


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
