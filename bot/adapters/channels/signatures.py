# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Signs messages as the Standard Webhooks have it (standard-webhooks/standard-webhooks, spec, "Signature scheme"): symmetric, ``v1``."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.errors import InputError

PREFIX = "whsec_"
_LEAST, _MOST = 24, 64
"""Bytes of a key, by the specification."""


def signed_headers(message: str, body: bytes, keys: Sequence[str], at: datetime) -> Mapping[str, str]:
    """The three headers. With two keys there are two signatures, so that a receiver with either finds its own.

    The time is that of this try: a receiver that refuses what is older than five minutes takes a message that was tried for a day.
    """
    timestamp = str(int(at.timestamp()))
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signature(message, timestamp, body, key) for key in keys),
    }


def signature(message: str, timestamp: str, body: bytes, key: str) -> str:
    """``v1,`` and the HMAC-SHA256 over id, time and body. Raises InputError where the key is none."""
    content = b".".join((message.encode(), timestamp.encode(), body))
    return f"v1,{base64.b64encode(hmac.digest(key_bytes(key), content, hashlib.sha256)).decode()}"


def key_bytes(key: str) -> bytes:
    """What a key that people write down stands for. Raises InputError for what is no key, without showing it."""
    try:
        found = base64.b64decode(key.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"a signing key: expected {PREFIX} and base64") from error
    if not key.startswith(PREFIX) or not _LEAST <= len(found) <= _MOST:
        raise InputError(f"a signing key: expected {PREFIX} and base64 of {_LEAST} to {_MOST} bytes")
    return found
