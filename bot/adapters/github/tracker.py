# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Issues on GitHub. Nothing is written twice: whoever posts looks first."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from bot.adapters.github.errors import understood
from bot.adapters.github.options import GitHubOptions
from bot.model.cases import Comment, Thread
from bot.model.errors import InputError, NotFound, RemoteFailure
from bot.ports.tracker import OPENING

_REPOSITORY = re.compile(r"(?P<owner>[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}))/(?P<name>[A-Za-z0-9._-]{1,100})", re.ASCII)
_LONGEST_TITLE = 256
LONGEST_BODY = 65_536
"""Characters that GitHub takes in one issue or comment."""
_API_VERSION = "2022-11-28"
"""The library insists on keys, such as ``assignee``, that version 2026-03-10 no longer sends. GitHub's documentation promises an older version
for at least 24 months after a newer one came, so this one until March 2028."""
_MOST_ISSUES = 5000
_MOST_COMMENTS = 5000
_MOST_REDIRECTS = 3


class GitHubTracker:
    """Reads and writes as the account that the token belongs to. Safe to use from several threads; close it at the end."""

    def __init__(
        self,
        options: GitHubOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._sleep = sleep
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._started: Any = None
        self._account: str | None = None

    @property
    def account(self) -> str:
        """Asked once. Raises SettingsError where GitHub does not know the token."""
        with self._library("the token's account") as github:
            if self._account is None:
                self._account = _text(github.me().login)
            return self._account

    def is_public(self, repo: str) -> bool:
        """Repositories that only an enterprise sees are not public either."""
        with self._repository(repo, "its visibility") as found:
            return found.private is False

    def issues(self, repo: str) -> list[Thread]:
        """All pages; pull requests and other people's issues are left out.

        GitHub's search would be shorter, but knows an issue only a while after it was made: one whose answer was lost would be made twice.
        """
        account = self.account
        with self._repository(repo, "our issues") as found:
            from github3.issues import ShortIssue  # noqa: PLC0415 - the command line must start without it
            from github3.structs import GitHubIterator  # noqa: PLC0415 - likewise

            query = {"creator": account, "state": "all", "sort": "created", "direction": "asc", "per_page": "100"}
            listed: Any = GitHubIterator(-1, f"{found.url}/issues", ShortIssue, found.session, query)
            issues = [*islice(listed, _MOST_ISSUES + 1)]
            if len(issues) > _MOST_ISSUES:
                raise RemoteFailure(f"{repo}: more than {_MOST_ISSUES} issues by one account")
            threads = [_thread(repo, issue) for issue in issues if issue.pull_request_urls is None]
        ours = {each.number: each for each in threads if each.author.casefold() == account.casefold()}
        return [ours[number] for number in sorted(ours)]

    def issue(self, repo: str, number: int) -> Thread:
        """Two requests or more. Raises NotFound also for one that was deleted."""
        with self._repository(repo, f"issue {number}") as found:
            issue = found.issue(number)
            if issue is None:
                raise NotFound(f"{repo}#{number}: no such issue")
            said = [_comment(each) for each in islice(issue.comments(), _MOST_COMMENTS + 1)]
            if len(said) > _MOST_COMMENTS:
                raise RemoteFailure(f"{repo}#{number}: more than {_MOST_COMMENTS} comments")
            return _thread(repo, issue, said)

    def create(self, repo: str, *, title: str, body: str) -> Thread:
        """A new issue. Raises InputError for what GitHub would refuse, before anything is sent."""
        title, body = _checked_title(title), _checked_body(body)
        with self._repository(repo, "a new issue") as found:
            return _thread(repo, found.create_issue(title, body))

    def edit(self, repo: str, number: int, *, body: str) -> None:
        """GitHub keeps the earlier texts in the issue's history."""
        body = _checked_body(body)
        with self._repository(repo, f"edit of issue {number}") as found:
            found.issue(number).edit(body=body)

    def rename(self, repo: str, number: int, *, title: str) -> None:
        """Another title. Raises InputError for one that GitHub would refuse, before anything is sent."""
        title = _checked_title(title)
        with self._repository(repo, f"title of issue {number}") as found:
            found.issue(number).edit(title=title)

    def comment(self, repo: str, number: int, *, body: str) -> Comment:
        """A new comment. Raises AccessRefused where the issue is locked for us."""
        body = _checked_body(body)
        with self._repository(repo, f"comment on issue {number}") as found:
            return _comment(found.issue(number).create_comment(body))

    def close(self, repo: str, number: int) -> None:
        """Looks first: the library's own `close` would write title, text and labels again as it read them."""
        with self._repository(repo, f"closing issue {number}") as found:
            issue = found.issue(number)
            if issue.state != "closed":
                issue.edit(state="closed")

    def disconnect(self) -> None:
        """Close every socket. The next request opens new ones."""
        with self._lock:
            if self._started is not None:
                self._started.session.close()
                self._started = None

    @contextmanager
    def _library(self, what: str) -> Iterator[Any]:
        """The client library; whatever it does inside goes through our guards and raises our errors."""
        with self._lock:
            if self._started is None:
                self._started = self._start()
            started = self._started
        with understood(f"GitHub, {what}"):
            yield started

    @contextmanager
    def _repository(self, repo: str, what: str) -> Iterator[Any]:
        """The repository as it is called now. Raises NotFound where it went to another owner, who asked us for nothing."""
        named = _REPOSITORY.fullmatch(repo)
        if named is None or named["name"] in {".", ".."}:
            raise InputError(f"{repo[:80]!r}: expected a repository as owner/name")
        with self._library(f"{repo}, {what}") as github:
            found = github.repository(named["owner"], named["name"])
            if found.full_name.partition("/")[0].casefold() != named["owner"].casefold():
                raise NotFound(f"{repo}: belongs to somebody else now, as {found.full_name}; nothing is written there")
            yield found

    def _start(self) -> Any:  # noqa: ANN401 - the library has no types
        import github3  # noqa: PLC0415 - the command line must start without it
        from github3.session import GitHubSession  # noqa: PLC0415 - likewise

        from bot.adapters.github.transport import GuardedAdapter  # noqa: PLC0415 - imports the client library's HTTP

        options = self._options
        session = GitHubSession(options.connect_seconds, options.timeout_seconds)
        session.max_redirects = _MOST_REDIRECTS
        session.headers.update(
            {
                "User-Agent": f"{options.user_agent} github3.py/{github3.__version__}",
                "X-GitHub-Api-Version": _API_VERSION,
            }
        )
        guard = GuardedAdapter(options, sleep=self._sleep, monotonic=self._monotonic)
        session.adapters.clear()
        for scheme in ("https://", "http://"):
            session.mount(scheme, guard)
        if options.enterprise_url is not None:
            return github3.GitHubEnterprise(options.enterprise_url, token=options.token, session=session)
        session.base_url = options.api_root
        return github3.GitHub(token=options.token, session=session)


def _thread(repo: str, issue: Any, said: list[Comment] | None = None) -> Thread:  # noqa: ANN401 - the library has no types
    """Raises RemoteFailure where a part is of the wrong kind."""
    opening = Comment(id=OPENING, author=_text(issue.user.login), body=issue.body or "")
    if not isinstance(issue.number, int) or issue.state not in {"open", "closed"} or not isinstance(opening.body, str):
        raise RemoteFailure(f"{repo}: an issue without number, state or text")
    return Thread(
        repo=repo,
        number=issue.number,
        title=_text(issue.title),
        author=opening.author,
        is_open=issue.state == "open",
        url=_text(issue.html_url),
        is_locked=issue.locked is True,
        comments=(opening, *(said or ())),
    )


def _comment(said: Any) -> Comment:  # noqa: ANN401 - the library has no types
    body = said.body or ""
    return Comment(id=str(said.id), author=_text(said.user.login), body=_text(body) if body else "")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise RemoteFailure(f"GitHub: expected a text, found {type(value).__name__}")
    return value


def _checked_title(title: str) -> str:
    title = title.strip()
    if not 1 <= len(title) <= _LONGEST_TITLE:
        raise InputError(f"title of an issue: expected 1 to {_LONGEST_TITLE} characters, found {len(title)}")
    return title


def _checked_body(body: str) -> str:
    if not body.strip():
        raise InputError("text of an issue: expected words, found none")
    if len(body) > LONGEST_BODY:
        raise InputError(f"text of an issue: expected at most {LONGEST_BODY} characters, found {len(body)}")
    return body
