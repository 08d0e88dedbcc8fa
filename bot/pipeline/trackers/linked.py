# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which GitHub repository belongs to a model, by its own card; when in doubt, none.

1. A field of the card's metadata (`FIELDS`) that names exactly one GitHub repository.
2. Otherwise the one repository that the card links to whose owner is called as the model's owner on the Hub.
3. Neither is taken where it may be an upstream's: whoever fine-tunes a model often copies its card with all links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FIELDS = ("repo", "repository", "code")
LARGEST_CARD = 256 * 1024
"""Bytes, or characters, of a card that are searched."""
_LONGEST_VALUE = 300
_MOST_VALUES = 20
_SHORTEST_KINSHIP = 3
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ADDRESS = re.compile(
    r"(?<![\w.@/:-])(?:https?://(?:www\.)?|(?:ssh://)?git@)?github\.com[/:]"
    r"(?P<owner>[a-z0-9][a-z0-9-]{0,38})/(?P<name>[a-z0-9._-]{1,100})(?![a-z0-9._-])",
    re.IGNORECASE | re.ASCII,
)
_NO_OWNERS = frozenset(
    {
        *("about", "apps", "collections", "contact", "customer-stories", "enterprise", "events", "explore", "features"),
        *("issues", "login", "marketplace", "notifications", "orgs", "organizations", "pricing", "pulls", "readme"),
        *("search", "security", "settings", "site", "sponsors", "stars", "topics", "trending", "users"),
    }
)
"""First parts of GitHub's own pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A repository as ``owner/name``, or ``None``; and in either case why."""

    repo: str | None
    reason: str


def linked_repository(
    hub_repo: str, metadata: Mapping[str, object], card: str, upstream_cards: Mapping[str, str | None]
) -> Link:
    """The repository that the owner side of ``hub_repo`` links from its card.

    ``upstream_cards`` are the cards of all its upstreams by their Hub ids; ``None`` for one that could not be read.
    """
    owner = hub_repo.partition("/")[0]
    named, is_elsewhere = _named(metadata)
    if is_elsewhere:
        return Link(repo=None, reason="the card's metadata names a repository that is not on GitHub")
    if len(named) > 1:
        return Link(repo=None, reason=f"the card's metadata names {len(named)} repositories")
    if named:
        (repo,) = named.values()
        return _unless_upstreams(repo, owner, upstream_cards, "the card's metadata names it")
    own = {key: repo for key, repo in _distinct(card).items() if _is(repo, owner)}
    if len(own) != 1:
        return Link(repo=None, reason=f"the card links to {len(own) or 'no'} repositories of {owner} on GitHub")
    (repo,) = own.values()
    return _unless_upstreams(repo, owner, upstream_cards, f"the only repository of {owner} that the card links to")


def repositories_in(text: str) -> Iterator[str]:
    """Every GitHub repository whose address stands in a text, as written there, comments aside; the same one may come again.

    >>> list(repositories_in("[code](https://github.com/Acme/tiny.git), not https://evil.example/github.com/acme/x"))
    ['Acme/tiny']
    """
    for found in _ADDRESS.finditer(_COMMENT.sub(" ", text[:LARGEST_CARD])):
        name = found["name"].rstrip(".")
        name = name[:-4] if name.lower().endswith(".git") else name
        if name.strip(".") and found["owner"].lower() not in _NO_OWNERS:
            yield f"{found['owner']}/{name}"


def _named(metadata: Mapping[str, object]) -> tuple[dict[str, str], bool]:
    """Repositories that the fields name, and whether any of these names something else."""
    named: dict[str, str] = {}
    for value in (metadata.get(field) for field in FIELDS):
        for each in value[:_MOST_VALUES] if isinstance(value, list) else [value]:
            if not isinstance(each, str) or not each.strip():
                continue
            found = _distinct(each[:_LONGEST_VALUE])
            if not found:
                return {}, True
            named |= found
    return named, False


def _distinct(text: str) -> dict[str, str]:
    """Names by the form in which GitHub compares them."""
    return {repo.casefold(): repo for repo in repositories_in(text)}


def _unless_upstreams(repo: str, owner: str, upstream_cards: Mapping[str, str | None], reason: str) -> Link:
    for upstream, card in upstream_cards.items():
        if card is not None and repo.casefold() in _distinct(card):
            return Link(
                repo=None, reason=f"{repo} is the repository of its upstream {upstream}, whose card links to it"
            )
        if _is(repo, owner):
            continue
        if card is None:
            return Link(repo=None, reason=f"the card of {upstream} was not read, and {repo} may be its repository")
        if _are_akin(repo.partition("/")[0], upstream.partition("/")[0]):
            return Link(repo=None, reason=f"{repo} seems to belong to its upstream {upstream}")
    return Link(repo=repo, reason=reason)


def _is(repo: str, owner: str) -> bool:
    return repo.partition("/")[0].casefold() == owner.casefold()


def _are_akin(owner: str, other: str) -> bool:
    """Whether two names may be one publisher's on two platforms: ``Qwen`` is called ``QwenLM`` on GitHub."""
    plain, others = ("".join(filter(str.isalnum, name.casefold())) for name in (owner, other))
    shorter, longer = sorted((plain, others), key=len)
    return shorter == longer or (len(shorter) >= _SHORTEST_KINSHIP and longer.startswith(shorter))
