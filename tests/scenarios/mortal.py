# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A daemon that is killed on demand: ``python -m tests.scenarios.mortal FOLDER`` imports everything once, and forks a daemon a line.

Each line on stdin is a number of seconds. A child polls once and does the work that follows, as ``hubnotice watch --once`` does. After
that time it is killed as by the system, without a chance to tidy up; 0 lets it live. The answer on stdout is ``killed`` or the child's
exit code.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path

from bot.bootstrap import build, storage
from bot.settings import load_settings

_WITHIN_SECONDS = 120.0


def work(folder: Path) -> int:
    """One daemon's life."""
    storage.QUEUE_SECONDS = 0.1
    settings = load_settings({}, os.environ, folder / "hubnotice.toml")
    app = build(settings, environment={})
    engine = app.daemon()
    engine.start()
    engine.poll()
    is_done = engine.drain(_WITHIN_SECONDS)
    engine.stop()
    app.close()
    return 0 if is_done else 1


def live(folder: Path, seconds: float) -> str:
    """Fork a daemon, and end it after so many seconds unless it was faster."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            code = work(folder)
        finally:
            os._exit(code)
    watcher = select.poll()
    handle = os.pidfd_open(child)
    watcher.register(handle, select.POLLIN)
    is_over = bool(watcher.poll(seconds * 1000 if seconds else None))
    os.close(handle)
    if not is_over:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return str(os.waitstatus_to_exitcode(status)) if is_over else "killed"


def main() -> None:
    """Answer line by line until stdin ends."""
    for line in sys.stdin:
        sys.stdout.write(live(Path(sys.argv[1]), float(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
