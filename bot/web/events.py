# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a webhook of the Hub says, as far as it matters here (Hub documentation, "Webhooks").

The Hub adds fields, scopes and kinds of repositories when it likes, so nothing is refused for being unknown: what is not understood
wakes nobody, and the next poll sees it anyway. The client library's own model refuses unknown kinds and loses the commit.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_REPO = re.compile(r"\w[\w.-]{0,95}(/\w[\w.-]{0,95})?", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)
_MAIN = "refs/heads/main"
_NEWS = frozenset({"create", "update"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryNews:
    """A repository is new or has other files."""

    repo: str
    revision: str | None
    """The commit of its main branch; ``None`` where the Hub did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionNews:
    """Somebody wrote below a repository."""

    repo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNews:
    """Nothing that anybody has to be woken for."""

    reason: str
    """One of a few."""


News = RepositoryNews | DiscussionNews | NoNews


def news_in(body: bytes) -> News:
    """What a delivery says. Raises ValueError where it is no JSON object.

    >>> news_in(b'{"event": {"action": "update", "scope": "discussion"}, "repo": {"type": "model", "name": "acme/tiny"}}')
    DiscussionNews(repo='acme/tiny')
    >>> news_in(b'{"event": {"action": "delete", "scope": "repo"}, "repo": {"type": "model", "name": "acme/tiny"}}')
    NoNews(reason='neither new nor changed')
    """
    try:
        document = json.loads(body)
    except RecursionError as error:
        raise ValueError("expected JSON, found brackets within brackets without end") from error
    if not isinstance(document, dict):
        raise ValueError(f"expected a JSON object, found {type(document).__name__}")  # noqa: TRY004 - as for no JSON at all
    event, repo = _part(document, "event"), _part(document, "repo")
    name = _text(repo, "name")
    if _text(repo, "type") != "model":
        return NoNews(reason="no model")
    if not _REPO.fullmatch(name) or ".." in name or "--" in name:
        return NoNews(reason="no name of a repository")
    if _text(event, "action") not in _NEWS:
        return NoNews(reason="neither new nor changed")
    return _news(document, name, _text(event, "scope"), _text(repo, "headSha"))


def _news(document: dict[str, object], name: str, scope: str, head: str) -> News:
    """An unknown part of a scope counts as the whole of it, as the Hub's documentation asks."""
    area = scope.partition(".")[0]
    if area == "discussion":
        return DiscussionNews(repo=name)
    if area != "repo":
        return NoNews(reason="unknown scope")
    if "updatedRefs" not in document:
        return RepositoryNews(repo=name, revision=_commit(head))
    refs = document["updatedRefs"]
    changes = [each for each in refs if isinstance(each, dict)] if isinstance(refs, list) else []
    main = next((each for each in changes if each.get("ref") == _MAIN), None)
    if main is None:
        return NoNews(reason="no change of the main branch")
    if "newSha" in main and main["newSha"] is None:
        return NoNews(reason="neither new nor changed")
    return RepositoryNews(repo=name, revision=_commit(_text(main, "newSha")) or _commit(head))


def _commit(text: str) -> str | None:
    return text if _COMMIT.fullmatch(text) else None


def _part(document: dict[str, object], name: str) -> dict[str, object]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _text(document: dict[str, object], name: str) -> str:
    found = document.get(name)
    return found if isinstance(found, str) else ""
