# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Climbs the ladder of cost: file hashes, configuration, headers, sampled weights; and stops where the answer is certain.

1. Identical files: known from the listing, no byte of weights is read.
2. Tensor headers of all files, or of a telling few.
3. Candidates: upstreams of the catalog with rows of the same width; those that the card declares first.
4. Sampled blocks of rows against all candidates: a few first, and as many more as they leave open, within the budget.
6. The tokenizer, and token tables by the text of their tokens.
7. Verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.evidence.families import families_of, is_comparable
from bot.evidence.identical import same_files, weight_files
from bot.evidence.merges import blends
from bot.evidence.moved_in_tables import METHOD as MOVED_METHOD
from bot.evidence.peft import adapter_in
from bot.evidence.samples import METHOD
from bot.evidence.tables import vocabulary_in, vocabulary_of
from bot.formats.tokenizers.registry import tokenizer_files
from bot.lineage.components import Examined, Upstream, components_of, is_published_before
from bot.lineage.merges import with_blend
from bot.lineage.moved import NOTHING_IN_PLACE, with_moved
from bot.lineage.whole import named_by_role, whole_verdict
from bot.model.components import Component
from bot.model.costs import Unavailable
from bot.model.fingerprints import Architecture, Fingerprint
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.repository import Snapshot, SnapshotKey
from bot.model.tensors import TensorFamily
from bot.pipeline.beside_weights import configured_architecture, with_files_and_shape
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.candidates import Choice, choose
from bot.pipeline.climbing import climb
from bot.pipeline.moved import look_for_moved
from bot.pipeline.norms import held_against_gains
from bot.pipeline.not_told import not_told
from bot.pipeline.peft import with_adapter
from bot.pipeline.pictures import pictured
from bot.pipeline.tokenizers import look_at_tokenizer
from bot.pipeline.weights import Weights, open_weights
from bot.pipeline.whole_copies import ALL_WEIGHTS, whole_copy
from bot.pipeline.whole_tensors import with_whole_tensors
from bot.ports.catalog import Catalog
from bot.ports.progress import Progress

_RELATED = frozenset({Verdict.DERIVED, Verdict.SIBLING})


def examine(
    source: BudgetedSource,
    *,
    catalog: Catalog,
    progress: Progress,
    leave_out: str | None = None,
    reads_tokenizer: bool = False,
) -> Lineage:
    """Everything that can be said about where a model comes from, within the source's budget.

    ``leave_out`` is a repository that is never taken for the upstream: an earlier commit of the examined one is none. With
    ``reads_tokenizer`` the tokenizer is read whatever its size.
    Raises nothing for files that cannot be read: they are listed as unavailable, and lead away from a verdict, never towards one.
    """
    snapshot = source.snapshot
    progress.stage("hashes")
    identical = [
        each
        for each in same_files(snapshot.files, catalog.with_files(weight_files(snapshot.files)))
        if each.upstream.repo != leave_out
    ]
    same_tokenizers = [
        each for each in catalog.with_files(tokenizer_files(snapshot.files)) if each[0].repo != leave_out
    ]
    if identical and identical[0].share >= ALL_WEIGHTS:
        return whole_copy(source, identical, catalog, same_tokenizers)
    progress.stage("reading")
    weights = open_weights(source, every_header=False)
    adapter = adapter_in(weights.tensors)
    families = families_of(weights.tensors, seen_bytes=weights.seen_bytes, total_bytes=weights.total_bytes)
    choice = choose(source, families, catalog, leave_out)
    candidates = choice.candidates
    progress.stage("matching")
    first, unread = _examined(source, families, choice)
    first, more_unread = with_whole_tensors(source, first, candidates)
    tokenizer = look_at_tokenizer(source, first, candidates, same_tokenizers, always=reads_tokenizer)
    examined = tokenizer.examined
    parts = list(named_by_role(_named_by_format(components_of(examined), weights, candidates)))
    found = blends(examined.matchings, {key: each.references for key, each in candidates.items()})
    parts = [with_blend(part, found) for part in parts]
    parts, unread_moved, candidates = _with_moved(source, families, parts, choice, catalog)
    parts = [
        held_against_gains(part, source, families, known) if known is not None else part
        for part in parts
        for known in [candidates.get(part.upstream) if part.upstream else None]
    ]
    # Whoever reads a configuration is counted as a user of the model, so it is read only where the reader may doubt what is found.
    declared = {repo.casefold() for repo in snapshot.declared.base_models}
    is_told = reads_tokenizer or any(
        part.verdict in _RELATED and part.upstream is not None and part.upstream.repo.casefold() not in declared
        for part in parts
    )
    architecture, missing = configured_architecture(source) if is_told else (Architecture(), [])
    parts = [with_files_and_shape(part, identical, architecture, candidates) for part in parts]
    untold = not_told(parts, families, candidates, weights)
    if adapter is not None:
        parts, said = with_adapter(parts, adapter, snapshot, catalog, leave_out)
        untold = [each for each in untold if each.what != adapter.component.words]
        untold = [*([] if said is None else [said]), *untold]
    return Lineage(
        subject=snapshot.key,
        verdict=whole_verdict(parts),
        components=tuple(parts),
        unavailable=(
            *missing,
            *weights.unavailable,
            *unread,
            *unread_moved,
            *tokenizer.unavailable,
            *more_unread,
            *choice.unavailable,
            *untold,
        ),
        cost=source.cost,
        parameters=_parameters(snapshot, parts),
        compared_with=_compared_with(examined),
        tokenizer=tokenizer.part,
        pictures=pictured(examined, parts),
    )


