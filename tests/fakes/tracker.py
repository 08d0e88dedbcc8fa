# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Issues in memory, with the refusals of the real ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from bot.model.cases import Comment, Thread
from bot.model.errors import AccessRefused, BotError, Disabled, InputError, NotFound
from bot.ports.tracker import OPENING


@dataclass(slots=True)
class FakeTracker:
    """Implements `Tracker`. Other people's issues are added with `say`."""

    account: str = "bot"
    writes: list[tuple[str, str, int]] = field(default_factory=list)
    """What was written, in order: ``create``, ``comment``, ``edit``, ``rename`` or ``close``, the repository and the issue's number."""
    disabled: set[str] = field(default_factory=set)
    """Repositories whose issues are switched off."""
    read_only: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    lost_replies: list[BotError] = field(default_factory=list)
    """Raised, one by one, after a write took effect."""
    _issues: dict[str, dict[int, Thread]] = field(default_factory=lambda: defaultdict(dict))
    _comments: int = 0

    def is_public(self, repo: str) -> bool:
        return repo not in self.private

    def issues(self, repo: str) -> list[Thread]:
        found = self._of(repo)
        ours = [found[number] for number in sorted(found) if found[number].author == self.account]
        return [replace(each, comments=each.comments[:1]) for each in ours]

    def issue(self, repo: str, number: int) -> Thread:
        found = self._of(repo).get(number)
        if found is None:
            raise NotFound(f"{repo}#{number}: no such issue")
        return found

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        _check(body, title)
        self._writable(repo)
        made = self.say(repo, author=self.account, title=title.strip(), body=body)
        self._wrote("create", repo, made.number)
        return made

    def edit(self, repo: str, number: int, *, body: str) -> None:
        _check(body)
        self._writable(repo)
        issue = self.issue(repo, number)
        if issue.author != self.account:
            raise AccessRefused(f"{repo}#{number}: not ours")
        opening = replace(issue.comments[0], body=body)
        self._issues[repo][number] = replace(issue, comments=(opening, *issue.comments[1:]))
        self._wrote("edit", repo, number)

    def rename(self, repo: str, number: int, *, title: str) -> None:
        _check("words", title)
        self._writable(repo)
        issue = self.issue(repo, number)
        if issue.author != self.account:
            raise AccessRefused(f"{repo}#{number}: not ours")
        self._issues[repo][number] = replace(issue, title=title.strip())
        self._wrote("rename", repo, number)

    def comment(self, repo: str, number: int, *, body: str) -> Comment:
        _check(body)
        self._writable(repo)
        if self.issue(repo, number).is_locked:
            raise AccessRefused(f"{repo}#{number}: locked")
        said = self.answer(repo, number, author=self.account, body=body)
        self._wrote("comment", repo, number)
        return said

    def close(self, repo: str, number: int) -> None:
        if self.issue(repo, number).is_open:
            self.change(repo, number, is_open=False)
            self._wrote("close", repo, number)

    def say(self, repo: str, *, author: str, title: str, body: str) -> Thread:
        """Anybody's new issue."""
        number = max(self._of(repo), default=0) + 1
        made = Thread(
            repo=repo,
            number=number,
            title=title,
            author=author,
            is_open=True,
            url=f"https://forge.example/{repo}/issues/{number}",
            comments=(Comment(id=OPENING, author=author, body=body),),
        )
        self._issues[repo][number] = made
        return made

    def answer(self, repo: str, number: int, *, author: str, body: str) -> Comment:
        """Anybody's comment."""
        self._comments += 1
        said = Comment(id=str(self._comments), author=author, body=body)
        issue = self.issue(repo, number)
        self._issues[repo][number] = replace(issue, comments=(*issue.comments, said))
        return said

    def change(self, repo: str, number: int, *, is_open: bool | None = None, is_locked: bool | None = None) -> None:
        """What the owner may do to an issue."""
        before = self.issue(repo, number)
        self._issues[repo][number] = replace(
            before,
            is_open=before.is_open if is_open is None else is_open,
            is_locked=before.is_locked if is_locked is None else is_locked,
        )

    def rewrite(self, repo: str, number: int, body: str) -> None:
        """What the owner may do to our words."""
        before = self.issue(repo, number)
        opening = replace(before.comments[0], body=body)
        self._issues[repo][number] = replace(before, comments=(opening, *before.comments[1:]))

    def remove(self, repo: str, number: int) -> None:
        """What the owner may do, too."""
        del self._issues[repo][number]

    def _of(self, repo: str) -> dict[int, Thread]:
        if repo in self.disabled:
            raise Disabled(f"{repo}: issues are disabled")
        return self._issues[repo]

    def _writable(self, repo: str) -> None:
        if repo in self.read_only:
            raise AccessRefused(f"{repo}: archived")

    def _wrote(self, what: str, repo: str, number: int) -> None:
        self.writes.append((what, repo, number))
        if self.lost_replies:
            raise self.lost_replies.pop(0)


def _check(body: str, title: str = "Attribution") -> None:
    if not 1 <= len(title.strip()) <= 256:
        raise InputError("title: expected 1 to 256 characters")
    if not body.strip() or len(body) > 65_536:
        raise InputError("text of an issue: expected 1 to 65536 characters")
