# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the GitHub of the tests does for each request: the part of the REST API that issues need, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.services.github_documents import (
    Document,
    Issue,
    Repository,
    comment_document,
    issue_document,
    repository_document,
    user_document,
)

if TYPE_CHECKING:
    from tests.services.github import GitHub

API = "/api/v3"
_LONGEST_BODY = 65_536
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with a document, or with bytes as they are."""

    status: int
    document: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None


class Refused(Exception):
    """A request that gets another answer than a good one."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.answer = Answer(
            status, {"message": message}, {name.replace("_", "-"): value for name, value in headers.items()}
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way to its answer."""

    github: GitHub
    method: str
    path: str
    query: Mapping[str, str]
    account: str
    given: Mapping[str, str]

    @property
    def root(self) -> str:
        return self.github.url + API

    def user(self) -> Answer:
        return Answer(200, user_document(self.root, self.account))

    def show(self, name: str) -> Answer:
        return Answer(200, repository_document(self.root, self.found(name)))

    def by_id(self, identifier: str) -> Answer:
        found = next(each for each in self.github.repositories.values() if each.id == int(identifier))
        return Answer(200, repository_document(self.root, found))

    def listed(self, name: str) -> Answer:
        repository = self.with_issues(name)
        issues = [
            each
            for _, each in sorted(repository.issues.items())
            if not each.is_deleted
            and self.query.get("creator", each.author) == each.author
            and self.query.get("state", "open") in {"all", "open" if each.is_open else "closed"}
        ]
        if self.query.get("direction") != "asc":
            issues.reverse()
        return self.page([issue_document(self.root, repository, each) for each in issues])

    def create(self, name: str) -> Answer:
        repository = self.writable(name)
        title, body = self.given.get("title", "").strip(), self.given.get("body") or ""
        if not title or len(title) > 256 or len(body) > _LONGEST_BODY:
            raise Refused(422, "Validation Failed")
        made = self.github.open(name, author=self.account, title=title, body=body)
        return Answer(201, issue_document(self.root, repository, made))

    def read(self, name: str, number: str) -> Answer:
        repository, issue = self.issue(name, number)
        return Answer(200, issue_document(self.root, repository, issue))

    def change(self, name: str, number: str) -> Answer:
        self.writable(name)
        repository, issue = self.issue(name, number)
        owner = repository.name.partition("/")[0]
        if self.account not in {issue.author, owner}:
            raise Refused(403, "Must have admin rights to Repository.")
        issue.title = self.given.get("title", issue.title)
        issue.body = self.given.get("body", issue.body)
        issue.is_open = self.given.get("state", "open" if issue.is_open else "closed") == "open"
        return Answer(200, issue_document(self.root, repository, issue))

    def comments(self, name: str, number: str) -> Answer:
        repository, issue = self.issue(name, number)
        return self.page([comment_document(self.root, repository, issue, each) for each in issue.comments])

    def comment(self, name: str, number: str) -> Answer:
        self.writable(name)
        repository, issue = self.issue(name, number)
        if issue.is_locked:
            raise Refused(403, "Unable to create comment because issue is locked.")
        said = self.github.say(issue, author=self.account, body=self.given["body"])
        return Answer(201, comment_document(self.root, repository, issue, said))

    def search(self) -> Answer:
        words = self.query.get("q", "").split()
        name = next((word.removeprefix("repo:") for word in words if word.startswith("repo:")), "")
        repository = self.found(name)
        texts = [word for word in words if ":" not in word]
        issues = [each for each in repository.issues.values() if each.is_indexed and all(t in each.body for t in texts)]
        items = [issue_document(self.root, repository, each) for each in issues]
        return Answer(200, {"total_count": len(items), "items": items})

    def limits(self) -> Answer:
        core = {"limit": 5000, "remaining": self.github.remaining, "reset": 1773741700}
        return Answer(200, {"resources": {"core": core, "search": core}, "rate": core})

    def found(self, name: str) -> Repository:
        moved = self.github.moved.get(name.casefold())
        if moved:
            repository = self.github.repositories[moved.casefold()]
            rest = self.path.removeprefix(f"/repos/{name}")
            target = f"{self.root}/repositories/{repository.id}{rest}"
            raise Refused(301 if self.method == "GET" else 307, "Moved Permanently", location=target)
        if name.casefold() not in self.github.repositories:
            raise Refused(404, "Not Found")
        return self.github.repositories[name.casefold()]

    def with_issues(self, name: str) -> Repository:
        repository = self.found(name)
        if not repository.has_issues:
            raise Refused(410, "Issues are disabled for this repo")
        return repository

    def writable(self, name: str) -> Repository:
        if self.found(name).is_archived:
            raise Refused(403, "Repository was archived so is read-only.")
        return self.with_issues(name)

    def issue(self, name: str, number: str) -> tuple[Repository, Issue]:
        repository = self.with_issues(name)
        issue = repository.issues.get(int(number))
        if issue is None:
            raise Refused(404, "Not Found")
        if issue.is_deleted:
            raise Refused(410, "This issue was deleted")
        return repository, issue

    def page(self, documents: list[Document]) -> Answer:
        """A page of a list, with the address of the next one."""
        size = min(int(self.query.get("per_page", 30)), self.github.page_size)
        number = int(self.query.get("page", 1))
        headers = {}
        if len(documents) > number * size:
            query = urlencode({**self.query, "page": str(number + 1)})
            headers["Link"] = f'<{self.root}{self.path}?{query}>; rel="next"'
        return Answer(200, documents[(number - 1) * size : number * size], headers)


_NAME = r"([\w.-]+/[\w.-]+)"
ROUTES: tuple[tuple[str, Mapping[str, Callable[..., Answer]]], ...] = (
    (r"/user", {"GET": Call.user}),
    (r"/rate_limit", {"GET": Call.limits}),
    (r"/search/issues", {"GET": Call.search}),
    (r"/repositories/(\d+)", {"GET": Call.by_id}),
    (rf"/repos/{_NAME}", {"GET": Call.show}),
    (rf"/repos/{_NAME}/issues", {"GET": Call.listed, "POST": Call.create}),
    (rf"/repos/{_NAME}/issues/(\d+)", {"GET": Call.read, "PATCH": Call.change}),
    (rf"/repos/{_NAME}/issues/(\d+)/comments", {"GET": Call.comments, "POST": Call.comment}),
)
