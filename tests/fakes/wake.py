# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Notes who was woken, and goes wrong on demand."""

from __future__ import annotations

import threading


class FakeWake:
    """Keeps hints as they came, the same one as often as it was given. ``wrong`` are errors, raised one after the other."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.wrong: list[Exception] = []
        self._lock = threading.Lock()

    def repository(self, repo: str, revision: str | None) -> None:
        self._note(f"repository {repo} {revision}")

    def discussions(self, repo: str) -> None:
        self._note(f"discussions {repo}")

    def _note(self, call: str) -> None:
        with self._lock:
            if self.wrong:
                raise self.wrong.pop(0)
            self.calls.append(call)
