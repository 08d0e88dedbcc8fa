# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The commits of a repository, and what one folder held at one of them. Neither ever changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.repository import FileEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit, as a listing describes it. Title, authors and date are what whoever committed wrote."""

    id: str
    """The full commit id."""
    date: datetime | None = None
    """``None`` where none is told, or one that cannot be."""
    title: str = ""
    authors: tuple[str, ...] = ()

    @property
    def short_id(self) -> str:
        """The id as people write it.

        >>> Commit(id="0123456789abcdef0123456789abcdef01234567").short_id
        '0123456'
        """
        return self.id[:7]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitLog:
    """Commits up to one of them, newest first, each once. The Hub does not say which commit is whose parent."""

    commits: tuple[Commit, ...]
    complete: bool
    """Whether it goes down to the first commit of the repository."""
    total: int | None = None
    """How many there are in all; ``None`` where it is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderListing:
    """Files and folders that lie directly in one folder."""

    files: tuple[FileEntry, ...]
    """Sorted by path, which is the whole path inside the repository."""
    folders: tuple[tuple[str, str], ...] = ()
    """Path and git's tree id of each folder; the same id is the same content."""
    complete: bool = True
    """Whether nothing was left out: more pages than are read, or entries that made no sense."""
