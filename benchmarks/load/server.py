# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The Hub of the benchmark as a process of its own: ``python -m benchmarks.load.server --root DIR``.

The first line on stdout is the address. Then each line on stdin asks for something: ``reveal`` lets every upload appear, ``counts``
writes how many requests of each kind each repository has seen, as one line of JSON. The end of stdin ends it. Requests are counted
and not kept, since a hundred thousand events make half a million of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.load.plan import uploads
from benchmarks.load.requests import Requests
from bot.localhub import LocalHub

_EVERY_SECONDS = 0.2
_APPEARED_WITHIN_SECONDS = 3000
"""The daemon's first poll looks back an hour."""


def reveal(hub: LocalHub, events: int) -> None:
    """Hide what an earlier run revealed, then let everything appear, one after the other within less than an hour before now."""
    last = datetime.now(UTC)
    step = timedelta(seconds=_APPEARED_WITHIN_SECONDS / events)
    for number, upload in enumerate(uploads(events)):
        hub.repositories.update(upload.repo, private=False, last_modified=last - step * (events - number))


def main() -> int:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.server")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--events", type=int, required=True)
    options = parser.parse_args()
    requests, guard, stop = Requests(), threading.Lock(), threading.Event()
    with LocalHub(options.root) as hub:

        def count() -> None:
            with guard:
                requests.add(hub.recorder.take())

        def keep_counting() -> None:
            while not stop.wait(_EVERY_SECONDS):
                count()

        counting = threading.Thread(target=keep_counting, daemon=True)
        counting.start()
        print(hub.url, flush=True)
        for line in sys.stdin:
            if line.strip() == "reveal":
                reveal(hub, options.events)
                print("revealed", flush=True)
            else:
                count()
                print(json.dumps(requests.to_json()), flush=True)
        stop.set()
        counting.join()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