def _compared_with(examined: Examined) -> tuple[SnapshotKey, ...]:
    sampled = {each.upstream for each in examined.matchings if each.samples}
    return tuple(sorted(sampled | {each.upstream for each in examined.same_values if each.compared}))


def _examined(
    source: BudgetedSource,
    families: tuple[TensorFamily, ...],
    choice: Choice,
) -> tuple[Examined, list[Unavailable]]:
    snapshot = source.snapshot
    matchings, unread = climb(source, families, choice)
    declared = {repo.casefold() for repo in snapshot.declared.base_models}
    examined = Examined(
        families=families,
        comparable=frozenset(family.id for family in families if is_comparable(family)),
        matchings=matchings,
        upstreams={
            key: Upstream(
                key=key,
                created_at=each.created_at,
                declared=key.repo.casefold() in declared,
                vocabulary=vocabulary_in(each.tables) or each.architecture.vocabulary_size,
            )
            for key, each in choice.candidates.items()
        },
        created_at=snapshot.created_at,
        vocabulary=vocabulary_of(families),
        method=METHOD,
    )
    return examined, unread


def _with_moved(
    source: BudgetedSource,
    families: Sequence[TensorFamily],
    parts: Sequence[ComponentLineage],
    choice: Choice,
    catalog: Catalog,
) -> tuple[list[ComponentLineage], list[Unavailable], Mapping[SnapshotKey, Fingerprint]]:
    """The parts, the language model looked at again where nothing was found in place, and all upstreams that were compared with."""
    part = next((each for each in parts if each.component is Component.TEXT_MODEL), None)
    if part is None or part.verdict not in NOTHING_IN_PLACE:
        return list(parts), [], choice.candidates
    candidates = choice.by_name(catalog)
    moved = look_for_moved(source, families, candidates)
    known = {**candidates, **choice.candidates}
    if moved.upstream is None:
        return list(parts), list(moved.unavailable), known
    is_older = is_published_before(source.snapshot.created_at, candidates[moved.upstream].created_at)
    found = with_moved(part, moved.matches, moved.upstream, MOVED_METHOD, is_older=is_older)
    return [found if each is part else each for each in parts], list(moved.unavailable), known


def _named_by_format(
    parts: Sequence[ComponentLineage], weights: Weights, candidates: Mapping[SnapshotKey, Fingerprint]
) -> tuple[ComponentLineage, ...]:
    """The parts, where the same values in a format that the upstream does not publish are a conversion rather than a copy."""
    own = {_format(tensor.file) for tensor in weights.tensors}

    def converted(part: ComponentLineage) -> bool:
        known = candidates.get(part.upstream) if part.upstream else None
        return bool(known and own.isdisjoint(_format(entry.path) for entry in weight_files(known.files)))

    return tuple(
        replace(part, relation=Relation.CONVERTED) if part.relation is Relation.COPY and converted(part) else part
        for part in parts
    )


def _format(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _parameters(snapshot: Snapshot, parts: Sequence[ComponentLineage]) -> int:
    counted = sum(part.parameters for part in parts)
    return max(counted, snapshot.parameters or 0)
