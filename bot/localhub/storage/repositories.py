# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every repository with its commits, in memory and on disk, changed in one step at a time."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.localhub.errors import Refusal, bad_request, repository_not_found, revision_not_found
from bot.localhub.events import Announce, HubEvent, UpdatedRef
from bot.localhub.storage import git
from bot.localhub.storage.blobs import GITATTRIBUTES, Blobs, Content, Entry
from bot.localhub.storage.files import new_object_id, read_json, write_json
from bot.localhub.storage.snapshots import MAIN, Commit, Gate, Repository, Tree

_REPOSITORY_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)
_COMMIT_ID = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a commit does to the one before it. ``delete`` names files, and folders by a slash at the end."""

    files: Mapping[str, Entry]
    title: str
    author: str
    message: str = ""
    delete: tuple[str, ...] = ()
    date: datetime | None = None


class Repositories:
    """All repositories of this Hub. Safe to call from several threads."""

    def __init__(self, root: Path, blobs: Blobs, lock: threading.RLock, announce: Announce) -> None:
        self._root = root
        self._lock = lock
        self._announce = announce
        self.blobs = blobs
        self._repositories: dict[str, Repository] = {}
        self._commits: dict[str, dict[str, Commit]] = {}
        self._orders: dict[str, list[tuple[Any, Repository]]] = {}
        for path in sorted(root.glob("*/*/repository.json")):
            repository = Repository.from_json(read_json(path))
            self._repositories[repository.id] = repository
            commits = (Commit.from_json(read_json(each)) for each in sorted(path.parent.glob("commits/*.json")))
            self._commits[repository.id] = {commit.id: commit for commit in commits}

    # -- Repositories ------------------------------------------------------------------------------------------------

    def create(
        self,
        repository: str,
        *,
        created_at: datetime | None = None,
        gated: Gate = False,
        disabled: bool = False,
        private: bool = False,
        discussions_disabled: bool = False,
    ) -> Repository:
        """A new repository with the ``.gitattributes`` that the Hub gives to each. Raises Refusal 409 where it exists."""
        if not _REPOSITORY_ID.fullmatch(repository):
            raise bad_request(f"Invalid repository id: expected namespace/name, found {repository[:100]!r}")
        moment = created_at or datetime.now(UTC)
        with self._lock:
            if repository in self._repositories:
                raise Refusal(409, "You already created this model repo")
            self._commits[repository] = {}
            entry = self.blobs.add(".gitattributes", GITATTRIBUTES)
            change = Change(files={".gitattributes": entry}, title="initial commit", author="system", date=moment)
            created = Repository(
                id=repository,
                object_id=new_object_id(),
                created_at=moment,
                last_modified=moment,
                private=private,
                gated=gated,
                disabled=disabled,
                discussions_disabled=discussions_disabled,
                refs={MAIN: self._add_commit(repository, change, change.files, None).id},
            )
            self._save(created)
        self._announce(HubEvent(action="create", scope="repo", repository=repository))
        return created

    def get(self, repository: str, *, signed_in: bool = True) -> Repository:
        """This repository. Raises Refusal where there is none."""
        with self._lock:
            found = self._repositories.get(repository)
        if found is None:
            raise repository_not_found(signed_in=signed_in)
        return found

    def all(self) -> list[Repository]:
        """Every repository, by name."""
        with self._lock:
            return sorted(self._repositories.values(), key=lambda each: each.id)

    def ordered(self, name: str, key: Callable[[Repository], Any]) -> list[tuple[Any, Repository]]:
        """Every repository after its key, in the order of the keys; kept under this name until one changes. Not to be changed."""
        with self._lock:
            if name not in self._orders:
                pairs = [(key(each), each) for each in self._repositories.values()]
                self._orders[name] = sorted(pairs, key=lambda pair: pair[0])
            return self._orders[name]

    def update(self, repository: str, **settings: Any) -> Repository:  # noqa: ANN401 - any field of Repository
        """Change settings, named as the fields of `Repository`."""
        with self._lock:
            changed = replace(self.get(repository), **settings)
            self._save(changed)
        self._announce(HubEvent(action="update", scope="repo.config", repository=repository))
        return changed

    def delete(self, repository: str) -> None:
        """Remove a repository with its commits and discussions; contents that others share stay."""
        with self._lock:
            self.get(repository)
            self._announce(HubEvent(action="delete", scope="repo", repository=repository))
            del self._repositories[repository], self._commits[repository]
            self._orders.clear()
            shutil.rmtree(self.folder(repository))

    def folder(self, repository: str) -> Path:
        """Where this repository is kept on disk."""
        return self._root / repository

    # -- Commits -----------------------------------------------------------------------------------------------------

    def commit(
        self,
        repository: str,
        files: Mapping[str, Content],
        *,
        delete: Sequence[str] = (),
        title: str = "Upload files",
        author: str | None = None,
        date: datetime | None = None,
    ) -> str:
        """Publish files on the main branch; the new commit's id, or the present one where nothing changes."""
        entries = {path: self.blobs.add(path, content) for path, content in files.items()}
        owner = repository.partition("/")[0]
        change = Change(files=entries, delete=tuple(delete), title=title, author=author or owner, date=date)
        return self.apply(repository, change).id

    def apply(self, repository: str, change: Change, *, ref: str = MAIN) -> Commit:
        """Put a commit on top of this ref; the present commit where nothing changes."""
        with self._lock:
            parent = self.revision(repository, ref)
            commit = self.extend(repository, change, parent)
            if commit is not parent:
                self.point(repository, ref, commit.id)
            return commit

    def extend(self, repository: str, change: Change, parent: Commit) -> Commit:
        """A commit on top of ``parent`` that no ref points to yet; ``parent`` itself where nothing changes."""
        tree = _changed(parent.tree, change)
        with self._lock:
            return parent if tree == parent.tree else self._add_commit(repository, change, tree, parent)

    def point(self, repository: str, ref: str, commit: str | None) -> None:
        """Let a branch, tag or pull request point to this commit, or be gone."""
        with self._lock:
            before = self.get(repository)
            refs = {name: sha for name, sha in before.refs.items() if name != ref}
            changed = replace(before, refs=refs | ({ref: commit} if commit else {}))
            if ref == MAIN and commit:
                changed = replace(changed, last_modified=self._commits[repository][commit].date)
            self._save(changed)
        updated = UpdatedRef(ref, before.refs.get(ref), commit)
        self._announce(HubEvent(action="update", scope="repo.content", repository=repository, updated_refs=(updated,)))

    def revision(self, repository: str, revision: str = "main") -> Commit:
        """The commit that a branch, tag, pull request, full ref name or commit id means. Raises Refusal where none is."""
        with self._lock:
            refs = self.get(repository).refs
            for name in (revision, f"refs/heads/{revision}", f"refs/tags/{revision}"):
                if name in refs:
                    return self._commits[repository][refs[name]]
            if _COMMIT_ID.fullmatch(revision) and revision in self._commits[repository]:
                return self._commits[repository][revision]
        raise revision_not_found(revision)

    def history(self, repository: str, commit: Commit) -> Iterator[Commit]:
        """The commit and those before it, newest first."""
        step: Commit | None = commit
        while step is not None:
            yield step
            step = self._commits[repository][step.parent] if step.parent else None

    def last_changes(self, repository: str, commit: Commit) -> dict[str, Commit]:
        """For each file of a commit the newest commit that gave it its present content."""
        found = dict.fromkeys(commit.tree, commit)
        settled: set[str] = set()
        for step in self.history(repository, commit):
            for path in found.keys() - settled:
                if step.tree.get(path) == commit.tree[path]:
                    found[path] = step
                else:
                    settled.add(path)
        return found

    def _add_commit(self, repository: str, change: Change, tree: Tree, parent: Commit | None) -> Commit:
        date = change.date or datetime.now(UTC)
        oid = git.commit_id(
            tree=git.tree_id({path: entry.blob_id for path, entry in tree.items()}),
            parent=parent.id if parent else None,
            author=change.author,
            date=date,
            # The moment and the repository are part of the text, so that two repositories never share a commit id.
            message=f"{change.title}\n\n{change.message}\n\n{repository} {date.isoformat()}",
        )
        commit = Commit(
            id=oid,
            parent=parent.id if parent else None,
            title=change.title,
            message=change.message,
            author=change.author,
            date=date,
            tree=tree,
        )
        write_json(self.folder(repository) / "commits" / f"{oid}.json", commit.to_json())
        self._commits[repository][oid] = commit
        return commit

    def _save(self, repository: Repository) -> None:
        write_json(self.folder(repository.id) / "repository.json", repository.to_json())
        self._repositories[repository.id] = repository
        self._orders.clear()


def _changed(tree: Tree, change: Change) -> Tree:
    for path in change.files:
        _check_path(path)
    gone = set(change.delete)
    folders = tuple(path for path in change.delete if path.endswith("/"))
    kept = {path: e for path, e in tree.items() if path not in gone and not (folders and path.startswith(folders))}
    return dict(sorted((kept | dict(change.files)).items()))


def _check_path(path: str) -> None:
    parts = path.split("/")
    if not path or len(path) > 1000 or "\\" in path or any(p in {"", ".", "..", ".git"} for p in parts):
        raise bad_request(f"Invalid path in repository: {path[:100]!r}")
    if any(ord(character) < 32 for character in path):
        raise bad_request(f"Invalid path in repository: {path[:100]!r}")
