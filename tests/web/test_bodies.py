# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A body is read up to a size and for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import Request

from bot.web.bodies import BodyRefused, read_body


def read(*pieces: bytes | None, headers: Mapping[str, str] | None = None, within_seconds: float = 60) -> bytes:
    """``None`` is a piece that never comes."""
    rest = list(pieces)

    async def receive() -> dict[str, Any]:
        piece = rest.pop(0)
        if piece is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": piece, "more_body": bool(rest)}

    sent = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    request = Request({"type": "http", "method": "POST", "headers": sent}, receive)
    return asyncio.run(read_body(request, most_bytes=10, within_seconds=within_seconds))


def test_pieces_are_put_together() -> None:
    assert read(b"12345", b"", b"67890") == b"1234567890"


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 40, "10", "\u0661"])
def test_what_is_said_about_the_length_is_no_reason_to_believe_it(length: str) -> None:
    assert read(b"12345", headers={"content-length": length}) == b"12345"
    with pytest.raises(BodyRefused) as refused:
        read(b"123456", b"78901", headers={"content-length": length})
    assert refused.value.status == 413


def test_what_is_said_to_be_too_long_is_not_read() -> None:
    with pytest.raises(BodyRefused) as refused:
        read(headers={"content-length": "11"})
    assert refused.value.status == 413


def test_what_does_not_come_in_time_is_not_waited_for() -> None:
    with pytest.raises(BodyRefused) as refused:
        read(b"1", None, within_seconds=0)
    assert refused.value.status == 408
