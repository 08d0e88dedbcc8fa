# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Ports for servers whose address must be known before they listen.

A port that the system gives (port 0) may be given again to anybody's connection before the server binds it: it comes from the range of
outgoing connections. These lie below that range, and every process of a test run has a slice of its own.
"""

from __future__ import annotations

import itertools
import os
import re
import socket

# IANA's registered ports end and Linux's outgoing ones begin at 32768 (net.ipv4.ip_local_port_range); few services are above 20000.
_FIRST = 20_000
_IN_SLICE = 500
_SLICES = 24

# Where another run of these tests has the same slice, it begins elsewhere.
_numbers = itertools.count(os.getpid())


def closed_port() -> int:
    """A port of this machine on which nobody listens, and which no other call of this test run answers soon."""
    digits = re.search(r"\d+", os.environ.get("PYTEST_XDIST_WORKER", ""))
    first = _FIRST + (int(digits.group()) if digits else os.getpid()) % _SLICES * _IN_SLICE
    for _ in range(_IN_SLICE):
        port = first + next(_numbers) % _IN_SLICE
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no port from {first} to {first + _IN_SLICE} is free")
