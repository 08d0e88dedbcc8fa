# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From the text of one setting to its value. Every parser raises ValueError saying what was expected."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings.values import Secret

_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12} | {
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
LOG_FORMATS = ("text", "json")
_LEAST_SECRET = 16


def size_in_bytes(text: str) -> int:
    """A number of bytes with or without a unit. Raises ValueError.

    >>> size_in_bytes("8MB"), size_in_bytes("1 GiB"), size_in_bytes("4096")
    (8000000, 1073741824, 4096)
    """
    found = re.fullmatch(r"\s*(\d{1,15})\s*([A-Za-z]*)\s*", text)
    if found is None or found[2].lower() not in _UNITS or int(found[1]) == 0:
        raise ValueError("expected bytes such as 8000000, 8MB or 1GiB, more than 0")
    return int(found[1]) * _UNITS[found[2].lower()]


def whole(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers from the least to the most."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text.strip()) or not least <= int(text) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(text)

    return parse


def switch(text: str) -> bool:
    """`on` or `off`. Raises ValueError."""
    if text.strip().lower() not in {"on", "off"}:
        raise ValueError("expected on or off")
    return text.strip().lower() == "on"


def address(text: str) -> str:
    """An http(s) address without user name and password, and without a slash at the end. Raises ValueError."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("expected http(s)://host without user name or password")
    return text.rstrip("/")


def origin(text: str) -> str:
    """An address with nothing behind the host. Raises ValueError."""
    found = address(text)
    if urlsplit(found).path or "?" in found or "#" in found:
        raise ValueError("expected http(s)://host without anything behind it")
    return found


def line(text: str) -> str:
    """One line of printable ASCII. Raises ValueError."""
    if not text.isascii() or not text.isprintable() or not text.strip():
        raise ValueError("expected one line of printable ASCII")
    return text.strip()


def secret(text: str) -> Secret:
    """What tells the Hub from others; long enough not to be guessed. Raises ValueError."""
    if len(line(text)) < _LEAST_SECRET:
        raise ValueError(f"expected {_LEAST_SECRET} characters or more, since it is all that tells the Hub from others")
    return Secret(line(text))


def host_and_port(text: str) -> str:
    """Where to listen. Raises ValueError."""
    try:
        parts = urlsplit(f"//{text.strip()}")
        usable = bool(parts.hostname) and parts.port is not None and text.strip() == parts.netloc and "@" not in text
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("expected HOST:PORT such as 127.0.0.1:8600 or [::1]:8600")
    return text.strip()


def log_format(text: str) -> str:
    """One of `LOG_FORMATS`. Raises ValueError."""
    if text not in LOG_FORMATS:
        raise ValueError(f"expected one of {', '.join(LOG_FORMATS)}")
    return text


def repository(text: str) -> str:
    """A repository as ``owner/name``. Raises ValueError."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}", text.strip()):
        raise ValueError("expected a repository as owner/name")
    return text.strip()


def relay(text: str) -> Secret:
    """Where mail leaves. Raises ValueError."""
    try:
        parts = urlsplit(line(text))
        usable = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and parts.port != 0
        usable = usable and parts.path in {"", "/"}
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("expected smtp://[user:password@]host:port or smtps://…")
    return Secret(text.strip())


def sender(text: str) -> str:
    """An address that mail comes from, with or without a name. Raises ValueError."""
    if not re.fullmatch(
        r"(?:[^<>@\"]{1,100} <[^<>@\s]{1,64}@[^<>@\s]{1,255}>|[^<>@\s]{1,64}@[^<>@\s]{1,255})", line(text)
    ):
        raise ValueError("expected an address such as alerts@example.org, or a name and <alerts@example.org>")
    return line(text)


def targets(text: str) -> tuple[str, ...]:
    """Networks, hosts, or hosts with a port. Raises ValueError."""
    items = tuple(each.strip() for each in text.split(",") if each.strip())
    for each in items:
        try:
            ipaddress.ip_network(each)
        except ValueError:
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}(:\d{1,5})?", each):
                raise ValueError("expected networks such as 10.0.0.0/8, hosts, or HOST:PORT") from None
    return items


def path(text: str) -> Path:
    """A path; ``~`` is the home folder. Raises ValueError."""
    return Path(line(text)).expanduser()
