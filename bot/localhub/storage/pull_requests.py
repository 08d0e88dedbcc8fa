# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pull requests: discussions with commits of their own, which can be brought into the main branch."""

from __future__ import annotations

import difflib
import threading

from bot.localhub.errors import Refusal, bad_request
from bot.localhub.storage.blobs import Entry
from bot.localhub.storage.discussions import Discussions
from bot.localhub.storage.repositories import Change, Repositories
from bot.localhub.storage.snapshots import MAIN, Commit, Tree
from bot.localhub.storage.threads import Discussion, Status

_LARGEST_IN_DIFF = 1 << 20


class PullRequests:
    """What pull requests can do that other discussions cannot."""

    def __init__(self, repositories: Repositories, discussions: Discussions, lock: threading.RLock) -> None:
        self._repositories = repositories
        self._discussions = discussions
        self._lock = lock

    def open(self, repository: str, change: Change, base: Commit) -> tuple[Commit, Discussion | None]:
        """Propose a commit on top of ``base``. Where it changes nothing, there is no pull request: the base, ``None``."""
        with self._lock:
            commit = self._repositories.extend(repository, change, base)
            if commit is base:
                return base, None
            body = change.message or change.title
            opened = self.draft(repository, title=change.title, body=body, author=change.author, base=base, draft=False)
            self._repositories.point(repository, f"refs/pr/{opened.num}", commit.id)
            return commit, self._discussions.note_commit(repository, opened.num, commit)

    def draft(
        self, repository: str, *, title: str, body: str, author: str, base: Commit, draft: bool = True
    ) -> Discussion:
        """A pull request without commits of its own yet."""
        with self._lock:
            status = Status.DRAFT if draft else Status.OPEN
            opened = self._discussions.create(
                repository, title=title[:200].ljust(3), body=body, author=author, status=status, base=base
            )
            self._repositories.point(repository, f"refs/pr/{opened.num}", base.id)
            return opened

    def merge(self, repository: str, num: int, *, author: str, comment: str = "") -> Commit:
        """Bring a pull request's changes into the main branch. Raises Refusal 409 where they conflict."""
        with self._lock:
            discussion = self._discussions.get(repository, num)
            if discussion.base is None or not discussion.status.is_open:
                raise bad_request("Only open pull requests can be merged")
            if self.conflicts(repository, discussion):
                raise Refusal(409, "This pull request has conflicts with the main branch")
            base, proposed = self._trees(repository, discussion)
            change = Change(
                files={path: entry for path, entry in proposed.items() if base.get(path) != entry},
                delete=tuple(base.keys() - proposed.keys()),
                title=f"{discussion.title} (#{num})",
                author=author,
            )
            commit = self._repositories.apply(repository, change)
            self._discussions.set_status(
                repository, num, Status.MERGED, author=author, comment=comment, merge_commit=commit.id
            )
            return commit

    def conflicts(self, repository: str, discussion: Discussion) -> list[str]:
        """Files that an open pull request and the main branch changed differently since they parted."""
        if discussion.base is None or not discussion.status.is_open:
            return []
        base, theirs = self._trees(repository, discussion)
        ours = self._repositories.revision(repository, MAIN).tree
        paths = sorted(base.keys() | ours.keys() | theirs.keys())
        return [p for p in paths if base.get(p) != theirs.get(p) != ours.get(p) != base.get(p)]

    def diff(self, repository: str, discussion: Discussion) -> str:
        """What a pull request changes, as a unified diff of its small files."""
        base, proposed = self._trees(repository, discussion)
        parts: list[str] = []
        for path in sorted(base.keys() | proposed.keys()):
            before, after = base.get(path), proposed.get(path)
            if before != after:
                parts += [f"diff --git a/{path} b/{path}\n", *self._file_diff(path, before, after)]
        return "".join(parts)

    def _trees(self, repository: str, discussion: Discussion) -> tuple[Tree, Tree]:
        base = self._repositories.revision(repository, discussion.base or MAIN)
        return base.tree, self._repositories.revision(repository, f"refs/pr/{discussion.num}").tree

    def _file_diff(self, path: str, before: Entry | None, after: Entry | None) -> list[str]:
        if any(each and (each.sha256 or each.size > _LARGEST_IN_DIFF) for each in (before, after)):
            return [f"Binary files a/{path} and b/{path} differ\n"]
        old, new = f"a/{path}" if before else "/dev/null", f"b/{path}" if after else "/dev/null"
        return list(difflib.unified_diff(self._lines(before), self._lines(after), old, new))

    def _lines(self, entry: Entry | None) -> list[str]:
        text = self._repositories.blobs.read(entry).decode(errors="replace") if entry else ""
        return [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
