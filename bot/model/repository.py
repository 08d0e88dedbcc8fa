# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A repository at one commit: what it is called, which files it has, what its card declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class SnapshotKey:
    """A repository at one commit; everything that is ever said names one of these.

    ``repo`` is ``org/name`` on the Hub or the path of a local folder; ``revision`` is the full commit id, or for a folder
    ``local-`` and a digest of its file list.

    >>> print(SnapshotKey("acme/model", "0123456789abcdef0123456789abcdef01234567"))
    acme/model@0123456
    """

    repo: str
    revision: str

    def __post_init__(self) -> None:
        """Refuse what could not be printed or looked up again."""
        for name, value in (("repo", self.repo), ("revision", self.revision)):
            if not value or len(value) > 1024 or any(ord(character) < 32 for character in value):
                raise ValueError(f"{name}: expected 1 to 1024 printable characters, found {value[:40]!r}")

    @property
    def owner(self) -> str:
        """Whose it is on the Hub: what stands before the slash."""
        return self.repo.split("/", 1)[0]

    @property
    def short_revision(self) -> str:
        """The revision as people write it: seven characters of a commit id."""
        return self.revision if self.is_local else self.revision[:7]

    @property
    def is_local(self) -> bool:
        """Whether it is a folder and no commit, so that it has no history."""
        return self.revision.startswith("local-")

    def __str__(self) -> str:
        return f"{self.repo}@{self.short_revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of a snapshot, as the listing describes it, without a byte of its content."""

    path: str
    size: int
    blob_id: str | None = None
    """Git's blob id (SHA-1). Of a large file it is the id of the pointer, so never compare it across the two kinds."""
    lfs_sha256: str | None = None
    """SHA-256 of the content of a large file."""

    def __post_init__(self) -> None:
        """A negative size would let every later bound check pass."""
        if self.size < 0:
            raise ValueError(f"{self.path}: expected a size of 0 or more, found {self.size}")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, order=True)
class ByteRange:
    """Bytes ``start`` to ``stop`` (exclusive) of one file."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        """An empty or reversed range is a mistake of ours."""
        if not 0 <= self.start < self.stop:
            raise ValueError(f"expected 0 <= start < stop, found {self.start} and {self.stop}")

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the model card's metadata says about license and origin. Absent and empty are the same here: not declared."""

    license_id: str | None = None
    """The Hub's identifier, lower case (``mit``, ``apache-2.0``, ``other``)."""
    license_name: str | None = None
    license_link: str | None = None
    base_models: tuple[str, ...] = ()
    base_model_relation: str | None = None
    languages: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    """What it was trained on, by the Hub's ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A repository at one commit, as far as one listing request tells."""

    key: SnapshotKey
    files: tuple[FileEntry, ...]
    """Sorted by path."""
    declared: Declared = field(default_factory=Declared)
    parameters: int | None = None
    """Total parameters as the Hub counts them; ``None`` where it does not say."""
    created_at: datetime | None = None
    last_modified: datetime | None = None
    gated: bool = False

    def file(self, path: str) -> FileEntry | None:
        """The file at exactly this path."""
        return next((entry for entry in self.files if entry.path == path), None)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubEvent:
    """Somebody named a repository at a commit: a poll, a webhook, a person or a schedule."""

    key: SnapshotKey
    last_modified: datetime
    source: str
    """``poll``, ``webhook``, ``person`` or ``schedule``."""
    has_weights: bool | None = None
    """Whether the listing showed a file with weights; ``None`` where it did not list files."""
    disabled: bool = False
    """Whether the Hub switched the repository off."""
