# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A catalog in memory. It passes tests/contract/test_catalog_contract.py as the one in SQL does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.model.fingerprints import Fingerprint, UpstreamTerms
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.search import SearchSheet, sheets_of


class FakeCatalog:
    def __init__(self, *fingerprints: Fingerprint) -> None:
        self._entries: list[Fingerprint] = []
        for fingerprint in fingerprints:
            self.add(fingerprint)

    def add(self, fingerprint: Fingerprint) -> None:
        replaced = (fingerprint.key, fingerprint.method)
        self._entries = [each for each in self._entries if (each.key, each.method) != replaced]
        self._entries.append(fingerprint)

    def remove(self, key: SnapshotKey) -> bool:
        kept = [each for each in self._entries if each.key != key]
        was_there = len(kept) < len(self._entries)
        self._entries = kept
        return was_there

    def keys(self) -> list[SnapshotKey]:
        return sorted({each.key for each in self._entries})

    def get(self, key: SnapshotKey) -> Fingerprint | None:
        return next((each for each in reversed(self._entries) if each.key == key), None)

    def newest(self, repo: str) -> Fingerprint | None:
        return next((each for each in reversed(self._entries) if each.key.repo == repo), None)

    def terms(self, key: SnapshotKey) -> UpstreamTerms | None:
        found = self.get(key)
        return found.terms if found else None

    def with_files(self, files: Sequence[FileEntry]) -> list[tuple[SnapshotKey, FileEntry]]:
        wanted = {_content(file) for file in files if file.size} - {None}
        found = {
            (each.key, file) for each in self._entries for file in each.files if file.size and _content(file) in wanted
        }
        return sorted(found, key=lambda pair: (pair[0], pair[1].path))

    def with_columns(self, columns: Collection[int], *, method: str) -> list[SnapshotKey]:
        return sorted(
            {
                each.key
                for each in self._entries
                if each.method == method and any(reference.columns in columns for reference in each.references)
            }
        )

    def with_elements(self, elements: Collection[int], *, method: str) -> list[SnapshotKey]:
        return sorted(
            {
                each.key
                for each in self._entries
                if each.method == method and any(value.elements in elements for value in each.values)
            }
        )

    def sheets(self, columns: Collection[int], *, method: str) -> list[SearchSheet]:
        found = [sheet for each in self._entries if each.method == method for sheet in sheets_of(each)]
        return sorted(
            (sheet for sheet in found if sheet.columns in columns), key=lambda sheet: (sheet.upstream, sheet.columns)
        )


def _content(file: FileEntry) -> tuple[str, str] | None:
    """What says that two files are the same; the two kinds of id are never compared with each other."""
    if file.lfs_sha256:
        return ("lfs", file.lfs_sha256)
    return ("git", file.blob_id) if file.blob_id else None
