# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Hub in memory: publishes commits, and remembers every file and byte range that it was asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.adapters.cards import declared, front_matter
from bot.adapters.hub.ranges import merged
from bot.model.costs import Cost
from bot.model.errors import BotError, CursorRefused, CutShort, FileTooLarge, InputError, NotFound
from bot.model.history import Commit, CommitLog, FolderListing
from bot.model.repository import ByteRange, Declared, FileEntry, HubEvent, Snapshot, SnapshotKey
from bot.ports.hub import ListedPage

_EPOCH = datetime(2026, 3, 1, tzinfo=UTC)
_LARGE = (".safetensors", ".gguf", ".bin", ".pt", ".pth")


@dataclass(slots=True, kw_only=True)
class _Commit:
    snapshot: Snapshot
    files: Mapping[str, bytes]


@dataclass(slots=True)
class FakeHub:
    """Implements `ModelHub`. Each commit is a minute later than the one before, whatever its repository."""

    opened: list[SnapshotKey] = field(default_factory=list)
    reads: list[tuple[str, str]] = field(default_factory=list)
    """Repository and path of every file that was read whole."""
    ranges: list[tuple[str, str, ByteRange]] = field(default_factory=list)
    """Repository, path and range, as asked for."""
    _commits: dict[str, list[_Commit]] = field(default_factory=dict)
    _errors: dict[tuple[str, str], BotError] = field(default_factory=dict)
    _minutes: int = 0
    page_size: int = 500
    forgets_cursors: bool = False
    """The next cursor is refused."""
    pages: list[str | None] = field(default_factory=list)
    """The cursors of the pages of all models that were asked for."""

    def publish(
        self,
        repo: str,
        files: Mapping[str, bytes],
        *,
        delete: Sequence[str] = (),
        gated: bool = False,
        parameters: int | None = None,
        at: datetime | None = None,
    ) -> SnapshotKey:
        """A commit on top of the last one. The card's metadata is that of its ``README.md``."""
        history = self._commits.setdefault(repo, [])
        tree = {path: body for path, body in history[-1].files.items() if path not in delete} if history else {}
        tree |= files
        self._minutes += 1
        moment = at or _EPOCH + timedelta(minutes=self._minutes)
        listing = sorted((_entry(path, body) for path, body in tree.items()), key=lambda entry: entry.path)
        sha = hashlib.sha1(f"{repo} {len(history)} {listing}".encode(), usedforsecurity=False).hexdigest()
        key = SnapshotKey(repo, sha)
        snapshot = Snapshot(
            key=key,
            files=tuple(listing),
            declared=declared(front_matter(tree.get("README.md", b"").decode("utf-8", "replace"))),
            parameters=parameters,
            created_at=history[0].snapshot.created_at if history else moment,
            last_modified=moment,
            gated=gated,
        )
        history.append(_Commit(snapshot=snapshot, files=tree))
        return key

    def fail(self, repo: str, error: BotError, *, path: str = "") -> None:
        """From now on raise this when the repository is opened, or when this file of it is read."""
        self._errors[repo, path] = error

    def recover(self) -> None:
        """From now on nothing fails."""
        self._errors.clear()

    def open(self, repo: str, revision: str | None = None) -> FakeSource:
        """By a full commit id, ``main`` or ``None``."""
        self.raise_planned(repo)
        for commit in reversed(self._commits.get(repo, [])):
            if revision in {None, "main", commit.snapshot.key.revision}:
                self.opened.append(commit.snapshot.key)
                return FakeSource(self, commit.snapshot, commit.files)
        raise NotFound(f"{repo}: no such repository or revision")

    def history(self, key: SnapshotKey) -> FakeHistory:
        self.raise_planned(key.repo, "history")
        return FakeHistory(self, key, self._commits.get(key.repo, []))

    def recent(self, *, since: datetime) -> Iterator[HubEvent]:
        """The newest commit of each repository."""
        heads = [history[-1].snapshot for history in self._commits.values()]
        dated = [(head.last_modified or _EPOCH, head) for head in heads]
        for modified, head in sorted(dated, key=lambda pair: pair[0], reverse=True):
            if modified >= since:
                yield _event(head, modified)

    def created(self, *, cursor: str | None = None) -> ListedPage:
        """A cursor is how many came before."""
        if cursor is not None and self.forgets_cursors:
            self.forgets_cursors = False
            raise CursorRefused("list of models: Invalid cursor")
        self.pages.append(cursor)
        histories = sorted(self._commits.values(), key=lambda history: history[0].snapshot.created_at or _EPOCH)
        start = int(cursor or "0")
        page = histories[start : start + self.page_size]
        heads = [history[-1].snapshot for history in page]
        is_last = start + len(page) >= len(histories)
        return ListedPage(
            events=tuple(_event(head, head.last_modified or _EPOCH) for head in heads),
            created_at=heads[-1].created_at if heads else None,
            cursor=None if is_last else str(start + len(page)),
        )

    def raise_planned(self, repo: str, path: str = "") -> None:
        """Raise what `fail` was told."""
        if (repo, path) in self._errors:
            raise self._errors[repo, path]


