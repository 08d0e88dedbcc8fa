# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reads the past of a repository: its license, notice and card files at the newest commits, each content once.

1. The list of commits, newest first.
2. The outermost folder of each, and its folders for licenses; the newest commit is known from its own listing.
3. The contents that differ, license and notice files first, the newest first.
4. What happened, from all of that.

A file may appear and vanish again, so nothing between two commits is skipped; the caps end the walk, and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.licensing.copyrights import copyright_lines
from bot.licensing.files import is_license, is_license_folder, is_notice
from bot.licensing.timeline import CARD, PastContent, PastTree, events_of
from bot.model.costs import Cost, Reason, Unavailable
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.history import Commit, CommitLog
from bot.model.repository import Declared, FileEntry, SnapshotKey
from bot.model.timeline import Timeline
from bot.pipeline.budgeting import unavailable
from bot.pipeline.contents import reader_of_texts
from bot.policy.rulebook import Rulebook
from bot.ports.clock import Clock
from bot.ports.hub import History, ModelSource

_LARGEST_FILE = 256 * 1024
"""Bytes, as of the license, notice and card files of the newest commit."""
_AHEAD = timedelta(days=1)
"""A clock may be wrong by so much; a commit that is dated later is dated by hand."""
_MOST_NAMED = 5
"""Files and commits that are named one by one where they could not be read."""
_MOST_FOLDERS = 4
"""Folders for licenses that are listed of one commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLimits:
    """How much reading one history may take, beside the budget of the scan itself."""

    commits: int = 50
    contents: int = 40
    """Of files that are not those of the newest commit."""
    requests: int = 150
    bytes: int = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How a scan looks at history."""

    open: Callable[[SnapshotKey], History]
    always: bool = False
    """Also where nothing was found."""


def timeline_of(source: ModelSource, past: Past, rulebook: Rulebook, clock: Clock) -> tuple[Timeline, Cost]:
    """The timeline of any repository up to the commit of its snapshot, and what it took beside what the source counts.

    Nothing is raised for what could not be read: it is in ``not_checked``. A folder has no history.
    """
    if source.snapshot.key.is_local:
        missing = Unavailable("history", Reason.UNSUPPORTED, "a folder has no commits")
        return Timeline(not_checked=(missing,)), Cost()
    history = past.open(source.snapshot.key)
    return read_timeline(source, history, rulebook, now=clock.now()), history.cost


def read_timeline(
    source: ModelSource, history: History, rulebook: Rulebook, *, now: datetime, limits: HistoryLimits | None = None
) -> Timeline:
    """See `timeline_of`. Dates after ``now`` are not believed."""
    limits = limits or HistoryLimits()
    try:
        log = history.commits(most=limits.commits)
    except (RemoteError, InputError) as error:
        return Timeline(not_checked=(unavailable("history", error),))
    walk = _Walk(source, history, limits)
    trees = list(walk.trees([_dated(commit, now) for commit in log.commits]))
    contents = dict(_contents(walk, trees, rulebook))
    seen = tuple(tree.commit for tree in trees)
    is_whole = log.complete and len(seen) == len(log.commits)
    missing = [*([] if is_whole else [_cut(log, len(seen), walk.stopped)]), *_named(walk.unread)]
    return Timeline(
        commits=seen,
        total=len(log.commits) if log.complete else log.total,
        complete=not missing,
        events=events_of([tree.past for tree in trees], contents, from_the_start=is_whole),
        not_checked=tuple(missing),
    )


@dataclass(frozen=True, slots=True)
class _Tree:
    commit: Commit
    entries: tuple[FileEntry, ...]

    @property
    def past(self) -> PastTree:
        return PastTree(commit=self.commit, files={entry.path: _digest(entry) for entry in self.entries})


