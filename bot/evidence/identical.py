# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Weight files that are the same byte for byte, known from the listing alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model.evidence import Evidence, EvidenceKind
from bot.model.repository import FileEntry, SnapshotKey

METHOD = "lfs-sha256/1"
LOG10_P = -256 * math.log10(2)
"""Two different files with one SHA-256."""
WEIGHT_SUFFIXES = (
    ".safetensors",
    ".gguf",
    ".bin",
    ".pt",
    ".pth",
    ".ckpt",
    ".jit",
    ".onnx",
    ".onnx_data",
    ".h5",
    ".hdf5",
    ".msgpack",
    ".tflite",
    ".npz",
    ".keras",
    ".nemo",
    ".pdparams",
    ".mlmodel",
    ".ot",
    ".npy",
    ".jit",
)
_TENSORFLOW = re.compile(r"\.data-\d{5}-of-\d{5}$")
_LEAST_BYTES = 64 * 1024
"""Smaller files may hold nothing but settings or a table that many models share."""


@dataclass(frozen=True, slots=True)
class SameFiles:
    """Weight files of the suspect that one upstream has too."""

    upstream: SnapshotKey
    files: tuple[FileEntry, ...]
    weight_bytes: int
    """Of all weight files of the suspect."""

    @property
    def share(self) -> float:
        """Share of the weight bytes, 0 to 1."""
        return sum(entry.size for entry in self.files) / self.weight_bytes if self.weight_bytes else 0.0

    def evidence(self) -> Evidence:
        """The measurement: how much of the weights lies in identical files."""
        names = ", ".join(entry.path for entry in self.files[:3])
        more = f" and {len(self.files) - 3} more" if len(self.files) > 3 else ""
        return Evidence(
            kind=EvidenceKind.IDENTICAL_FILE,
            method=METHOD,
            upstream=self.upstream,
            component=None,
            statistic=self.share,
            expected_if_unrelated=0.0,
            log10_p=LOG10_P,
            coverage=self.share,
            bytes_read=0,
            detail=f"{names}{more}: byte for byte the upstream's",
        )


def is_weight_file(path: str) -> bool:
    """Whether a file holds weights by its ending."""
    return path.lower().endswith(WEIGHT_SUFFIXES) or _TENSORFLOW.search(path) is not None


def weight_files(files: Iterable[FileEntry]) -> list[FileEntry]:
    """The files that hold weights, empty ones left out."""
    return [entry for entry in files if is_weight_file(entry.path) and entry.size > 0]


def same_files(files: Sequence[FileEntry], known: Iterable[tuple[SnapshotKey, FileEntry]]) -> list[SameFiles]:
    """The suspect's weight files that upstreams have too, by upstream, the largest share first.

    ``known`` are files of upstreams with a digest that some file of the suspect has.
    """
    weights = weight_files(files)
    total = sum(entry.size for entry in weights)
    digests: dict[SnapshotKey, set[str]] = {}
    for key, entry in known:
        if entry.lfs_sha256 is not None:
            digests.setdefault(key, set()).add(entry.lfs_sha256)
    found = [
        SameFiles(key, tuple(each for each in weights if each.lfs_sha256 in own and each.size >= _LEAST_BYTES), total)
        for key, own in digests.items()
    ]
    return sorted((each for each in found if each.files), key=lambda each: (-each.share, each.upstream))
