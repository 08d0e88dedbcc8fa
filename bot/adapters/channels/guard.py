# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which addresses of strangers we connect to, so that nobody can use us to reach what only we can reach.

1. The address is https, without a user name. Plain http only where the operator allows the target.
2. The name is resolved here, once. Where one of its addresses is not a public one, it is refused, whatever the others are.
3. Whoever connects uses the addresses that were looked at: the name is not asked for again, so its owner cannot answer otherwise the
   second time (DNS rebinding).

Redirects are never followed, see `posting`: a public name could lead to a private one with them.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.model.errors import InputError, Undelivered

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, as numbers. Raises OSError."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NETWORKS_IN_SIX = tuple(
    ipaddress.ip_network(each)
    for each in (
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
        "::/96",  # IPv4-compatible, RFC 4291
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64 of one's own, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
        "fec0::/10",  # Site-local, RFC 3879
    )
)
"""Addresses in which another one is wrapped: what is behind them cannot be told from here."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?", re.ASCII)
_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that may be connected to."""

    host: str
    port: int
    path: str
    """With its query."""
    is_https: bool
    addresses: tuple[str, ...]
    """Numbers, in the order in which to try them."""

    @property
    def authority(self) -> str:
        """As a ``Host`` header has it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.is_https else 80) else f"{name}:{self.port}"


class Guard:
    """``allowed`` are what the operator trusts beside the public Internet: networks (``10.0.0.0/8``), hosts, or hosts with a port."""

    def __init__(self, allowed: Sequence[str] = (), *, resolve: Resolve | None = None) -> None:
        self._networks: list[_Network] = []
        self._hosts: set[str] = set()
        for each in allowed:
            try:
                self._networks.append(ipaddress.ip_network(each))
            except ValueError:
                self._hosts.add(each.casefold())
        self._resolve = resolve or _resolved

    def is_allowed_host(self, url: str) -> bool:
        """Whether the operator named exactly this host, or network where the host is a number."""
        host, port, _ = _parts(url)
        return self._is_named(host, port) or self._is_trusted(host)

    def check(self, url: str) -> None:
        """Raises InputError for an address that is refused whatever its name resolves to. Asks nobody."""
        host, port, is_https = _parts(url)
        number = _number(host)
        if number is not None and not (is_public(number) or self.is_allowed_host(url)):
            raise InputError(f"{_shown(host)}: an address that is not public; the operator can allow it")
        if not is_https and not self._is_named(host, port) and not self._networks:
            raise InputError(f"{_shown(host)}: expected an address that begins with https://")

    def target(self, url: str) -> Target:
        """Where to connect. Raises InputError as `check` does, Undelivered where the name leads nowhere, or to where it may not."""
        self.check(url)
        host, port, is_https = _parts(url)
        try:
            found = tuple(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise Undelivered(f"{_shown(host)}: its name cannot be resolved: {error}") from error
        if not found:
            raise Undelivered(f"{_shown(host)}: its name has no address")
        is_named = self._is_named(host, port)
        is_trusted = is_named or all(self._is_trusted(each) for each in found)
        if not is_trusted:
            if not is_https:
                raise Undelivered(f"{_shown(host)}: expected https")
            for each in found:
                number = _number(each)
                if number is None or not (is_public(number) or self._is_trusted(each)):
                    raise Undelivered(f"{_shown(host)}: it leads to an address that is not public")
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(host=host, port=port, path=path, is_https=is_https, addresses=found)

    def _is_named(self, host: str, port: int) -> bool:
        return host.casefold() in self._hosts or f"{host.casefold()}:{port}" in self._hosts

    def _is_trusted(self, text: str) -> bool:
        number = _number(text)
        return number is not None and any(number in each for each in self._networks if each.version == number.version)


def is_public(address: _Address) -> bool:
    """Whether everybody can reach it, so that we are no way round anything.

    >>> [is_public(ipaddress.ip_address(each)) for each in ("192.0.43.7", "127.0.0.1", "100.64.0.1", "::ffff:192.0.43.7")]
    [True, False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.scope_id is not None or any(address in each for each in _NETWORKS_IN_SIX)
        if wrapped:
            return False
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not is_special


def _parts(url: str) -> tuple[str, int, bool]:
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise InputError(f"expected an address of at most {_LONGEST} printable ASCII characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InputError("expected an address such as https://host/path") from error
    is_host = _number(host) is not None or (_HOST.fullmatch(host) is not None and ".." not in host)
    if parts.scheme not in {"https", "http"} or not is_host or "@" in parts.netloc or parts.fragment:
        raise InputError("expected an address such as https://host/path, without user name, password or fragment")
    is_https = parts.scheme == "https"
    number = (443 if is_https else 80) if port is None else port
    if not 0 < number < 65_536:
        raise InputError("expected a port from 1 to 65535")
    return host, number, is_https


def _number(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _shown(host: str) -> str:
    return host[:100]
