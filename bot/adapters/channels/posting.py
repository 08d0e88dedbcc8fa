# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Posts a few bytes to a stranger's server: to the address that was checked, without redirects, within a size and a time.

Written on `http.client`, since it connects to what it is told to: libraries that resolve names themselves would ask for the name again.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.adapters.channels.guard import Guard, Target
from bot.model.errors import Undelivered
from bot.ports.alerts import Answer

_LARGEST_ANSWER = 64 * 1024
_LONGEST_RETRY_SECONDS = 7 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one message may take, from the first packet to the last byte of the answer."""

    connect_seconds: float = 5.0
    total_seconds: float = 15.0


class Poster:
    """``context`` is what certificates are checked with; the system's, where there is none."""

    def __init__(
        self,
        guard: Guard,
        *,
        user_agent: str,
        limits: Limits | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = guard
        self._user_agent = user_agent
        self._limits = limits or Limits()
        self._context = context

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Any answer from 200 to 299. Raises Undelivered for every other and for none, InputError for an address that is refused."""
        target = self._guard.target(url)
        try:
            with self._connected(target) as connection:
                return self._exchange(connection, target, body, headers)
        except Undelivered:
            raise
        except ssl.SSLError as error:
            raise Undelivered(f"{target.host}: no secure connection: {error.reason or error}") from error
        except TimeoutError as error:
            raise Undelivered(f"{target.host}: no answer in time") from error
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(f"{target.host}: {type(error).__name__}: {error}") from error

    @contextlib.contextmanager
    def _connected(self, target: Target) -> Iterator[http.client.HTTPConnection]:
        connection = http.client.HTTPConnection(target.host, target.port, timeout=self._limits.connect_seconds)
        opened = _opened(target, self._limits.connect_seconds)
        opened.settimeout(self._limits.total_seconds)
        if target.is_https:
            context = self._context = self._context or ssl.create_default_context()
            opened = context.wrap_socket(opened, server_hostname=target.host, do_handshake_on_connect=False)
        # A server that sends a byte now and then passes every timeout of a socket, so somebody ends it from outside.
        timer = threading.Timer(self._limits.total_seconds, _hang_up, (opened,))
        timer.daemon = True
        timer.start()
        try:
            if isinstance(opened, ssl.SSLSocket):
                opened.do_handshake()
            # It never connects by itself: it has its connection.
            connection.sock = opened
            yield connection
        finally:
            timer.cancel()
            connection.close()
            opened.close()

    def _exchange(
        self, connection: http.client.HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        sent = {
            "Host": target.authority,
            "User-Agent": self._user_agent,
            "Content-Length": str(len(body)),
            "Accept-Encoding": "identity",
            "Connection": "close",
            **headers,
        }
        connection.auto_open = 0
        connection.request("POST", target.path, body=body, headers=sent)
        response = connection.getresponse()
        text = response.read(_LARGEST_ANSWER).decode("utf-8", "replace")
        status = response.status
        if 200 <= status < 300:
            return Answer(status=status, text=text)
        if 300 <= status < 400:
            raise Undelivered(f"answered {status}: redirects are not followed", status=status)
        raise Undelivered(
            f"answered {status}: {text[:500]}",
            status=status,
            is_gone=status == http.client.GONE,
            retry_after_seconds=_asked(response.headers.get("Retry-After")),
        )


def _opened(target: Target, seconds: float) -> socket.socket:
    """Connected to one of the addresses that were checked."""
    last: OSError | None = None
    for address in target.addresses[:4]:
        try:
            raw = socket.create_connection((address, target.port), timeout=seconds)
        except OSError as error:
            last = error
            continue
        if raw.getpeername()[0].partition("%")[0] == address.partition("%")[0]:
            return raw
        raw.close()
    raise last or Undelivered(f"{target.host}: nobody could be reached")


def _hang_up(raw: socket.socket) -> None:
    with contextlib.suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _asked(header: str | None) -> float | None:
    if header is None or not header.strip().isdecimal() or len(header) > 8:
        return None
    return float(min(int(header), _LONGEST_RETRY_SECONDS))
