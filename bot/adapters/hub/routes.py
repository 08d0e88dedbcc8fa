# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Ways out of this process: straight or through the proxy of the environment, and for the client library through the active connection.

The client library keeps one HTTP client for the whole process. It is given one that hands each request to the connection in whose name
it was made, so that several connections, and code that knows nothing of ours, do not disturb each other.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.request import getproxies, proxy_bypass

import httpx2
from huggingface_hub import get_session, set_client_factory

_active: ContextVar[httpx2.BaseTransport | None] = ContextVar("hubnotice_active_transport", default=None)
_MOST_HOSTS = 64
_lock = threading.Lock()
_clients: list[httpx2.Client] = []
"""The client of ours that was put in place last."""


class Direct(httpx2.BaseTransport):
    """Straight to the other side, or through the proxy that the environment names for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ways: dict[str | None, httpx2.HTTPTransport] = {}
        # Asked once for each host: going through the whole environment costs more than the rest of a small request.
        self._proxy_for = functools.lru_cache(maxsize=_MOST_HOSTS)(_proxy_for)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it."""
        return self._way(self._proxy_for(request.url.scheme, request.url.host)).handle_request(request)

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for way in self._ways.values():
                way.close()
            self._ways.clear()

    def _way(self, proxy: str | None) -> httpx2.HTTPTransport:
        with self._lock:
            if proxy not in self._ways:
                self._ways[proxy] = httpx2.HTTPTransport(proxy=proxy)
            return self._ways[proxy]


def _proxy_for(scheme: str, host: str) -> str | None:
    proxies = getproxies()
    if not proxies or proxy_bypass(host):
        return None
    proxy = proxies.get(scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


class _Routed(httpx2.BaseTransport):
    """Hands a request to the active connection; without one, behaves as the client library does by itself."""

    def __init__(self) -> None:
        self._otherwise = Direct()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send it the active way."""
        return (_active.get() or self._otherwise).handle_request(request)

    def close(self) -> None:
        """Close what is ours; the active connection is closed by its owner."""
        self._otherwise.close()


@contextmanager
def through(transport: httpx2.BaseTransport) -> Iterator[None]:
    """Inside, what this thread asks of the client library goes through ``transport``."""
    with _lock:
        # Other code of this process may have put a client of its own in place since the last time.
        if get_session() not in _clients:
            set_client_factory(_client)
    token = _active.set(transport)
    try:
        yield
    finally:
        _active.reset(token)


def _client() -> httpx2.Client:
    client = httpx2.Client(transport=_Routed(), follow_redirects=True, max_redirects=3, timeout=None)
    _clients[:] = [client]
    return client
