# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Fetches from the catalog the terms of everything that a repository may owe something to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.evidence import EvidenceKind
from bot.model.fingerprints import UpstreamTerms
from bot.model.lineage import Lineage
from bot.model.repository import Snapshot, SnapshotKey
from bot.pipeline.chains import DEEPEST
from bot.ports.catalog import Catalog

_MOST = 512
"""Commits whose terms are read for one scan; what is beyond is the farthest from the repository."""


def terms_behind(catalog: Catalog, lineage: Lineage, snapshot: Snapshot) -> dict[SnapshotKey, UpstreamTerms]:
    """Terms of every upstream that the lineage names, of every declared base, and of what stands behind these, sorted by commit.

    Of each repository every commit in the catalog is taken: which one it was, is for `bot.pipeline.origins` to tell. What the catalog
    does not know is left out.
    """
    waiting = {key.repo.casefold() for key in _named(lineage)} | {
        repo.casefold() for repo in snapshot.declared.base_models
    }
    if not waiting:
        return {}
    known: dict[str, list[SnapshotKey]] = {}
    for key in catalog.keys():  # noqa: SIM118 - no mapping
        known.setdefault(key.repo.casefold(), []).append(key)
    found: dict[SnapshotKey, UpstreamTerms] = {}
    seen: set[str] = set()
    for _ in range(DEEPEST + 1):
        seen |= waiting
        new = [key for repo in sorted(waiting) for key in known.get(repo, ())][: _MOST - len(found)]
        read = {key: terms for key in new if (terms := catalog.terms(key)) is not None}
        found |= read
        waiting = {repo.casefold() for terms in read.values() for repo in _bases(terms)} - seen
    return dict(sorted(found.items()))


def _named(lineage: Lineage) -> Iterable[SnapshotKey]:
    for part in (*lineage.components, *([lineage.tokenizer] if lineage.tokenizer else [])):
        if part.upstream is not None:
            yield part.upstream
        yield from (each.upstream for each in part.evidence if each.kind is EvidenceKind.TWO_PARENTS)


def _bases(terms: UpstreamTerms) -> Iterable[str]:
    yield from terms.base_models
    yield from (parent.upstream.repo for parent in terms.parents)
