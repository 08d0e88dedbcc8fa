# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Passwords, through scrypt (RFC 7914) of the standard library. Parameters are stored with each digest, so that they can grow."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import unicodedata
from dataclasses import dataclass

from bot.model.errors import OperatorError

_NAME = "scrypt"
_SALT_BYTES = 16
_KEY_BYTES = 32
_AT_ONCE = 2
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one digest: ``n`` times ``r`` times 128 bytes of memory."""

    n: int = 2**15
    r: int = 8
    p: int = 1

    @property
    def is_bearable(self) -> bool:
        """A digest from elsewhere is not allowed to take all memory."""
        return 2 <= self.n <= 2**20 and self.n & (self.n - 1) == 0 and 1 <= self.r <= 32 and 1 <= self.p <= 16

    @property
    def memory(self) -> int:
        """Bytes that OpenSSL is allowed to take."""
        return 128 * self.r * (self.n + self.p + 2) + 2**20


class ScryptPasswords:
    """Implements `bot.ports.people.Passwords`: 32 MiB each, two at once, so that strangers cannot take the machine with wrong ones."""

    def __init__(self, cost: Cost | None = None) -> None:
        self._cost = cost or Cost()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def digest(self, password: str) -> str:
        """``scrypt$n$r$p$salt$key``."""
        salt, cost = secrets.token_bytes(_SALT_BYTES), self._cost
        parts = (cost.n, cost.r, cost.p, _text(salt), _text(_key(password, salt, cost)))
        return "$".join((_NAME, *map(str, parts)))

    def fits(self, password: str, digest: str) -> bool:
        """In constant time, and as long for a digest that is none. Raises OperatorError where too many wait."""
        if not self._turns.acquire(timeout=_PATIENCE_SECONDS):
            raise OperatorError("more passwords come in than can be checked")
        try:
            read = _read(digest)
            cost, salt, key = read or (self._cost, bytes(_SALT_BYTES), b"")
            return hmac.compare_digest(_key(password, salt, cost), key)
        finally:
            self._turns.release()


def _read(digest: str) -> tuple[Cost, bytes, bytes] | None:
    parts = digest.split("$")
    if len(parts) != 6 or parts[0] != _NAME:
        return None
    try:
        cost = Cost(n=int(parts[1]), r=int(parts[2]), p=int(parts[3]))
        salt, key = (base64.b64decode(part, validate=True) for part in parts[4:])
    except (ValueError, binascii.Error):
        return None
    return (cost, salt, key) if cost.is_bearable and len(key) == _KEY_BYTES else None


def _key(password: str, salt: bytes, cost: Cost) -> bytes:
    # One person's keyboard writes é as one sign and another's as two.
    plain = unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
    return hashlib.scrypt(plain, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=cost.memory, dklen=_KEY_BYTES)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
