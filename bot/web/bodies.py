# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads what a stranger sends, up to a size and for a time."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.requests import ClientDisconnect


class BodyRefused(Exception):
    """The body was not read to its end; ``status`` is what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with {status}")
        self.status = status


async def read_body(request: Request, *, most_bytes: int, within_seconds: float) -> bytes:
    """The whole body. Raises BodyRefused: 413 where it is longer, 408 where it takes longer, 400 where its end never comes."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > most_bytes:
        raise BodyRefused(413)
    body = bytearray()
    try:
        async with asyncio.timeout(within_seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > most_bytes:
                    raise BodyRefused(413)
    except TimeoutError as error:
        raise BodyRefused(408) from error
    except ClientDisconnect as error:
        raise BodyRefused(400) from error
    return bytes(body)
