# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What was read of the past of repositories: kept as long as there is room, since it never changes."""

from __future__ import annotations

import zlib
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Connection, Engine, delete, func, insert, select

from bot.adapters.storage.engine import Clash, reading, writing
from bot.adapters.storage.hub_tables import PAST

_OLDEST = timedelta(days=180)
_MOST_BYTES = 256 * 1024 * 1024
"""Of everything together, packed: some fifty thousand folders and files (1 to 5 KB each)."""
_LARGEST = 4 * 1024 * 1024
"""Bytes of one content before it is packed; what is larger is not kept."""
_PURGE_EVERY = 64


class PastKind(Enum):
    """What is kept. The stored words never change."""

    FOLDER = "folder"
    FILE = "file"


class SqlPast:
    """Contents by repository and name. The database has to be migrated; raises OperatorError where it cannot be used.

    ``most_bytes`` is how much is kept, packed: of more, the oldest quarter goes.
    """

    def __init__(self, engine: Engine, *, most_bytes: int = _MOST_BYTES, purge_every: int = _PURGE_EVERY) -> None:
        self._engine = engine
        self._most_bytes = most_bytes
        self._purge_every = purge_every
        self._put = 0

    def get(self, kind: PastKind, repo: str, name: str) -> bytes | None:
        """What was kept under this name; ``None`` where nothing was, not any more, or only something damaged."""
        wanted = select(PAST.c.content).where(PAST.c.kind == kind.value, PAST.c.repo == repo, PAST.c.name == name)
        with reading(self._engine) as connection:
            packed = connection.execute(wanted).scalar_one_or_none()
        if packed is None:
            return None
        packer = zlib.decompressobj()
        try:
            content = packer.decompress(packed, _LARGEST)
        except zlib.error:
            return None
        return content if packer.eof else None

    def put(self, kind: PastKind, repo: str, name: str, content: bytes, *, at: datetime) -> None:
        """Keep it. What is too large is left out; what is there already stays."""
        if len(content) > _LARGEST:
            return
        packed = zlib.compress(content)
        row = {"kind": kind.value, "repo": repo, "name": name, "content": packed, "size": len(packed), "at": at}
        with suppress(Clash), writing(self._engine) as connection:
            connection.execute(insert(PAST).values(row))
            if self._put % self._purge_every == 0:
                _purge(connection, at - _OLDEST, self._most_bytes)
            self._put += 1


def _purge(connection: Connection, oldest: datetime, most_bytes: int) -> None:
    connection.execute(delete(PAST).where(PAST.c.at < oldest))
    while (connection.execute(select(func.sum(PAST.c.size))).scalar_one() or 0) > most_bytes:
        count = connection.execute(select(func.count()).select_from(PAST)).scalar_one()
        last = select(PAST.c.at).order_by(PAST.c.at).offset(count // 4).limit(1).scalar_subquery()
        connection.execute(delete(PAST).where(PAST.c.at <= last))
