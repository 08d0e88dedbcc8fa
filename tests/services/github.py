# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A GitHub on the loopback interface, with the part of its REST API that issues need, real state, limits and mishaps on demand."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.services.github_calls import API, ROUTES, SECONDARY, Answer, Call, Refused
from tests.services.github_documents import Issue, Repository, Said

_VERSION = "2022-11-28"
"""The interface as it is described here."""
_GONE_LATER = frozenset({"assignee", "has_downloads", "merge_commit_sha"})


@dataclass(slots=True, kw_only=True)
class Mishap:
    """What goes wrong with requests of a method. Without an answer, the connection ends."""

    method: str = ""
    """Empty: any."""
    answer: Answer | None = None
    takes_effect: bool = False
    """Whether the request is done before anything goes wrong."""
    spares: int = 0
    """How many such requests go well before."""
    times: int = 1


class GitHub:
    """Runs while it is entered. Tests play the people: they open, close and lock issues by hand."""

    def __init__(self, *, page_size: int = 100) -> None:
        self.tokens = {"ghp_bot": "bot"}
        self.repositories: dict[str, Repository] = {}
        self.moved: dict[str, str] = {}
        """Old names of repositories, in lower case, and their new ones."""
        self.requests: list[tuple[str, str]] = []
        """Method and path of every request, in order."""
        self.mishaps: list[Mishap] = []
        self.remaining = 5000
        """Requests that the token has left."""
        self.writes_left: int | None = None
        """How much more may be written before the secondary limit is reached; ``None`` is any."""
        self.page_size = page_size
        self._said = 0
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """What github3.py is given."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def written(self) -> list[str]:
        """The methods of all requests that write."""
        return [method for method, _ in self.requests if method != "GET"]

    def repository(self, name: str) -> Repository:
        """The repository of this name, made where there is none."""
        return self.repositories.setdefault(name.casefold(), Repository(name, 1 + len(self.repositories)))

    def move(self, name: str, to: str) -> None:
        """Rename or transfer; the old name leads to the new one."""
        moved = self.repositories.pop(name.casefold())
        moved.name = to
        self.repositories[to.casefold()] = moved
        self.moved[name.casefold()] = to

    def open(self, name: str, *, author: str, title: str, body: str, is_pull_request: bool = False) -> Issue:
        """Anybody's new issue."""
        issues = self.repository(name).issues
        made = Issue(1 + max(issues, default=0), title, body, author, is_pull_request=is_pull_request)
        issues[made.number] = made
        return made

    def say(self, issue: Issue, *, author: str, body: str) -> Said:
        """Anybody's comment."""
        self._said += 1
        issue.comments.append(Said(self._said, author, body))
        return issue.comments[-1]

    def answer(self, method: str, target: str, token: str, body: bytes, version: str = _VERSION) -> Answer | None:
        """The answer to a request; ``None`` where the connection ends without one."""
        with self._lock:
            self.requests.append((method, urlsplit(target).path.removeprefix(API)))
            mishap = self._mishap(method)
            if mishap and not mishap.takes_effect:
                return mishap.answer
            try:
                good = self._limited(method, lambda: self._done(method, target, token, body))
                good = good if version == _VERSION else replace(good, document=_later(good.document))
            except Refused as refusal:
                good = refusal.answer
            return mishap.answer if mishap else good

    def _mishap(self, method: str) -> Mishap | None:
        for mishap in self.mishaps:
            if mishap.method in {"", method} and mishap.times:
                if mishap.spares:
                    mishap.spares -= 1
                    continue
                mishap.times -= 1
                return mishap
        return None

    def _limited(self, method: str, do: Callable[[], Answer]) -> Answer:
        if self.remaining <= 0:
            raise Refused(403, "API rate limit exceeded", x_ratelimit_remaining="0", x_ratelimit_reset="1773741700")
        self.remaining -= 1
        if method != "GET" and self.writes_left is not None:
            if self.writes_left <= 0:
                raise Refused(403, SECONDARY, retry_after="90")
            self.writes_left -= 1
        return do()

    def _done(self, method: str, target: str, token: str, body: bytes) -> Answer:
        parts = urlsplit(target)
        if token not in self.tokens:
            raise Refused(401, "Bad credentials")
        path = parts.path.removeprefix(API)
        call = Call(self, method, path, dict(parse_qsl(parts.query)), self.tokens[token], json.loads(body or b"{}"))
        for pattern, methods in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method in methods:
                return methods[method](call, *found.groups())
        raise Refused(404, "Not Found")


def _later(document: object) -> object:
    """The same as version 2026-03-10 says it."""
    if isinstance(document, list):
        return [_later(each) for each in document]
    if isinstance(document, dict):
        return {key: value for key, value in document.items() if key not in _GONE_LATER}
    return document


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], github: GitHub) -> None:
        self.github = github
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that cuts an answer off is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # One packet an answer: otherwise each waits 40 ms for the acknowledgement of its headers.

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        token = self.headers.get("Authorization", "").removeprefix("token ")
        version = self.headers.get("X-GitHub-Api-Version", "2026-03-10")
        answer = self.server.github.answer(self.command, self.path, token, body, version)
        if answer is None:
            self.close_connection = True
            return
        sent = json.dumps(answer.document).encode() if answer.raw is None else answer.raw
        self.send_response_only(answer.status)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(sent)),
            "Date": "Tue, 17 Mar 2026 10:00:00 GMT",
            "X-RateLimit-Remaining": str(self.server.github.remaining),
            **{name.title(): value for name, value in answer.headers.items()},
        }
        for name, value in {name.title(): value for name, value in headers.items()}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""
