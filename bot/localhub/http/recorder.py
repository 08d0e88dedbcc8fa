# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The record of every request: who asked for what, and how many bytes went out."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(slots=True, kw_only=True)
class Record:
    """One request. ``status`` is 0 and ``response_bytes`` grows while it is being answered."""

    method: str
    path: str
    """Percent-encoded, without the query."""
    query: str
    origin: str
    """``hub`` or ``cdn``."""
    range: str | None
    user_agent: str
    user: str | None = None
    status: int = 0
    """0 where no answer was ever sent."""
    request_bytes: int = 0
    """Bytes of the request's body."""
    response_bytes: int = 0
    """Bytes of the answer's body that were given to the socket."""


class Recorder:
    """Keeps the record of a server, and appends it to a file where asked. Safe to use from several threads."""

    def __init__(self, log: Path | None = None) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._records: list[Record] = []

    @property
    def records(self) -> tuple[Record, ...]:
        """Everything since the start or the last `clear`, in the order of arrival."""
        with self._lock:
            return tuple(self._records)

    @property
    def bytes_sent(self) -> int:
        """Bytes of all answers' bodies."""
        return sum(record.response_bytes for record in self.records)

    def select(self, *, method: str = "", path: str = "", origin: str = "") -> tuple[Record, ...]:
        """The records with this method, this origin, and a path in which the regular expression is found."""
        pattern = re.compile(path)
        return tuple(
            record
            for record in self.records
            if method in {"", record.method} and origin in {"", record.origin} and pattern.search(record.path)
        )

    def count(self, *, method: str = "", path: str = "", origin: str = "") -> int:
        """How many `select` finds."""
        return len(self.select(method=method, path=path, origin=origin))

    def clear(self) -> None:
        """Forget everything; the file keeps it."""
        self.take()

    def take(self) -> list[Record]:
        """Everything since the start or the last `clear`, which is then forgotten: no request is in two answers, or in none."""
        with self._lock:
            taken, self._records = self._records, []
        return taken

    def begin(self, record: Record) -> Record:
        """Take up a request that came in."""
        with self._lock:
            self._records.append(record)
        return record

    def finish(self, record: Record) -> None:
        """Write a request that is answered to the file."""
        if self._log is None:
            return
        line = json.dumps(_plain(record)) + "\n"
        with self._lock, self._log.open("a", encoding="utf-8") as file:
            file.write(line)

    def to_json(self) -> list[Mapping[str, object]]:
        """The records as JSON objects."""
        return [_plain(record) for record in self.records]


def _plain(record: Record) -> Mapping[str, object]:
    return asdict(record)
