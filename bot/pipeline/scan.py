# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One model from its files to findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.model.costs import Budget, Cost, Reason, Unavailable
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import RepositoryContents
from bot.model.lineage import Lineage
from bot.model.reports import Assessment, ScanReport
from bot.model.repository import Snapshot, SnapshotKey
from bot.pipeline.assess import assess
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.contents import read_contents
from bot.pipeline.examine import examine
from bot.pipeline.peft import with_declared_base
from bot.policy.rulebook import Rulebook
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress


def scan(
    source: ModelSource, *, catalog: Catalog, rulebook: Rulebook, budget: Budget, clock: Clock, progress: Progress
) -> ScanReport:
    """Examine and assess one snapshot. What could not be read is in ``not_checked``; nothing is raised for it."""
    began = clock.monotonic()
    progress.stage("licenses")
    source, unread = with_declared_base(source, budget, progress)
    own = BudgetedSource(source, budget, progress)
    contents = read_contents(own, rulebook)
    lineage = examine(own, catalog=catalog, progress=progress, leave_out=source.snapshot.key.repo)
    terms = _terms(catalog, lineage, source.snapshot)
    assessment = assess(lineage, source.snapshot, contents, terms, rulebook)
    spent = replace(source.cost, seconds=clock.monotonic() - began)
    return ScanReport(
        subject=source.snapshot.key,
        declared=source.snapshot.declared,
        size=source.snapshot.size,
        lineage=replace(lineage, cost=spent),
        upstream_licenses=tuple(
            (key, rulebook.complete(key, own_terms).license_id) for key, own_terms in sorted(terms.items())
        ),
        assessment=assessment,
        not_checked=(*unread, *_not_checked(lineage, contents, assessment)),
        cost=Cost(seconds=spent.seconds, bytes=spent.bytes, requests=spent.requests),
    )


def _terms(catalog: Catalog, lineage: Lineage, snapshot: Snapshot) -> dict[SnapshotKey, UpstreamTerms]:
    """Terms of every upstream that the lineage names, and of every declared base model that the catalog knows."""
    parts = [*lineage.components, *([lineage.tokenizer] if lineage.tokenizer else [])]
    keys = {part.upstream for part in parts if part.upstream is not None}
    declared = {repo.casefold() for repo in snapshot.declared.base_models}
    known = catalog.keys() if declared else []
    keys |= {key for key in known if key.repo.casefold() in declared}
    return {key: found.terms for key in sorted(keys) if (found := catalog.get(key)) is not None}


def _not_checked(lineage: Lineage, contents: RepositoryContents, assessment: Assessment) -> Iterable[Unavailable]:
    """Everything that was not looked at, or could not be told, each once."""
    unread = [
        Unavailable(what=path, reason=Reason.UNREADABLE, detail="may hold a license or a notice")
        for path in contents.unread
    ]
    untold = [
        Unavailable(what=f"rule {each.rule} for {each.upstream}", reason=Reason.NOT_ENOUGH, detail=each.missing)
        for each in assessment.cannot_tell
    ]
    return dict.fromkeys([*unread, *lineage.unavailable, *untold])