class FakeSource:
    """Implements `ModelSource`; its cost is that of the real one, but for the size of the listing."""

    def __init__(self, hub: FakeHub, snapshot: Snapshot, files: Mapping[str, bytes]) -> None:
        self._hub = hub
        self._snapshot = snapshot
        self._files = files
        self._known: set[str] = set()
        self._cost = Cost(requests=1, bytes=200 * len(files))

    @property
    def snapshot(self) -> Snapshot:
        return self._snapshot

    @property
    def cost(self) -> Cost:
        return self._cost

    def read(self, path: str, *, limit: int) -> bytes:
        content = self._content(path)
        if len(content) > limit:
            raise FileTooLarge(f"{path}: longer than {limit} bytes")
        self._hub.reads.append((self._snapshot.key.repo, path))
        self._count(path, len(content))
        return content

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        content = self._content(path)
        for each in ranges:
            self._hub.ranges.append((self._snapshot.key.repo, path, each))
            if each.stop > len(content):
                raise CutShort(f"{path}: the file ends at {len(content)}")
        for group in merged(ranges):
            self._count(path, group.length)
        return [content[each.start : each.stop] for each in ranges]

    def _content(self, path: str) -> bytes:
        if path.startswith("/") or ".." in path.split("/"):
            raise InputError(f"{path}: leads elsewhere")
        self._hub.raise_planned(self._snapshot.key.repo, path)
        if path not in self._files:
            raise NotFound(f"{path}: no such file")
        return self._files[path]

    def _count(self, path: str, received: int) -> None:
        self._cost += Cost(requests=1 if path in self._known else 2, bytes=received)
        self._known.add(path)


class FakeHistory:
    """Implements `History`; a request for the commits, one for a folder, two for a file."""

    def __init__(self, hub: FakeHub, key: SnapshotKey, commits: Sequence[_Commit]) -> None:
        self._hub = hub
        self._key = key
        ids = [each.snapshot.key.revision for each in commits]
        self._commits = commits[: ids.index(key.revision) + 1] if key.revision in ids else []
        self._cost = Cost()

    @property
    def cost(self) -> Cost:
        return self._cost

    def commits(self, *, most: int) -> CommitLog:
        self._hub.raise_planned(self._key.repo, "commits")
        self._cost += Cost(requests=1)
        listed = [
            Commit(id=each.snapshot.key.revision, date=each.snapshot.last_modified, title="Publish", authors=("dev",))
            for each in reversed(self._commits)
        ]
        return CommitLog(commits=tuple(listed[:most]), complete=len(listed) <= most, total=len(listed))

    def folder(self, commit: str, path: str = "") -> FolderListing:
        self._hub.raise_planned(self._key.repo, commit)
        self._cost += Cost(requests=1)
        prefix = f"{path}/" if path else ""
        inside = [each for each in self._at(commit).snapshot.files if each.path.startswith(prefix)]
        if path and not inside:
            raise NotFound(f"{path}: no such folder")
        names = {each.path.removeprefix(prefix).split("/")[0] for each in inside if "/" in each.path[len(prefix) :]}
        return FolderListing(
            files=tuple(each for each in inside if "/" not in each.path[len(prefix) :]),
            folders=tuple((f"{prefix}{name}", self._tree_id(f"{prefix}{name}/", inside)) for name in sorted(names)),
        )

    def read(self, commit: str, entry: FileEntry, *, limit: int) -> bytes:
        self._hub.raise_planned(self._key.repo, entry.path)
        content = self._at(commit).files[entry.path]
        if len(content) > limit:
            raise FileTooLarge(f"{entry.path}: longer than {limit} bytes")
        self._hub.reads.append((self._key.repo, f"{entry.path}@{commit}"))
        self._cost += Cost(requests=2, bytes=len(content))
        return content

    def declared_in(self, card: bytes) -> Declared:
        return declared(front_matter(card.decode("utf-8", "replace")))

    def _at(self, commit: str) -> _Commit:
        for each in self._commits:
            if each.snapshot.key.revision == commit:
                return each
        raise NotFound(f"{commit}: no such commit")

    def _tree_id(self, prefix: str, inside: Sequence[FileEntry]) -> str:
        content = [(each.path, each.blob_id) for each in inside if each.path.startswith(prefix)]
        return hashlib.sha1(repr(content).encode(), usedforsecurity=False).hexdigest()


def _event(head: Snapshot, modified: datetime) -> HubEvent:
    has_weights = any(entry.name.endswith(_LARGE) for entry in head.files)
    return HubEvent(key=head.key, last_modified=modified, source="poll", has_weights=has_weights)


def _entry(path: str, content: bytes) -> FileEntry:
    git = hashlib.sha1(f"blob {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()
    entry = FileEntry(path=path, size=len(content), blob_id=git)
    return replace(entry, lfs_sha256=hashlib.sha256(content).hexdigest()) if path.endswith(_LARGE) else entry
