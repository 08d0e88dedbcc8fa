# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From the Hub's JSON to threads and comments. What cannot be read is an error: taking it for absent could lead to a second post."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model.cases import Comment, Thread
from bot.model.errors import RemoteFailure

_OPEN = frozenset({"open", "draft"})
_DELETED = "deleted"
"""What the Hub's client calls an author whose account is gone."""


def thread_from(root: str, repo: str, document: object) -> Thread:
    """A discussion of a list, or one with its timeline. Raises RemoteFailure where number, title or status are missing."""
    fields = _object(document)
    number, title, status = fields.get("num"), fields.get("title"), fields.get("status")
    is_number = isinstance(number, int) and not isinstance(number, bool) and number > 0
    if not is_number or not isinstance(title, str) or not isinstance(status, str):
        raise RemoteFailure(f"{repo}: a discussion without number, title or status")
    events = fields.get("events")
    return Thread(
        repo=repo,
        number=int(number) if isinstance(number, int) else 0,
        title=title,
        author=_author(fields),
        is_open=status in _OPEN,
        url=thread_address(root, repo, number),
        is_locked=fields.get("locked") is True,
        comments=tuple(_comments(repo, events)) if isinstance(events, list) else (),
    )


def thread_address(root: str, repo: str, number: object) -> str:
    """Where people read it."""
    return f"{root}/{repo}/discussions/{number}"


def is_pull_request(document: object) -> bool:
    """Whether an entry of a list of discussions is one of the other kind."""
    return _object(document).get("isPullRequest") is True


def _comments(repo: str, events: list[object]) -> list[Comment]:
    comments = []
    for event in events:
        fields = _object(event)
        if fields.get("type") != "comment":
            continue
        name, text = fields.get("id"), _object(_object(fields.get("data")).get("latest")).get("raw")
        if not isinstance(name, str) or not isinstance(text, str):
            raise RemoteFailure(f"{repo}: a comment without id or text")
        comments.append(Comment(id=name, author=_author(fields), body=text))
    return comments


def _author(fields: Mapping[str, object]) -> str:
    name = _object(fields.get("author")).get("name")
    return name if isinstance(name, str) and name else _DELETED


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