@dataclass(slots=True)
class _Walk:
    """Reads within the limits, and remembers what was not to be had."""

    source: ModelSource
    history: History
    limits: HistoryLimits
    stopped: Unavailable | None = None
    unread: list[Unavailable] = field(default_factory=list)
    _folders: dict[tuple[str, str], tuple[FileEntry, ...]] = field(default_factory=dict)
    """Files of a folder by its path and tree id."""
    _contents: int = 0

    def trees(self, commits: Iterable[Commit]) -> Iterator[_Tree]:
        """Ends before the first commit whose files cannot be told."""
        for commit in commits:
            try:
                yield _Tree(commit, tuple(each for each in self._files(commit) if _matters(each)))
            except (RemoteError, InputError, BudgetSpent) as error:
                self.stopped = unavailable(f"files at commit {commit.short_id}", error)
                return

    def read(self, tree: _Tree, entry: FileEntry) -> bytes | None:
        """The content, as it was at this commit; ``None`` is listed."""
        try:
            if tree.commit.id == self.source.snapshot.key.revision:
                return self.source.read(entry.path, limit=_LARGEST_FILE)
            self._check()
            self._contents += 1
            return self.history.read(tree.commit.id, entry, limit=_LARGEST_FILE)
        except (RemoteError, InputError, BudgetSpent) as error:
            self.unread.append(unavailable(f"{entry.path} at commit {tree.commit.short_id}", error))
            return None

    def _files(self, commit: Commit) -> tuple[FileEntry, ...]:
        snapshot = self.source.snapshot
        listed = [entry for entry in snapshot.files if _matters(entry)]
        if commit.id == snapshot.key.revision and all(map(_digest, listed)):
            return tuple(listed)
        self._check()
        root = self.history.folder(commit.id)
        if not root.complete:
            raise InputError(f"commit {commit.short_id}: its list of files has gaps")
        folders = [each for each in root.folders if is_license_folder(each[0])]
        inside = [entry for each in folders[:_MOST_FOLDERS] for entry in self._folder(commit, *each)]
        return (*root.files, *inside)

    def _folder(self, commit: Commit, path: str, tree_id: str) -> tuple[FileEntry, ...]:
        if (path, tree_id) not in self._folders:
            self._check()
            listing = self.history.folder(commit.id, path)
            if not listing.complete:
                raise InputError(f"commit {commit.short_id}: the list of files in {path} has gaps")
            self._folders[path, tree_id] = listing.files
        return self._folders[path, tree_id]

    def _check(self) -> None:
        cost, limits = self.history.cost, self.limits
        if cost.requests >= limits.requests or cost.bytes >= limits.bytes or self._contents >= limits.contents:
            raise BudgetSpent(
                f"of history at most {limits.requests} requests, {limits.bytes} bytes and {limits.contents} contents are read"
            )


def _contents(walk: _Walk, trees: list[_Tree], rulebook: Rulebook) -> Iterator[tuple[tuple[str, str], PastContent]]:
    """What each file said at each time, by path and digest; the same content is read once, wherever it lies."""
    read = reader_of_texts(rulebook)
    newest = {
        (entry.path, _digest(entry)): (place, entry)
        for place, tree in reversed(list(enumerate(trees)))
        for entry in tree.entries
    }
    found: dict[str, bytes | None] = {}
    for (path, digest), (place, entry) in sorted(newest.items(), key=lambda item: (item[0][0] == CARD, item[1][0])):
        if digest not in found:
            found[digest] = walk.read(trees[place], entry)
        content = found[digest]
        if content is not None:
            text, texts = read(path, content)
            declared = walk.history.declared_in(content) if path == CARD else Declared()
            yield (path, digest), PastContent(texts=texts, lines=copyright_lines(text), declared=declared)


def _digest(entry: FileEntry) -> str:
    """Empty where the listing tells none."""
    return entry.lfs_sha256 or entry.blob_id or ""


def _matters(entry: FileEntry) -> bool:
    return entry.path == CARD or is_license(entry.path) or is_notice(entry.path)


def _dated(commit: Commit, now: datetime) -> Commit:
    return replace(commit, date=None) if commit.date is not None and commit.date > now + _AHEAD else commit


def _cut(log: CommitLog, seen: int, stopped: Unavailable | None) -> Unavailable:
    total = len(log.commits) if log.complete else log.total
    of = f" of {total}" if total is not None and total > seen else ""
    reason = stopped.reason if stopped else Reason.BUDGET
    because = f"; {stopped.what}: {stopped.detail}" if stopped else ""
    return Unavailable("history", reason, f"the newest {seen}{of} commits were looked at{because}")


def _named(unread: list[Unavailable]) -> list[Unavailable]:
    """The first of them, and how many more there are."""
    more = len(unread) - _MOST_NAMED
    rest = [Unavailable(f"{more} further files of earlier commits", unread[_MOST_NAMED].reason)] if more > 0 else []
    return [*unread[:_MOST_NAMED], *rest]
