# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Files that are the same byte for byte."""

from __future__ import annotations

from bot.evidence.identical import same_files
from bot.model.repository import FileEntry, SnapshotKey

BASE = SnapshotKey("acme/base", "0" * 40)


def weights(path: str, digest: str, size: int = 1_000_000) -> FileEntry:
    return FileEntry(path=path, size=size, lfs_sha256=digest * 64)


def test_the_share_counts_bytes_of_weights_alone() -> None:
    files = [
        weights("a.safetensors", "a", 3_000_000),
        weights("b.safetensors", "b"),
        FileEntry(path="README.md", size=10**9),
    ]
    found = same_files(files, [(BASE, weights("x.safetensors", "a", 3_000_000))])
    assert [(each.upstream, each.share) for each in found] == [(BASE, 0.75)]


def test_other_files_and_tiny_ones_say_nothing() -> None:
    tokenizer = FileEntry(path="tokenizer.json", size=1_000_000, lfs_sha256="c" * 64)
    tiny = weights("tiny.bin", "d", 100)
    assert same_files([tokenizer, tiny], [(BASE, tokenizer), (BASE, tiny)]) == []


def test_a_pointer_s_blob_id_is_no_identity() -> None:
    one = FileEntry(path="a.bin", size=1_000_000, blob_id="e" * 40)
    assert same_files([one], [(BASE, one)]) == []
