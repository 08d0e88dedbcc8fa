# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Discussions in memory, with the refusals of the real ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from bot.model.cases import Comment, Thread
from bot.model.errors import AccessRefused, BotError, Disabled, InputError, NotFound


@dataclass(slots=True)
class FakeForum:
    """Implements `Forum`. Other people's words are added with `say`."""

    account: str = "hubnotice-bot"
    writes: list[tuple[str, str, int]] = field(default_factory=list)
    """What was written, in order: ``create``, ``comment``, ``edit``, ``rename`` or ``close``, the repository and the thread's number."""
    disabled: set[str] = field(default_factory=set)
    """Repositories whose discussions are switched off."""
    lost_replies: list[BotError] = field(default_factory=list)
    """Raised, one by one, after a write took effect."""
    organisations: dict[str, frozenset[str]] = field(default_factory=dict)
    _threads: dict[str, dict[int, Thread]] = field(default_factory=lambda: defaultdict(dict))
    _comments: int = 0

    def members(self, owner: str) -> frozenset[str]:
        return self.organisations.get(owner, frozenset())

    def threads(self, repo: str) -> list[Thread]:
        found = self._of(repo)
        return [replace(found[number], comments=()) for number in sorted(found) if found[number].author == self.account]

    def thread(self, repo: str, number: int) -> Thread:
        found = self._of(repo).get(number)
        if found is None:
            raise NotFound(f"{repo}#{number}: no such discussion")
        return found

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        if not 3 <= len(title.strip()) <= 200:
            raise InputError("title: expected 3 to 200 characters")
        _check(body)
        made = self.say(repo, author=self.account, title=title.strip(), body=body.strip())
        self._wrote("create", repo, made.number)
        return made

    def comment(self, repo: str, number: int, *, body: str) -> Comment:
        _check(body)
        self._unlocked(repo, number)
        said = self._add(repo, number, self.account, body)
        self._wrote("comment", repo, number)
        return said

    def edit(self, repo: str, number: int, comment: str, *, body: str) -> None:
        _check(body)
        thread = self._unlocked(repo, number)
        said = next((each for each in thread.comments if each.id == comment), None)
        if said is None:
            raise NotFound(f"{repo}#{number}: no comment {comment}")
        if said.author != self.account:
            raise AccessRefused("only one's own comments can be edited")
        comments = tuple(replace(each, body=body) if each.id == comment else each for each in thread.comments)
        self._threads[repo][number] = replace(thread, comments=comments)
        self._wrote("edit", repo, number)

    def rename(self, repo: str, number: int, *, title: str) -> None:
        if not 3 <= len(title.strip()) <= 200:
            raise InputError("title: expected 3 to 200 characters")
        thread = self._unlocked(repo, number)
        if thread.author != self.account:
            raise AccessRefused("only one's own discussions can be renamed")
        self._threads[repo][number] = replace(thread, title=title.strip())
        self._wrote("rename", repo, number)

    def close(self, repo: str, number: int) -> None:
        if self.thread(repo, number).is_open:
            self.change(repo, number, is_open=False)
            self._wrote("close", repo, number)

    def say(self, repo: str, *, author: str, title: str, body: str) -> Thread:
        """Anybody's new thread."""
        number = max(self._of(repo), default=0) + 1
        thread = Thread(
            repo=repo,
            number=number,
            title=title,
            author=author,
            is_open=True,
            url=f"https://hub.example/{repo}/discussions/{number}",
        )
        self._threads[repo][number] = thread
        self._add(repo, number, author, body)
        return self.thread(repo, number)

    def answer(self, repo: str, number: int, *, author: str, body: str) -> Comment:
        """Anybody's comment."""
        return self._add(repo, number, author, body)

    def change(self, repo: str, number: int, *, is_open: bool | None = None, is_locked: bool | None = None) -> None:
        """What the owner may do to a thread."""
        before = self.thread(repo, number)
        self._threads[repo][number] = replace(
            before,
            is_open=before.is_open if is_open is None else is_open,
            is_locked=before.is_locked if is_locked is None else is_locked,
        )

    def _of(self, repo: str) -> dict[int, Thread]:
        if repo in self.disabled:
            raise Disabled(f"{repo}: discussions are disabled")
        return self._threads[repo]

    def _unlocked(self, repo: str, number: int) -> Thread:
        thread = self.thread(repo, number)
        if thread.is_locked:
            raise AccessRefused(f"{repo}#{number}: locked")
        return thread

    def _add(self, repo: str, number: int, author: str, body: str) -> Comment:
        self._comments += 1
        said = Comment(id=f"{self._comments:024x}", author=author, body=body)
        thread = self.thread(repo, number)
        self._threads[repo][number] = replace(thread, comments=(*thread.comments, said))
        return said

    def _wrote(self, what: str, repo: str, number: int) -> None:
        self.writes.append((what, repo, number))
        if self.lost_replies:
            raise self.lost_replies.pop(0)


def _check(body: str) -> None:
    if not body.strip():
        raise InputError("text of a post: expected words, found none")
