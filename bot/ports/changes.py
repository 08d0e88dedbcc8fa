# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where changes of text files go: a folder, or a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model.fixes import FileChange
from bot.model.repository import SnapshotKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Changes with the words that introduce them."""

    subject: SnapshotKey
    """The commit that they are made on."""
    changes: tuple[FileChange, ...]
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of a proposal."""

    url: str
    """Where it can be seen; empty where nothing was made."""
    is_new: bool
    is_complete: bool = True
    """Whether a pull request holds all that was proposed, or did when it was merged."""
    remark: str = ""
    """What was left out or why nothing was made, in a sentence."""


class TextFiles(Protocol):
    """The text files of one local folder."""

    def write(self, changes: Sequence[FileChange]) -> None:
        """Make all changes. Raises InputError, before anything is written, where a file is no longer as it was read."""


class PullRequests(Protocol):
    """Pull requests with text files."""

    def open(self, proposal: Proposal) -> Delivered:
        """A new pull request, or the one that says the same already. Raises RemoteError."""

    def close(self, repo: str) -> int:
        """Close ours that are open; how many. Raises RemoteError."""
