# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The commits of a model on the Hub, and its small files at each of them."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.adapters.cards import declared, front_matter
from bot.adapters.hub.addresses import is_plain_path, model_address
from bot.adapters.hub.connection import Answer, HubConnection, joined
from bot.adapters.hub.snapshots import moment
from bot.adapters.hub.source import HubSource
from bot.model.costs import Cost
from bot.model.errors import InputError, NotFound, RemoteFailure
from bot.model.history import Commit, CommitLog, FolderListing
from bot.model.repository import Declared, FileEntry, Snapshot, SnapshotKey

_log = logging.getLogger(__name__)

_MOST_COMMIT_PAGES = 200
_MOST_FOLDER_PAGES = 5
"""Five thousand entries (a page holds a thousand: Hub documentation, "list_repo_tree"); licenses stand among few."""
_ID = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LARGEST_SIZE = 1 << 60
_MOST_AUTHORS = 20
_LONGEST_WORDS = 200


class HubHistory:
    """Asks for commits and folders page by page, through the same guards as everything else."""

    def __init__(self, connection: HubConnection, key: SnapshotKey) -> None:
        self._connection = connection
        self._key = key
        self._meter = connection.new_meter()

    @property
    def cost(self) -> Cost:
        """Requests, body bytes and seconds of this history."""
        return self._meter.cost

    def commits(self, *, most: int) -> CommitLog:
        """The newest commits, each once. A list that repeats itself, or names what is no commit, ends there and is not complete."""
        found: dict[str, Commit] = {}
        total = None
        for page, answer, is_last in self._pages(self._address("commits", self._key.revision), _MOST_COMMIT_PAGES):
            items = page[: most + 1]
            known = len(found)
            found |= {each.id: each for each in map(_commit, items) if each is not None and each.id not in found}
            if next(iter(found), None) != self._key.revision:
                raise RemoteFailure(f"{self._key}: the list of commits does not begin with this commit")
            total = _total(answer)
            is_odd = len(found) - known < len(items)
            if is_odd or is_last or len(found) >= most:
                complete = is_last and not is_odd and len(found) <= most
                return CommitLog(commits=tuple(found.values())[:most], complete=complete, total=total)
        return CommitLog(commits=tuple(found.values())[:most], complete=False, total=total)

    def folder(self, commit: str, path: str = "") -> FolderListing:
        """One request for a thousand entries."""
        if not _ID.fullmatch(commit) or (path and not is_plain_path(path)):
            raise NotFound(f"{self._key.repo}: {commit[:40]!r} {path[:80]!r} is no folder at a commit")
        files: dict[str, FileEntry] = {}
        folders: dict[str, str] = {}
        complete = False
        for page, _, is_last in self._pages(self._address("tree", commit, *path.split("/")), _MOST_FOLDER_PAGES):
            known = len(files) + len(folders)
            for item in page:
                _take(item, path, files, folders)
            complete = is_last
            if len(files) + len(folders) - known < len(page):
                _log.warning("folder_entries_refused", extra={"snapshot": str(self._key), "commit": commit})
                complete = False
                break
        return FolderListing(
            files=tuple(files[each] for each in sorted(files)),
            folders=tuple(sorted(folders.items())),
            complete=complete,
        )

    def read(self, commit: str, entry: FileEntry, *, limit: int) -> bytes:
        """Two requests, as the Hub sends us on to where the bytes are."""
        snapshot = Snapshot(key=SnapshotKey(self._key.repo, commit), files=(entry,))
        content = HubSource(self._connection, snapshot, self._meter).read(entry.path, limit=limit)
        if not _is_content_of(entry, content):
            raise InputError(f"{snapshot.key} {entry.path}: the content is not the one that the listing names")
        return content

    def declared_in(self, card: bytes) -> Declared:
        """As the card's metadata says, see `bot.adapters.cards`."""
        return declared(front_matter(card.decode("utf-8", "replace")))

    def _address(self, *rest: str) -> str:
        return model_address(self._connection.options.root, self._key.repo, *(part for part in rest if part))

    def _pages(self, address: str, most: int) -> Iterator[tuple[list[object], Answer, bool]]:
        """Pages, and whether each is the last. Raises RemoteFailure for what is no list."""
        for _ in range(most):
            with self._meter.timed():
                page, answer = self._connection.get_json(address, self._meter)
            if not isinstance(page, list):
                raise RemoteFailure(f"{self._key}: expected a JSON list of its history, found something else")
            is_last = answer.next_page is None or not page
            yield page, answer, is_last
            if is_last:
                return
            address = self._next(answer)

    def _next(self, answer: Answer) -> str:
        address = joined(answer.address, answer.next_page or "")
        if not self._connection.is_home(address) or urlsplit(address).path != urlsplit(answer.address).path:
            raise RemoteFailure(f"{self._key}: the next page of its history is said to be somewhere else; not followed")
        return address


def _commit(item: object) -> Commit | None:
    """``None`` for what names no commit; everything else about it may be missing."""
    fields = item if isinstance(item, dict) else {}
    oid = fields.get("id")
    if not isinstance(oid, str) or not _ID.fullmatch(oid):
        _log.warning("commit_refused", extra={"entry": ascii(item)[:200]})
        return None
    given = fields.get("authors")
    named = (
        [each.get("user") for each in given[:_MOST_AUTHORS] if isinstance(each, dict)]
        if isinstance(given, list)
        else []
    )
    return Commit(
        id=oid,
        date=moment(fields.get("date")),
        title=_words(fields.get("title")),
        authors=tuple(words for each in named if (words := _words(each))),
    )


def _words(value: object) -> str:
    return value[:_LONGEST_WORDS] if isinstance(value, str) else ""


def _total(answer: Answer) -> int | None:
    told = answer.headers.get("x-total-count", "")
    return int(told) if re.fullmatch(r"[0-9]{1,9}", told) else None


def _take(item: object, folder: str, files: dict[str, FileEntry], folders: dict[str, str]) -> None:
    """Keep an entry that lies in this folder and makes sense."""
    fields = item if isinstance(item, dict) else {}
    path, oid, size = fields.get("path"), fields.get("oid"), fields.get("size")
    if not isinstance(path, str) or not is_plain_path(path) or path.rpartition("/")[0] != folder:
        return
    if not isinstance(oid, str) or not _ID.fullmatch(oid):
        return
    if fields.get("type") == "directory":
        folders[path] = oid
    elif isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= _LARGEST_SIZE:
        lfs = fields.get("lfs")
        sha256 = lfs.get("oid") if isinstance(lfs, dict) else None
        known = sha256 if isinstance(sha256, str) and _SHA256.fullmatch(sha256) else None
        files[path] = FileEntry(path=path, size=size, blob_id=oid, lfs_sha256=known)


def _is_content_of(entry: FileEntry, content: bytes) -> bool:
    """Whether the digest is right: what was read is kept under it, for other commits too."""
    if entry.lfs_sha256 is not None:
        return hashlib.sha256(content).hexdigest() == entry.lfs_sha256
    git = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return git == entry.blob_id
