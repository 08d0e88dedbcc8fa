# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``python -m bot.localhub --root DIR``: the local Hub as a process of its own."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from bot.localhub.hub import LocalHub


def main() -> int:
    """Serve until interrupted or terminated. The first line on stdout is the address."""
    parser = argparse.ArgumentParser(prog="python -m bot.localhub", description="A Hub on loopback, for tests.")
    parser.add_argument("--root", type=Path, required=True, help="folder of repositories, accounts and webhooks")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one")
    parser.add_argument("--requests-log", type=Path, help="append each request to this file as a line of JSON")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with LocalHub(options.root, port=options.port, requests_log=options.requests_log) as hub:
        sys.stdout.write(f"{hub.url}\n")
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
