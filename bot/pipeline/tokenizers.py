# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Looks where the tokenizer comes from, and compares embeddings by the text of their tokens where numbers mislead.

1. A file that an upstream has too: known from the listing.
2. Otherwise the vocabulary is read where that pays: small files, embeddings unlike in place below a derived model, another number of tokens;
   and always where two models are compared.
3. Its order against the sketches of all candidates.
4. Rows of the embedding and of the head, found by text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.evidence.realigned import Known, Realignment, realigned, realignment
from bot.evidence.samples import TOKEN_ROLES
from bot.evidence.tokenizers import METHOD, counterparts, match_tokenizers
from bot.formats.tokenizers.registry import tokenizer_files
from bot.lineage.components import Examined, components_of, is_published_before
from bot.lineage.thresholds import looks_alike
from bot.lineage.tokenizers import tokenizer_lineage
from bot.model.components import Component
from bot.model.costs import Unavailable
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.evidence import Matching, SampleMatch
from bot.model.fingerprints import Fingerprint, TableKind
from bot.model.lineage import ComponentLineage, Verdict
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.tokenizers import TokenizerMatch, Vocabulary
from bot.pipeline.budgeting import BudgetedSource, unavailable
from bot.pipeline.vocabularies import read_tokenizer

_SMALL_FILE = 1_000_000
"""Bytes of a tokenizer that are read whatever the model looks like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokenized:
    """What the tokenizer told."""

    examined: Examined
    """With the rows of token tables compared by text where that was called for."""
    part: ComponentLineage | None
    """``None`` where the tokenizer was not looked at."""
    unavailable: tuple[Unavailable, ...] = ()


def look_at_tokenizer(
    source: BudgetedSource,
    examined: Examined,
    candidates: Mapping[SnapshotKey, Fingerprint],
    same: Sequence[tuple[SnapshotKey, FileEntry]],
    *,
    always: bool,
) -> Tokenized:
    """``same`` are tokenizer files that upstreams have too. Raises nothing: what cannot be read is listed, and changes nothing.

    A tokenizer that is not worth its bytes is not listed: nobody asked for it.
    """
    known = _derived(examined)
    matches = [_same_file(key, entry) for key, entry in same]
    is_asked = always or any(entry.size <= _SMALL_FILE for entry in tokenizer_files(source.snapshot.files)[:1])
    has_sketches = any(each.tokenizer for each in candidates.values())
    if matches or not has_sketches or not (is_asked or (known and _is_called_for(examined, known))):
        return Tokenized(examined=examined, part=_part(matches, known, examined, candidates))
    try:
        own = read_tokenizer(source)
    except (RemoteError, InputError, BudgetSpent) as error:
        return Tokenized(examined=examined, part=None, unavailable=(unavailable("tokenizer", error),))
    if own is None:
        return Tokenized(examined=examined, part=None)
    sketches = {key: each.tokenizer for key, each in candidates.items() if each.tokenizer}
    matches = match_tokenizers(own, sketches)
    part = _part(matches, known, examined, candidates)
    if known is None:
        return Tokenized(examined=examined, part=part)
    try:
        found = _with_rows_by_text(source, examined, known, candidates, own, matches)
    except (RemoteError, InputError, BudgetSpent) as error:
        return Tokenized(examined=examined, part=part, unavailable=(unavailable("embedding by token", error),))
    return Tokenized(examined=found, part=part)


def copied_tokenizer(same: Sequence[tuple[SnapshotKey, FileEntry]], upstream: SnapshotKey) -> ComponentLineage | None:
    """Of a repository whose weights are all one upstream's: a tokenizer file that is that upstream's as well."""
    matches = [_same_file(key, entry) for key, entry in same if key == upstream]
    return tokenizer_lineage(matches, method=METHOD, is_older=lambda _: False) if matches else None


def _derived(examined: Examined) -> Matching | None:
    """What says that the language model comes from an upstream, where it does."""
    for part in components_of(examined):
        if part.component is Component.TEXT_MODEL and part.verdict in {Verdict.DERIVED, Verdict.SIBLING}:
            return next(each for each in examined.matchings if each.upstream == part.upstream)
    return None


def _is_called_for(examined: Examined, matching: Matching) -> bool:
    upstream = examined.upstreams[matching.upstream].vocabulary
    sizes_differ = None not in {examined.vocabulary, upstream} and examined.vocabulary != upstream
    return sizes_differ or any(_unlike(matching))


def _unlike(matching: Matching) -> Iterator[SampleMatch]:
    return (each for each in matching.samples if each.role in TOKEN_ROLES and not looks_alike(each))


def _same_file(upstream: SnapshotKey, entry: FileEntry) -> TokenizerMatch:
    return TokenizerMatch(
        upstream=upstream,
        path=entry.path,
        upstream_path=entry.path,
        common=0,
        in_order=0,
        same_ids=0,
        log10_p=0.0,
        share_of_upstream=1.0,
        share_of_own=1.0,
        tokens=0,
        upstream_tokens=0,
        is_same_file=True,
    )


def _part(
    matches: Sequence[TokenizerMatch],
    known: Matching | None,
    examined: Examined,
    candidates: Mapping[SnapshotKey, Fingerprint],
) -> ComponentLineage | None:
    """Of several upstreams with the same vocabulary the one that the model is from, else the oldest that is known, is named."""
    if not matches:
        return None
    named = known.upstream if known else None

    def order(match: TokenizerMatch) -> tuple[bool, bool, float, SnapshotKey]:
        found = candidates.get(match.upstream)
        created = found.created_at.timestamp() if found and found.created_at else float("inf")
        return match.upstream != named, found is None, created, match.upstream

    def is_older(upstream: SnapshotKey) -> bool:
        found = candidates.get(upstream)
        return found is not None and is_published_before(examined.created_at, found.created_at)

    return tokenizer_lineage(sorted(matches, key=order), method=METHOD, is_older=is_older)


def _with_rows_by_text(
    source: BudgetedSource,
    examined: Examined,
    matching: Matching,
    candidates: Mapping[SnapshotKey, Fingerprint],
    own: Vocabulary,
    matches: Sequence[TokenizerMatch],
) -> Examined:
    common = next((each.share_of_own for each in matches if each.upstream == matching.upstream), 0.0)
    better: dict[SampleMatch, SampleMatch] = {}
    for plan in _plans(examined, matching, candidates[matching.upstream], own):
        found = realigned(plan, source.read_ranges(plan.tensor.file, plan.ranges), common=common)
        if found is not None and looks_alike(found):
            better[plan.sample] = found
    if not better:
        return examined
    samples = tuple(better.get(each, each) for each in matching.samples)
    changed = replace(matching, samples=samples)
    return replace(examined, matchings=tuple(changed if each is matching else each for each in examined.matchings))


def _plans(examined: Examined, matching: Matching, known: Fingerprint, own: Vocabulary) -> Iterator[Realignment]:
    tensors = {member.name: member for family in examined.families for member in family.members}
    for sample in _unlike(matching):
        tensor = tensors.get(sample.tensor)
        if tensor is None or known.tokenizer is None:
            continue
        for kept in _kept(known, sample):
            rows = counterparts(own, known.tokenizer, kept.first_row, kept.rows)
            plan = realignment(sample, tensor, kept, rows)
            if plan is not None:
                yield plan
                break


def _kept(known: Fingerprint, sample: SampleMatch) -> Iterator[Known]:
    """What the catalog keeps of the table, the many rows first: of a trimmed vocabulary some of a few hundred tokens are left."""
    tables = (each for each in known.tables if each.kind is TableKind.TOKENS and each.name == sample.reference)
    references = (each for each in known.references if (each.name, each.rows) == (sample.reference, sample.rows))
    yield from map(Known.of, tables)
    yield from map(Known.of, references)
