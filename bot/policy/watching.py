# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What an operator watches: whose repositories are looked at, and which upstreams cases are opened about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.model.findings import Finding
from bot.policy.families import Family

_UPSTREAM = "upstream:"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_ITEM = re.compile(rf"(?:{_UPSTREAM})?{_NAME}(?:/{_NAME})?")
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Two filters that know nothing of each other. One that names nothing lets everything through.

    Whose repositories are looked at is known from their names. What a repository builds on nobody can know before looking, so upstreams
    keep no scan from being made: they only say about which findings a case is opened.
    """

    owners: frozenset[str] = frozenset()
    """Without regard to case, as all names here."""
    repositories: frozenset[str] = frozenset()
    upstreams: frozenset[str] = frozenset()
    """Organisations, repositories, or ids of families."""

    @classmethod
    def of(cls, items: Iterable[str]) -> Watching:
        """From `owner`, `owner/name` and `upstream:` with either of them or with the id of a family. Raises ValueError.

        >>> Watching.of(["acme", "acme-labs/one", "upstream:deepseek-ai"]).takes("Acme/model")
        True
        """
        plain: set[str] = set()
        upstreams: set[str] = set()
        for item in items:
            if not _ITEM.fullmatch(item):
                raise ValueError(
                    f"expected owner, owner/name, upstream:owner, upstream:owner/name or upstream:family, found {item[:80]!r}"
                )
            word = item.casefold()
            (upstreams if word.startswith(_UPSTREAM) else plain).add(word.removeprefix(_UPSTREAM))
        return cls(
            owners=frozenset(each for each in plain if "/" not in each),
            repositories=frozenset(each for each in plain if "/" in each),
            upstreams=frozenset(upstreams),
        )

    def takes(self, repo: str) -> bool:
        """Whether this repository is looked at."""
        name = repo.casefold()
        return not (self.owners or self.repositories) or name in self.repositories or _owner(name) in self.owners

    def is_about(self, upstream: str, families: Sequence[Family]) -> bool:
        """Whether a case is opened about this upstream."""
        name = upstream.casefold()
        if not self.upstreams or name in self.upstreams or _owner(name) in self.upstreams:
            return True
        return any(family.id.casefold() in self.upstreams and family.holds(upstream) for family in families)


EVERYTHING = Watching()


def items_of(text: str) -> tuple[str, ...]:
    """The items of a list with commas in between. Raises ValueError for what none can be.

    >>> items_of("acme, upstream:bloom,")
    ('acme', 'upstream:bloom')
    """
    items = tuple(item for each in text.split(",") if (item := each.strip()))
    if len(items) > _MOST:
        raise ValueError(f"expected at most {_MOST} items, found {len(items)}")
    Watching.of(items)
    return items


def watched(
    findings: Sequence[Finding], watching: Watching, families: Sequence[Family], *, also: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The findings that a case is about: those about a watched upstream, and about the ones that it is about already (``also``).

    Without ``also`` a list that grew shorter would make an open case look as if it had been fixed.
    """
    kept = {each.casefold() for each in also}
    return tuple(
        each
        for each in findings
        if each.upstream.repo.casefold() in kept or watching.is_about(each.upstream.repo, families)
    )


def _owner(name: str) -> str:
    return name.split("/", 1)[0]
