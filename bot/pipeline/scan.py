# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One model from its files to findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.model.costs import Budget, Cost, Reason, Unavailable
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import RecognisedText, RepositoryContents
from bot.model.lineage import Lineage, Verdict
from bot.model.reports import Assessment, ScanReport
from bot.model.repository import Snapshot, SnapshotKey
from bot.model.wishes import Wishes
from bot.pipeline.ancestry import terms_behind
from bot.pipeline.assess import assess
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.contents import read_contents
from bot.pipeline.examine import examine
from bot.pipeline.history import Past, timeline_of
from bot.pipeline.peft import with_declared_base
from bot.pipeline.wishes import Parse, wishes_of
from bot.policy.outcome import is_weighty
from bot.policy.rulebook import Rulebook
from bot.ports.catalog import Catalog
from bot.ports.clock import Clock
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_TOLD = frozenset({Verdict.DERIVED, Verdict.COMPONENT, Verdict.SIBLING, Verdict.INCONCLUSIVE})


def scan(  # noqa: PLR0913 - keyword arguments, named where it is called
    source: ModelSource,
    *,
    catalog: Catalog,
    rulebook: Rulebook,
    budget: Budget,
    clock: Clock,
    progress: Progress,
    past: Past | None = None,
    parse: Parse | None = None,
) -> ScanReport:
    """Examine and assess one snapshot. What could not be read is in ``not_checked``; nothing is raised for it.

    Its history is read where something is found that a license asks for, or where ``past`` says always; never without ``past``.
    ``parse`` reads what its owners ask of us; without it nobody looks.
    """
    began = clock.monotonic()
    source, unread = with_declared_base(source, budget, progress)
    own = BudgetedSource(source, _for_weights(budget), progress)
    lineage = examine(own, catalog=catalog, progress=progress, leave_out=source.snapshot.key.repo)
    terms = terms_behind(catalog, lineage, source.snapshot)
    progress.stage("licenses")
    with_card = _is_worth_reading_about(lineage, source.snapshot, terms)
    with_code = any(each.source_files for each in terms.values())
    contents = read_contents(own.within(budget), rulebook, with_card=with_card, with_code=with_code)
    assessment = assess(lineage, source.snapshot, contents, terms, rulebook)
    timeline, further = None, Cost()
    if past is not None and (past.always or any(map(is_weighty, assessment.findings))):
        progress.stage("history")
        timeline, further = timeline_of(own.within(None), past, rulebook, clock)
    spent = replace(source.cost + further, seconds=clock.monotonic() - began)
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
        claims=contents.claims,
        timeline=timeline,
        texts=_texts(contents, source.snapshot),
        uncovered=contents.uncovered,
        wishes=wishes_of(own.within(budget), contents.card_metadata, parse) if parse else Wishes(),
        cost=Cost(seconds=spent.seconds, bytes=spent.bytes, requests=spent.requests),
    )


def _texts(contents: RepositoryContents, snapshot: Snapshot) -> tuple[RecognisedText, ...] | None:
    was_read = not contents.unread and (contents.card_read or snapshot.file("README.md") is None)
    return contents.license_texts if was_read else None


def _for_weights(budget: Budget) -> Budget:
    """All but a tenth of the bytes and a fifth of the requests, which are kept for license, notice and card."""
    return Budget(budget.max_bytes - budget.max_bytes // 10, budget.max_requests - budget.max_requests // 5)


def _is_worth_reading_about(lineage: Lineage, snapshot: Snapshot, terms: Mapping[SnapshotKey, UpstreamTerms]) -> bool:
    """Whether there is an upstream that the card could name: one that was found, or one that is declared."""
    declared = {repo.casefold() for repo in snapshot.declared.base_models}
    return any(part.verdict in _TOLD for part in lineage.components) or any(
        key.repo.casefold() in declared for key in terms
    )


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
