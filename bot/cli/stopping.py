# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How the processes that run for months are told to stop, and what happens where something under way does not end."""

from __future__ import annotations

import os
import signal
import threading

from bot.cli.exits import Exit
from bot.cli.output import say

LONGEST_GOODBYE_SECONDS = 60.0
"""A step under way ends within it unless what it waits for is gone: a database that has been deleted is tried again for ever."""


def told_to_stop(longest_goodbye_seconds: float = LONGEST_GOODBYE_SECONDS) -> threading.Event:
    """Set by Ctrl-C or SIGTERM, from now on. After this many seconds, or when told once more, the process ends as it is.

    Nothing is lost then: work is written down before and after every step, and the next start takes up what was under way.
    """
    stop = threading.Event()

    def hear(*_: object) -> None:
        if stop.is_set():
            _leave("Told to stop once more.")
        stop.set()
        late = threading.Timer(
            longest_goodbye_seconds,
            _leave,
            (f"Something under way has not ended in {longest_goodbye_seconds:g} seconds.",),
        )
        late.daemon = True
        late.start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hear)
    return stop


def _leave(why: str) -> None:
    """End now, past every thread that waits."""
    try:
        say(f"{why} Leaving it; the next start takes it up.")
    finally:  # Whoever holds stderr at this moment keeps nobody from leaving.
        os._exit(Exit.NOT_CHECKED)
