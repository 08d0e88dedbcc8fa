# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reading models, and writing discussions, wherever they lie.

Every method raises `bot.model.errors.RemoteError` or `InputError` and nothing of the library behind it. No call waits longer than
the adapter's timeout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.cases import Comment, Thread
from bot.model.costs import Cost
from bot.model.history import CommitLog, FolderListing
from bot.model.repository import ByteRange, Declared, FileEntry, HubEvent, Snapshot, SnapshotKey


class ModelSource(Protocol):
    """One model at one commit, on the Hub or in a folder."""

    @property
    def snapshot(self) -> Snapshot:
        """What the listing said when the source was opened."""

    @property
    def cost(self) -> Cost:
        """Everything this source has received so far, the listing included."""

    def read(self, path: str, *, limit: int) -> bytes:
        """The whole file. Raises FileTooLarge, without reading on, where it is longer than ``limit`` bytes."""

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """Each range's bytes, exactly as many as asked, in the order asked.

        Raises CutShort, RangeIgnored or another RemoteError; never returns less.
        """


class History(Protocol):
    """The commits up to one commit of one repository, and the small files at each of them."""

    @property
    def cost(self) -> Cost:
        """Everything that was received for it so far."""

    def commits(self, *, most: int) -> CommitLog:
        """The newest ``most`` commits. Raises RemoteFailure where the list does not begin with the commit that was asked about."""

    def folder(self, commit: str, path: str = "") -> FolderListing:
        """What lay directly in this folder, by default the outermost one. Raises NotFound for a folder that was not there."""

    def read(self, commit: str, entry: FileEntry, *, limit: int) -> bytes:
        """The whole file. Raises FileTooLarge, InputError where its content is not the one that the entry names."""

    def declared_in(self, card: bytes) -> Declared:
        """What the metadata of a card with this content declares. Asks nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """One page of the list of all models, oldest first."""

    events: tuple[HubEvent, ...]
    created_at: datetime | None
    """When the last of them was created; ``None`` where there is none, or the list does not say."""
    cursor: str | None
    """Where the next page begins; ``None`` at the end."""


class ModelHub(Protocol):
    """The place where models are published."""

    def open(self, repo: str, revision: str | None = None) -> ModelSource:
        """The model at this revision (branch, tag or commit; ``None`` is the main branch), pinned to its commit."""

    def history(self, key: SnapshotKey) -> History:
        """The commits up to this one. Nothing is asked yet."""

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        """Models changed at or after ``since``, newest first, each with its newest commit."""

    def created(self, *, cursor: str | None = None) -> ListedPage:
        """One page of all models in the order of their creation, each with its newest commit; the first page without a cursor.

        A cursor is good for days and over restarts. Raises CursorRefused where it is not, any more.
        """


class Forum(Protocol):
    """Discussions below a model."""

    @property
    def account(self) -> str:
        """The bot's own user name."""

    def members(self, owner: str) -> frozenset[str]:
        """Accounts that belong to this organisation, as far as the Hub shows them; none for a person's account."""

    def threads(self, repo: str) -> list[Thread]:
        """The bot's own discussions in this repository, oldest first, without comments."""

    def thread(self, repo: str, number: int) -> Thread:
        """One discussion with its comments."""

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        """A new discussion. Not idempotent: whoever calls looks first."""

    def comment(self, repo: str, number: int, *, body: str) -> Comment:
        """A new comment. Not idempotent."""

    def edit(self, repo: str, number: int, comment: str, *, body: str) -> None:
        """Replace the text of one of the bot's own comments."""

    def rename(self, repo: str, number: int, *, title: str) -> None:
        """Another title for one of the bot's own discussions."""

    def close(self, repo: str, number: int) -> None:
        """Close a discussion; closing a closed one changes nothing."""


class ModelSources(Protocol):
    """Opens what a person names on the command line: ``org/name[@revision]`` or a folder."""

    def open(self, target: str) -> ModelSource:
        """Raises NotFound where there is neither such a folder nor such a repository."""
