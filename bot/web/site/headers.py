# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The headers that every answer carries, and which names this desk answers to."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""Where an answer says nothing else itself."""
_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
_NUMBERED = re.compile(r"\[(?P<six>[0-9A-Fa-f:.]+)\](:\d+)?|(?P<four>[\d.]+)(:\d+)?", re.ASCII)


class Headers:
    """Adds them, around everything else."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._headers = {**HEADERS, **_HTTPS} if is_https else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def policy_with(form_target: str) -> str:
    """The policy of a page whose form ends on another site, such as where people sign in.

    >>> "form-action 'self' https://hub.example;" in policy_with("https://hub.example")
    True
    """
    return POLICY.replace("form-action 'self'", f"form-action 'self' {form_target}")


def is_ours(host: str, public_url: str) -> bool:
    """Whether pages are shown under this ``Host``: the public address, or this machine by number.

    A name that somebody else lets point here (DNS rebinding) is neither, and a number cannot be made to.

    >>> is_ours("desk.example", "https://desk.example"), is_ours("127.0.0.1:8600", ""), is_ours("[::1]:1", ""), is_ours("evil.example", "")
    (True, True, True, False)
    """
    if public_url and host.casefold() == urlsplit(public_url).netloc.casefold():
        return True
    if re.fullmatch(r"localhost(:\d+)?", host):
        return True
    found = _NUMBERED.fullmatch(host)
    if found is None:
        return False
    try:
        ipaddress.ip_address(found["six"] or found["four"])
    except ValueError:
        return False
    return True
