# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Known upstreams, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.model.fingerprints import Fingerprint, UpstreamTerms
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.search import SearchSheet


class Catalog(Protocol):
    """Everything known, as fingerprints. Exact lookups cost no byte of the suspect's weights."""

    def add(self, fingerprint: Fingerprint) -> None:
        """Keep it; the same snapshot and method replaces the older entry, another snapshot of the same repository stands beside it."""

    def remove(self, key: SnapshotKey) -> bool:
        """Forget this upstream, by whatever method it was taken; whether it was there."""

    def keys(self) -> list[SnapshotKey]:
        """Every upstream, sorted."""

    def get(self, key: SnapshotKey) -> Fingerprint | None:
        """One upstream with all its references."""

    def newest(self, repo: str) -> Fingerprint | None:
        """The entry of this repository that was added last."""

    def terms(self, key: SnapshotKey) -> UpstreamTerms | None:
        """The terms of one upstream, and nothing else of it."""

    def with_files(self, files: Sequence[FileEntry]) -> list[tuple[SnapshotKey, FileEntry]]:
        """Upstreams that hold a file with the same LFS sha256 or (small files) the same git blob id, with the upstream's file."""

    def with_columns(self, columns: Collection[int], *, method: str) -> list[SnapshotKey]:
        """Upstreams with at least one reference whose rows are as wide as one of these; only of this method."""

    def with_elements(self, elements: Collection[int], *, method: str) -> list[SnapshotKey]:
        """Upstreams of which a whole tensor of one of these sizes is known; only of this method."""

    def sheets(self, columns: Collection[int], *, method: str) -> list[SearchSheet]:
        """What is searched by of every upstream of these widths, only of this method, sorted by upstream and width.

        Nothing else of them is read. At most 64 KiB an upstream and width.
        """
