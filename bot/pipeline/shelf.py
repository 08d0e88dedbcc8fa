# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A catalog in memory: for comparing with a single model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from bot.model.fingerprints import Fingerprint, UpstreamTerms
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.search import SearchSheet, sheets_of


class Shelf:
    """Implements `bot.ports.catalog.Catalog`; gone with the process."""

    def __init__(self, fingerprints: Iterable[Fingerprint] = ()) -> None:
        self._fingerprints: dict[tuple[SnapshotKey, str], Fingerprint] = {}
        for fingerprint in fingerprints:
            self.add(fingerprint)

    def add(self, fingerprint: Fingerprint) -> None:
        """Keep it; the same snapshot and method replaces the older entry."""
        place = (fingerprint.key, fingerprint.method)
        self._fingerprints.pop(place, None)
        self._fingerprints[place] = fingerprint

    def remove(self, key: SnapshotKey) -> bool:
        """Forget an upstream, by whatever method; whether there was one."""
        places = [place for place in self._fingerprints if place[0] == key]
        for place in places:
            del self._fingerprints[place]
        return bool(places)

    def keys(self) -> list[SnapshotKey]:
        """Every upstream, sorted."""
        return sorted({key for key, _ in self._fingerprints})

    def get(self, key: SnapshotKey) -> Fingerprint | None:
        """One upstream; where several methods know it, the entry added last."""
        return next((each for (own, _), each in reversed(self._fingerprints.items()) if own == key), None)

    def newest(self, repo: str) -> Fingerprint | None:
        """The entry of this repository that was added last."""
        return next((each for (own, _), each in reversed(self._fingerprints.items()) if own.repo == repo), None)

    def terms(self, key: SnapshotKey) -> UpstreamTerms | None:
        """The terms of one upstream."""
        found = self.get(key)
        return found.terms if found else None

    def with_files(self, files: Sequence[FileEntry]) -> list[tuple[SnapshotKey, FileEntry]]:
        """Upstreams that hold a file with the same digest, with the upstream's file."""
        large = {entry.lfs_sha256 for entry in files if entry.lfs_sha256 and entry.size}
        small = {entry.blob_id for entry in files if entry.blob_id and not entry.lfs_sha256 and entry.size}
        return [
            (fingerprint.key, entry)
            for fingerprint in self._fingerprints.values()
            for entry in fingerprint.files
            if entry.size and (entry.lfs_sha256 in large or (not entry.lfs_sha256 and entry.blob_id in small))
        ]

    def with_columns(self, columns: Collection[int], *, method: str) -> list[SnapshotKey]:
        """Upstreams with a reference of one of these widths, by this method only."""
        return sorted(
            key
            for (key, own), fingerprint in self._fingerprints.items()
            if own == method and any(reference.columns in columns for reference in fingerprint.references)
        )

    def with_elements(self, elements: Collection[int], *, method: str) -> list[SnapshotKey]:
        """Upstreams of which a whole tensor of one of these sizes is known, by this method only."""
        return sorted(
            key
            for (key, own), fingerprint in self._fingerprints.items()
            if own == method and any(value.elements in elements for value in fingerprint.values)
        )

    def sheets(self, columns: Collection[int], *, method: str) -> list[SearchSheet]:
        """What is searched by of every upstream of these widths, by this method only."""
        found = [
            sheet
            for (_, own), fingerprint in self._fingerprints.items()
            if own == method
            for sheet in sheets_of(fingerprint)
            if sheet.columns in columns
        ]
        return sorted(found, key=lambda sheet: (sheet.upstream, sheet.columns))
