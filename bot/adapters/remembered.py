# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A history that asks for nothing twice: folders of commits and contents of files never change, and are kept in the database."""

from __future__ import annotations

import json

from bot.adapters.storage.past import PastKind, SqlPast
from bot.model.costs import Cost
from bot.model.errors import FileTooLarge
from bot.model.history import CommitLog, FolderListing
from bot.model.repository import Declared, FileEntry, SnapshotKey
from bot.ports.clock import Clock
from bot.ports.hub import History


class RememberedHistory:
    """Another history behind a shelf. Only the list of commits, which grows, is asked for each time."""

    def __init__(self, inner: History, shelf: SqlPast, key: SnapshotKey, *, clock: Clock) -> None:
        self._inner = inner
        self._shelf = shelf
        self._repo = key.repo
        self._clock = clock

    @property
    def cost(self) -> Cost:
        """Of what was asked for this time."""
        return self._inner.cost

    def commits(self, *, most: int) -> CommitLog:
        """As the other history says."""
        return self._inner.commits(most=most)

    def folder(self, commit: str, path: str = "") -> FolderListing:
        """From the shelf, or asked for and put there. A listing with gaps is not kept."""
        name = f"{commit}:{path}"
        kept = self._shelf.get(PastKind.FOLDER, self._repo, name)
        if kept is not None:
            return _from_json(kept)
        listing = self._inner.folder(commit, path)
        if listing.complete:
            self._shelf.put(PastKind.FOLDER, self._repo, name, _to_json(listing), at=self._clock.now())
        return listing

    def read(self, commit: str, entry: FileEntry, *, limit: int) -> bytes:
        """From the shelf by the content's digest, whichever commit it was read at, or asked for and put there."""
        name = entry.lfs_sha256 or entry.blob_id
        kept = None if name is None else self._shelf.get(PastKind.FILE, self._repo, name)
        if kept is not None and len(kept) > limit:
            raise FileTooLarge(f"{self._repo} {entry.path}: longer than the {limit} bytes that are read of such a file")
        if kept is not None:
            return kept
        content = self._inner.read(commit, entry, limit=limit)
        if name is not None:
            self._shelf.put(PastKind.FILE, self._repo, name, content, at=self._clock.now())
        return content

    def declared_in(self, card: bytes) -> Declared:
        """As the other history says."""
        return self._inner.declared_in(card)


def _to_json(listing: FolderListing) -> bytes:
    files = [[each.path, each.size, each.blob_id, each.lfs_sha256] for each in listing.files]
    return json.dumps([files, listing.folders], separators=(",", ":")).encode()


def _from_json(content: bytes) -> FolderListing:
    files, folders = json.loads(content)
    return FolderListing(
        files=tuple(
            FileEntry(path=path, size=size, blob_id=blob_id, lfs_sha256=lfs_sha256)
            for path, size, blob_id, lfs_sha256 in files
        ),
        folders=tuple((path, oid) for path, oid in folders),
    )
