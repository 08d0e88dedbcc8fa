# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Discussions below models of the Hub. Nothing is written twice: whoever posts looks first."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from bot.adapters.hub.addresses import model_address
from bot.adapters.hub.connection import HubConnection
from bot.adapters.hub.posts import is_pull_request, thread_address, thread_from
from bot.model.cases import Comment, Thread
from bot.model.errors import AccessRefused, InputError, NotFound, RemoteFailure

_TITLE_LENGTH = (3, 200)
_COMMENT_ID = re.compile(r"[0-9A-Za-z]{1,64}", re.ASCII)
_MOST_PAGES = 200
_MOST_MEMBERS = 5000


class HubForum:
    """Reads and writes as the account that the connection's token belongs to."""

    def __init__(self, connection: HubConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._account: str | None = None

    @property
    def account(self) -> str:
        """Asked once: this question has a strict quota of its own. Raises AccessRefused without a valid token."""
        with self._lock:
            if self._account is None:
                self._account = self._who_am_i()
            return self._account

    def members(self, owner: str) -> frozenset[str]:
        """Those that the organisation shows. Empty for a person's account, and where the Hub does not tell."""
        try:
            with self._connection.library(f"members of {owner}") as api:
                listed = islice(api.list_organization_members(owner), _MOST_MEMBERS)
                return frozenset(each.username for each in listed)
        except (NotFound, AccessRefused):
            return frozenset()

    def threads(self, repo: str) -> list[Thread]:
        """All pages; pull requests and other people's threads are left out.

        Raises RemoteFailure where one of them cannot be read: it might be the one that is looked for.
        """
        account = self.account
        found = {
            thread.number: thread
            for item in self._entries(repo, account)
            if (thread := self._thread(repo, item)).author == account and not is_pull_request(item)
        }
        return [found[number] for number in sorted(found)]

    def thread(self, repo: str, number: int) -> Thread:
        """One discussion with its comments, hidden ones with the words that the Hub puts in their place."""
        document, _ = self._connection.get_json(self._address(repo, str(number)), self._connection.meter)
        return self._thread(repo, document)

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        """A new discussion; two requests. Blank space around title and body is lost on the way.

        Raises InputError for a title that the Hub would refuse, and for an empty body, which its client would replace by an advert.
        """
        title, body = _title(title), _text(body).strip()
        self._address(repo)
        from huggingface_hub import DiscussionComment  # noqa: PLC0415 - the command line must start without it

        with self._connection.library(f"new discussion in {repo}") as api:
            made = api.create_discussion(repo, title, description=body, repo_type="model")
            said = [each for each in made.events if isinstance(each, DiscussionComment)]
            return Thread(
                repo=repo,
                number=made.num,
                title=made.title,
                author=made.author,
                is_open=made.status == "open",
                url=thread_address(self._connection.options.root, repo, made.num),
                comments=tuple(Comment(id=each.id, author=each.author, body=each.content) for each in said),
            )

    def comment(self, repo: str, number: int, *, body: str) -> Comment:
        """A new comment. Raises AccessRefused where the discussion is locked."""
        self._address(repo)
        with self._connection.library(f"comment on {repo}#{number}") as api:
            said = api.comment_discussion(repo, number, comment=_text(body), repo_type="model")
            return Comment(id=said.id, author=said.author, body=said.content)

    def edit(self, repo: str, number: int, comment: str, *, body: str) -> None:
        """Replace the text; the Hub keeps the earlier ones in its history."""
        self._address(repo)
        if not _COMMENT_ID.fullmatch(comment):
            raise InputError(f"{comment[:80]!r} is no id of a comment")
        with self._connection.library(f"edit of a comment on {repo}#{number}") as api:
            api.edit_discussion_comment(repo, number, comment, new_content=_text(body), repo_type="model")

    def rename(self, repo: str, number: int, *, title: str) -> None:
        """Another title. Raises InputError for one that the Hub would refuse."""
        self._address(repo)
        with self._connection.library(f"new title of {repo}#{number}") as api:
            api.rename_discussion(repo, number, new_title=_title(title), repo_type="model")

    def close(self, repo: str, number: int) -> None:
        """Looks first, as the Hub would note a second closing on the timeline."""
        if not self.thread(repo, number).is_open:
            return
        with self._connection.library(f"closing {repo}#{number}") as api:
            api.change_discussion_status(repo, number, "closed", repo_type="model")

    def _who_am_i(self) -> str:
        if self._connection.options.token is None:
            raise AccessRefused("the Hub asks who we are and no token is set; set one to read and write discussions")
        with self._connection.library("the token's account") as api:
            answer = api.whoami()
            name = answer["name"]
        if not isinstance(name, str) or not name:
            raise RemoteFailure("the token's account: the answer holds no name")
        return name

    def _entries(self, repo: str, account: str) -> Iterator[object]:
        for page in range(_MOST_PAGES):
            query = urlencode({"type": "discussion", "status": "all", "author": account, "p": page})
            document, _ = self._connection.get_json(f"{self._address(repo)}?{query}", self._connection.meter)
            fields = document if isinstance(document, dict) else {}
            items, count, start = (fields.get(name) for name in ("discussions", "count", "start"))
            if not isinstance(items, list) or not isinstance(count, int) or not isinstance(start, int):
                raise RemoteFailure(f"{repo}: the list of discussions makes no sense")
            yield from items
            if not items or start + len(items) >= count:
                return
        raise RemoteFailure(f"{repo}: more than {_MOST_PAGES} pages of discussions by one account")

    def _thread(self, repo: str, document: object) -> Thread:
        return thread_from(self._connection.options.root, repo, document)

    def _address(self, repo: str, *rest: str) -> str:
        return model_address(self._connection.options.root, repo, "discussions", *rest)


def _title(title: str) -> str:
    title = title.strip()
    if not _TITLE_LENGTH[0] <= len(title) <= _TITLE_LENGTH[1]:
        raise InputError(f"title of a discussion: expected 3 to 200 characters, found {len(title)}")
    return title


def _text(body: str) -> str:
    if not body.strip():
        raise InputError("text of a post: expected words, found none")
    return body
