# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A repository with some of its text files changed, which everything can read as if the changes were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.model.costs import Cost
from bot.model.errors import FileTooLarge
from bot.model.repository import ByteRange, Declared, FileEntry, Snapshot
from bot.ports.hub import ModelSource


class TextsKept:
    """A source that remembers the whole files that were read from it: a fix reads the same small files as the scan before it."""

    def __init__(self, source: ModelSource) -> None:
        self._source = source
        self._kept: dict[str, bytes] = {}

    @property
    def snapshot(self) -> Snapshot:
        """The source's."""
        return self._source.snapshot

    @property
    def cost(self) -> Cost:
        """What was really received."""
        return self._source.cost

    def read(self, path: str, *, limit: int) -> bytes:
        """As the source does, asking it once."""
        if path not in self._kept:
            self._kept[path] = self._source.read(path, limit=limit)
        content = self._kept[path]
        if len(content) > limit:
            raise FileTooLarge(f"{path}: longer than the {limit} bytes that are read of a file of its kind")
        return content

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """As the source does."""
        return self._source.read_ranges(path, ranges)


class Overlaid:
    """A source whose text files are partly others."""

    def __init__(self, source: ModelSource, texts: Mapping[str, str], declared: Declared) -> None:
        """``declared`` is what the card says after the change."""
        self._source = source
        self._texts = {path: text.encode() for path, text in texts.items()}
        kept = [entry for entry in source.snapshot.files if entry.path not in self._texts]
        new = [FileEntry(path=path, size=len(content)) for path, content in self._texts.items()]
        files = tuple(sorted([*kept, *new], key=lambda entry: entry.path))
        self._snapshot = replace(source.snapshot, files=files, declared=declared)

    @property
    def snapshot(self) -> Snapshot:
        """With the changed files and what they declare."""
        return self._snapshot

    @property
    def cost(self) -> Cost:
        """The source's."""
        return self._source.cost

    def read(self, path: str, *, limit: int) -> bytes:
        """The changed file where there is one."""
        content = self._texts.get(path)
        if content is None:
            return self._source.read(path, limit=limit)
        if len(content) > limit:
            raise FileTooLarge(f"{path}: longer than the {limit} bytes that are read of a file of its kind")
        return content

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """Weights are never changed."""
        return self._source.read_ranges(path, ranges)
