# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Takes the fingerprint of an upstream: once for each commit, so it may cost more than a scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from bot.evidence.architecture import read_architecture
from bot.evidence.families import families_of
from bot.evidence.identical import weight_files
from bot.evidence.matching import reference_of
from bot.evidence.reference_samples import MOST_TESTS, reference_samples
from bot.evidence.same_values import worth_reading
from bot.evidence.samples import METHOD
from bot.evidence.tables import table_of, table_plans
from bot.evidence.tokenizers import sketch_of
from bot.model.components import Component
from bot.model.costs import Budget
from bot.model.errors import BudgetSpent, InputError, NotFound
from bot.model.fingerprints import Architecture, Fingerprint, TensorReference, UpstreamTable, UpstreamTerms
from bot.model.repository import Snapshot
from bot.model.tensors import TensorFamily
from bot.model.tokenizers import Vocabulary
from bot.model.values import ValueReference
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.contents import read_terms
from bot.pipeline.headers import is_readable
from bot.pipeline.vocabularies import read_tokenizer
from bot.pipeline.weights import open_weights, raise_for, read_blocks
from bot.pipeline.whole_tensors import read_whole
from bot.policy.rulebook import Rulebook
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_LARGEST_CONFIG = 256 * 1024


def fingerprint(
    source: ModelSource,
    *,
    rulebook: Rulebook,
    budget: Budget | None,
    progress: Progress,
    most_tests: int = MOST_TESTS,
) -> Fingerprint:
    """What the catalog keeps of a model. ``budget`` of ``None`` is no limit.

    Raises InputError, RemoteError or BudgetSpent where any of it cannot be read: half a fingerprint would make "nothing shared" of
    "not looked".
    """
    own = BudgetedSource(source, budget, progress)
    snapshot = source.snapshot
    if not weight_files(snapshot.files) and not any(is_readable(entry.path) for entry in snapshot.files):
        raise InputError(f"{snapshot.key}: expected a model, found no weight file among {len(snapshot.files)} files")
    progress.stage("reading")
    terms = read_terms(own, rulebook)
    architecture = architecture_of(own)
    weights = open_weights(own, every_header=True)
    raise_for(weights.unavailable)
    families = families_of(weights.tensors, seen_bytes=weights.seen_bytes, total_bytes=weights.total_bytes)
    progress.stage("sampling")
    blocks, missing = read_blocks(own, reference_samples(families, most_tests=most_tests))
    raise_for(missing)
    tables = _tables(own, families)
    references = tuple(reference_of(block) for block in blocks)
    vocabulary = _vocabulary(own)
    whole, missing = read_whole(own, worth_reading(families))
    raise_for(missing)
    values = tuple(each.reference for each in whole)
    counts: Counter[Component] = Counter()
    for family in families:
        counts[family.component] += family.parameters
    return Fingerprint(
        key=snapshot.key,
        method=METHOD,
        architecture=architecture,
        parameters=sum(counts.values()),
        component_parameters=tuple(sorted(counts.items(), key=lambda pair: -pair[1])),
        files=snapshot.files,
        references=references,
        terms=_with_declared(terms, snapshot, _weights_digest(references, values)),
        created_at=snapshot.created_at,
        tables=tables,
        tokenizer=sketch_of(vocabulary, references, tables) if vocabulary else None,
        values=values,
    )


def _with_declared(terms: UpstreamTerms, snapshot: Snapshot, weights: str | None) -> UpstreamTerms:
    return replace(
        terms,
        base_models=snapshot.declared.base_models,
        base_model_relation=snapshot.declared.base_model_relation,
        weights=weights,
        not_before=snapshot.created_at,
        not_after=snapshot.last_modified,
    )


def _weights_digest(references: Sequence[TensorReference], values: Sequence[ValueReference]) -> str | None:
    """The same for the same sampled rows under the same names, whatever files they lie in."""
    kept = sorted(
        [(each.name, each.first_row, each.dtype, each.codes, each.row_digests) for each in references]
        + [(each.name, 0, "", each.stored, each.ordered) for each in values]
    )
    return blake2b(repr(kept).encode(), digest_size=16).hexdigest() if kept else None


def _tables(source: BudgetedSource, families: Sequence[TensorFamily]) -> tuple[UpstreamTable, ...]:
    made = []
    for plan in table_plans(families):
        raw = source.read_ranges(plan.tensor.file, [plan.range])[0]
        table = table_of(plan, raw)
        if table is not None:
            made.append(table)
    return tuple(made)


def _vocabulary(source: BudgetedSource) -> Vocabulary | None:
    """A tokenizer that cannot be read makes no fingerprint worse than having none."""
    try:
        return read_tokenizer(source)
    except InputError:
        return None


def architecture_of(source: ModelSource) -> Architecture:
    """The shape that ``config.json`` states; empty where there is none. Raises InputError for one that cannot be read."""
    if source.snapshot.file("config.json") is None:
        return Architecture()
    try:
        return read_architecture(source.read("config.json", limit=_LARGEST_CONFIG))
    except (NotFound, BudgetSpent):
        return Architecture()
