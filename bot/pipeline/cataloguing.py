# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Takes an upstream into the catalog: its fingerprint, what it passes on in its files, and what it was itself made from."""

from __future__ import annotations

from dataclasses import replace

from bot.model.costs import Budget
from bot.model.fingerprints import Fingerprint, KnownParent, UpstreamTerms
from bot.model.licensing import RepositoryContents
from bot.model.lineage import Lineage
from bot.model.repository import SnapshotKey
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.contents import read_contents
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.peft import with_declared_base
from bot.pipeline.sources import Source, contradicts, is_whole, sources_in
from bot.policy.rulebook import Rulebook
from bot.ports.catalog import Catalog
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress


def catalogued(source: ModelSource, *, catalog: Catalog, rulebook: Rulebook, progress: Progress) -> Fingerprint:
    """The fingerprint that was added to the catalog.

    Before the fingerprint it costs one scan, within the budget of a scan: only what is in the catalog by then can be found to be a parent.
    Raises InputError, RemoteError or BudgetSpent as `fingerprint` does, and then nothing is added.
    """
    source, _ = with_declared_base(source, Budget(), progress)
    own = BudgetedSource(source, Budget(), progress)
    repo = source.snapshot.key.repo
    others = [key for key in catalog.keys() if key.repo != repo]  # noqa: SIM118 - no mapping
    lineage = examine(own, catalog=catalog, progress=progress, leave_out=repo) if others else None
    contents = read_contents(own.within(None), rulebook)
    known = fingerprint(source, rulebook=rulebook, budget=None, progress=progress)
    terms = _passing_on(known.terms, contents)
    known = replace(known, terms=_with_parents(terms, lineage, others) if lineage else terms)
    catalog.add(known)
    return known


def _passing_on(terms: UpstreamTerms, contents: RepositoryContents) -> UpstreamTerms:
    whole = sorted({each.license_id for each in contents.license_texts if each.match.holds_terms})
    return replace(terms, held_licenses=tuple(whole), held_copyrights=contents.copyright_lines)


def _with_parents(terms: UpstreamTerms, lineage: Lineage, others: list[SnapshotKey]) -> UpstreamTerms:
    """Parents beyond doubt, and the declared bases that the weights do not contradict."""

    def stands(repo: str) -> bool:
        return not contradicts(lineage, [key for key in others if key.repo.casefold() == repo.casefold()])

    return replace(
        terms,
        base_models=tuple(repo for repo in terms.base_models if stands(repo)),
        parents=tuple(_parent(each, lineage) for each in sources_in(lineage) if each.is_certain),
    )


def _parent(source: Source, lineage: Lineage) -> KnownParent:
    component = source.part.component
    return KnownParent(
        upstream=source.upstream, component=component, relation=source.relation, whole=is_whole(component, lineage)
    )
