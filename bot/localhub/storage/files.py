# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whole files, written so that a reader sees the old or the new one and never half of either."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

Json = dict[str, Any]
"""A JSON object, on its way between a value and a file or a reply."""


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content`` in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    temporary.write_bytes(content)
    temporary.replace(path)


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace ``path`` by this object in one step."""
    write_bytes(path, json.dumps(value, ensure_ascii=False).encode())


def read_json(path: Path) -> Json:
    """The object in ``path``; an empty one where there is no file."""
    try:
        return cast("Json", json.loads(path.read_bytes()))
    except FileNotFoundError:
        return {}


def lock_folder(folder: Path) -> int:
    """Take the folder for this process. Raises BlockingIOError where another has it; close the number to give it back."""
    import fcntl  # noqa: PLC0415 - exists on POSIX only, and only a running server needs it

    folder.mkdir(parents=True, exist_ok=True)
    number = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(number)
        raise
    return number


def new_object_id() -> str:
    """24 hexadecimal digits that grow with time, like those of the Hub's database."""
    return f"{int(datetime.now(UTC).timestamp()):08x}{secrets.token_hex(8)}"


def timestamp(moment: datetime) -> str:
    """A moment as the Hub writes it.

    >>> timestamp(datetime(2026, 3, 17, 9, 30, tzinfo=UTC))
    '2026-03-17T09:30:00.000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The reverse of `timestamp`."""
    return datetime.fromisoformat(text)
