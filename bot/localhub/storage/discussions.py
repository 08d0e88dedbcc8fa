# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The discussions of every repository. Who may do what is the endpoints' business; here everybody may."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.localhub.errors import Refusal, bad_request
from bot.localhub.events import Announce, HubEvent
from bot.localhub.storage.files import new_object_id, read_json, write_json
from bot.localhub.storage.repositories import Repositories
from bot.localhub.storage.snapshots import Commit
from bot.localhub.storage.threads import Comment, Discussion, Event, Happening, Status, Wording

_TITLE_LENGTH = (3, 200)


class Discussions:
    """Threads and pull requests, numbered together within a repository. Safe to call from several threads."""

    def __init__(self, repositories: Repositories, lock: threading.RLock, announce: Announce) -> None:
        self._repositories = repositories
        self._lock = lock
        self._announce = announce
        self._cache: dict[str, dict[int, Discussion]] = {}

    def all(self, repository: str) -> list[Discussion]:
        """All discussions and pull requests of a repository, newest first."""
        with self._lock:
            return sorted(self._of(repository).values(), key=lambda each: -each.num)

    def get(self, repository: str, num: int) -> Discussion:
        """One of them. Raises Refusal 404 where there is none."""
        with self._lock:
            found = self._of(repository).get(num)
        if found is None:
            raise Refusal(404, "Discussion not found")
        return found

    def create(
        self,
        repository: str,
        *,
        title: str,
        body: str,
        author: str,
        status: Status = Status.OPEN,
        base: Commit | None = None,
    ) -> Discussion:
        """A new discussion, or a pull request where it has a base. Raises Refusal for a title of a wrong length."""
        if not _TITLE_LENGTH[0] <= len(title) <= _TITLE_LENGTH[1]:
            raise bad_request("Title must be between 3 and 200 characters")
        now = datetime.now(UTC)
        with self._lock:
            discussion = Discussion(
                object_id=new_object_id(),
                num=max(self._of(repository), default=0) + 1,
                title=title,
                author=author,
                created_at=now,
                status=status,
                is_pull_request=base is not None,
                base=base.id if base else None,
                events=(_new_comment(body, author, now),),
            )
            self._save(repository, discussion)
        self._announce(HubEvent(action="create", scope="discussion", repository=repository, discussion=discussion.num))
        return discussion

    def note_commit(self, repository: str, num: int, commit: Commit) -> Discussion:
        """Show a commit on the timeline of a pull request."""
        data = {"subject": commit.title, "oid": commit.id}
        return self._append(repository, num, _happening("commit", commit.author, data))

    def comment(self, repository: str, num: int, *, body: str, author: str) -> Comment:
        """Say something."""
        comment = _new_comment(body, author, datetime.now(UTC))
        self._append(repository, num, comment)
        event = HubEvent(
            action="create", scope="discussion.comment", repository=repository, discussion=num, comment=comment.id
        )
        self._announce(event)
        return comment

    def edit(self, repository: str, num: int, comment_id: str, *, body: str, author: str) -> Comment:
        """Say it differently; the earlier wordings stay in the history."""
        with self._lock:
            comment = self._comment(repository, num, comment_id)
            wording = Wording(body, author, datetime.now(UTC))
            return self._replace(repository, num, replace(comment, wordings=(*comment.wordings, wording)))

    def hide(self, repository: str, num: int, comment_id: str) -> Comment:
        """Take a comment's words out of sight; nothing brings them back."""
        with self._lock:
            return self._replace(repository, num, replace(self._comment(repository, num, comment_id), hidden=True))

    def rename(self, repository: str, num: int, *, title: str, author: str) -> Happening:
        """Give it another title."""
        with self._lock:
            before = self.get(repository, num)
            event = _happening("title-change", author, {"from": before.title, "to": title})
            self._save(repository, replace(before, title=title, events=(*before.events, event)))
        self._announce(HubEvent(action="update", scope="discussion", repository=repository, discussion=num))
        return event

    def close(self, repository: str, num: int, *, author: str, comment: str = "") -> Happening:
        """Close it, with a last word if there is one."""
        return self.set_status(repository, num, Status.CLOSED, author=author, comment=comment)

    def reopen(self, repository: str, num: int, *, author: str, comment: str = "") -> Happening:
        """Open it again."""
        return self.set_status(repository, num, Status.OPEN, author=author, comment=comment)

    def set_status(
        self,
        repository: str,
        num: int,
        status: Status,
        *,
        author: str,
        comment: str = "",
        merge_commit: str | None = None,
    ) -> Happening:
        """Note the new status on the timeline, after the comment that came with it."""
        event = _happening("status-change", author, {"status": status.value})
        with self._lock:
            if comment:
                self.comment(repository, num, body=comment, author=author)
            before = self.get(repository, num)
            merge_commit = merge_commit or before.merge_commit
            events = (*before.events, event)
            self._save(repository, replace(before, status=status, merge_commit=merge_commit, events=events))
        self._announce(HubEvent(action="update", scope="discussion", repository=repository, discussion=num))
        return event

    def lock(self, repository: str, num: int, *, author: str, locked: bool = True) -> None:
        """Only those who may write to the repository can add something from now on, or everybody again."""
        event = _happening("locking-change", author, {"locked": str(locked).lower()})
        with self._lock:
            before = self.get(repository, num)
            self._save(repository, replace(before, locked=locked, events=(*before.events, event)))

    def _comment(self, repository: str, num: int, comment_id: str) -> Comment:
        comment = self.get(repository, num).comment(comment_id)
        if comment is None:
            raise Refusal(404, "Comment not found")
        return comment

    def _replace(self, repository: str, num: int, comment: Comment) -> Comment:
        discussion = self.get(repository, num)
        events = tuple(comment if event.id == comment.id else event for event in discussion.events)
        self._save(repository, replace(discussion, events=events))
        event = HubEvent(
            action="update", scope="discussion.comment", repository=repository, discussion=num, comment=comment.id
        )
        self._announce(event)
        return comment

    def _append(self, repository: str, num: int, event: Event) -> Discussion:
        with self._lock:
            discussion = self.get(repository, num)
            longer = replace(discussion, events=(*discussion.events, event))
            self._save(repository, longer)
            return longer

    def _of(self, repository: str) -> dict[int, Discussion]:
        # Keyed by the object id, so that a repository created anew under an old name starts without discussions.
        object_id = self._repositories.get(repository).object_id
        if object_id not in self._cache:
            paths = (self._repositories.folder(repository) / "discussions").glob("*.json")
            found = (Discussion.from_json(read_json(path)) for path in paths)
            self._cache[object_id] = {discussion.num: discussion for discussion in found}
        return self._cache[object_id]

    def _save(self, repository: str, discussion: Discussion) -> None:
        write_json(
            self._repositories.folder(repository) / "discussions" / f"{discussion.num}.json", discussion.to_json()
        )
        self._of(repository)[discussion.num] = discussion


def _new_comment(text: str, author: str, at: datetime) -> Comment:
    return Comment(id=new_object_id(), author=author, created_at=at, wordings=(Wording(text, author, at),))


def _happening(kind: str, author: str, data: Mapping[str, str]) -> Happening:
    return Happening(id=new_object_id(), kind=kind, author=author, created_at=datetime.now(UTC), data=data)
