# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What vocabularies say about where a tokenizer comes from. It speaks of the tokenizer alone, never of the model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from bot.model.components import Component
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.model.tokenizers import TokenizerMatch

RELATED = 0.73
"""Least share of common tokens in the same order that speaks of one hand: 0.77 is the least of 56 related pairs of real vocabularies
(benchmarks/results/tokenizers.json, 2026-11-25)."""
UNRELATED = 0.25
"""Largest share that vocabularies trained apart reach: 0.19 of 446 common tokens, 0.15 of more than 500 (the same benchmark)."""
LEAST_COMMON = 200
"""Common tokens below which even a random order may have a share of 0.14 in a row."""
_NEARLY_ALL = 0.98
"""Share of one vocabulary's tokens from which on the other is said to hold all of it: special tokens come and go. Of unrelated
vocabularies, 0.74 is the most that holds for both sides."""


def tokenizer_lineage(
    matches: Sequence[TokenizerMatch], *, method: str, is_older: Callable[[SnapshotKey], bool]
) -> ComponentLineage:
    """The tokenizer against its nearest upstream; not assessed where none has enough tokens in common.

    The p-value is left out on purpose: see `bot.evidence.tokenizers.match_tokenizers`. ``is_older`` tells whether the examined repository
    was published before an upstream.
    """
    assessed = [each for each in matches if each.is_same_file or each.common >= LEAST_COMMON]
    nearest = max(assessed, key=_nearness, default=None)
    verdict = Verdict.NOT_ASSESSED if nearest is None else _verdict(nearest)
    if nearest and verdict is Verdict.DERIVED and is_older(nearest.upstream):
        verdict = Verdict.SIBLING
    related = verdict in {Verdict.DERIVED, Verdict.SIBLING}
    return ComponentLineage(
        component=Component.TOKENIZER,
        verdict=verdict,
        relation=_relation(nearest) if nearest and related else Relation.UNDETERMINED,
        upstream=nearest.upstream if nearest else None,
        log10_p=0.0,
        inherited_fraction=nearest.share_of_own if nearest and related else 0.0,
        parameters=0,
        correlation=None,
        detectable=None,
        coverage=1.0 if nearest else 0.0,
        evidence=(_evidence(nearest, method),) if nearest else (),
    )


def _nearness(match: TokenizerMatch) -> tuple[bool, bool, float, float, SnapshotKey]:
    """The same file, then the same hand, then the tokens that both have of all that either has, then those under the same id."""
    both = match.share_of_own * match.share_of_upstream
    either = match.share_of_own + match.share_of_upstream - both
    return (
        match.is_same_file,
        match.order >= RELATED or _are_same_tokens(match),
        round(both / either, 2) if either else 0.0,
        match.same_ids / match.common if match.common else 0.0,
        match.upstream,
    )


def _verdict(match: TokenizerMatch) -> Verdict:
    if match.is_same_file or match.order >= RELATED or _are_same_tokens(match):
        return Verdict.DERIVED
    return Verdict.INDEPENDENT if match.order <= UNRELATED else Verdict.INCONCLUSIVE


def _are_same_tokens(match: TokenizerMatch) -> bool:
    """Whether hardly a token is missing on either side: only a shuffled copy has the others' tokens in another order."""
    return min(match.share_of_upstream, match.share_of_own) >= _NEARLY_ALL


def _relation(match: TokenizerMatch) -> Relation:
    """By which of the two holds all tokens of the other; undetermined where each has tokens of its own."""
    holds_upstream, is_held = match.share_of_upstream >= _NEARLY_ALL, match.share_of_own >= _NEARLY_ALL
    if match.is_same_file or (holds_upstream and is_held and match.same_ids >= _NEARLY_ALL * match.common):
        return Relation.COPY
    if holds_upstream and is_held:
        return Relation.CONVERTED
    if holds_upstream:
        return Relation.EXPANDED_VOCABULARY
    return Relation.PRUNED if is_held else Relation.UNDETERMINED


def _evidence(match: TokenizerMatch, method: str) -> Evidence:
    if match.is_same_file:
        detail = f"{match.path}: byte for byte the upstream's"
    else:
        detail = (
            f"{match.path}: {match.in_order} of {match.common} common tokens of a sample stand in the upstream's order, {match.same_ids} under "
            f"the same id; {match.share_of_own:.0%} of the own tokens are the upstream's, {match.share_of_upstream:.0%} of the upstream's are here"
        )
    return Evidence(
        kind=EvidenceKind.IDENTICAL_FILE if match.is_same_file else EvidenceKind.TOKENIZER,
        method=method,
        upstream=match.upstream,
        component=Component.TOKENIZER,
        statistic=1.0 if match.is_same_file else match.order,
        # Of s numbers in random order about two times the root of s rise in a row (Baik, Deift and Johansson, 1999).
        expected_if_unrelated=0.0 if match.is_same_file else min(1.0, 2 / math.sqrt(match.common)),
        log10_p=None,
        coverage=1.0,
        bytes_read=0,
        detail=detail,
    )
