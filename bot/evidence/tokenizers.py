# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies against each other: whether their common tokens were numbered by the same hand.

Vocabularies of one language share most tokens whoever made them, so their overlap says little: Llama 1 and Mistral share 61 % and are
unrelated. The order of ids is another matter. Whoever extends, cuts or shifts a vocabulary keeps the order of what stays, so the longest run
of common tokens whose ids rise in both is most of them, and a twentieth of those of vocabularies made apart (benchmarks/results/tokenizers.json).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bot.evidence.samples import TOKEN_ROLES
from bot.model.fingerprints import TableKind, TensorReference, UpstreamTable
from bot.model.repository import SnapshotKey
from bot.model.tokenizers import TokenizerMatch, TokenizerSketch, Vocabulary
from bot.numerics.orders import in_order

SAMPLE = 4096
LEAST_BYTES = 3
"""Shorter tokens are letters and bytes, which every vocabulary numbers in much the same way."""
METHOD = f"tokens/1 sample={SAMPLE} least={LEAST_BYTES} hash=blake2b-64"
_MOST_ROWS = 4096
"""Tokens whose rows of the embedding a sketch names."""

_ENTRY = np.dtype([("hash", ">u8"), ("id", ">u4")])
_Entries: TypeAlias = NDArray[np.void]


def sketch_of(
    vocabulary: Vocabulary,
    references: Iterable[TensorReference],
    tables: Iterable[UpstreamTable] = (),
    *,
    sample: int = SAMPLE,
) -> TokenizerSketch:
    """What the catalog keeps of a vocabulary: at most 49 KB, and twelve bytes for each token whose row it keeps."""
    every = _entries(vocabulary.ids.items())
    long = np.sort(_entries(_long(vocabulary)), order="hash")
    kept_rows: list[TensorReference | UpstreamTable] = [
        *(each for each in references if each.role in TOKEN_ROLES),
        *(each for each in tables if each.kind is TableKind.TOKENS),
    ]
    rows = {row for each in kept_rows for row in range(each.first_row, each.first_row + each.rows)}
    kept = np.sort(every[np.isin(every["id"], sorted(rows)[:_MOST_ROWS])], order=["id", "hash"])
    return TokenizerSketch(
        method=METHOD,
        path=vocabulary.path,
        tokens=len(every),
        long_tokens=len(long),
        entries=long[:sample].tobytes(),
        rows=kept.tobytes(),
    )


def match_tokenizers(own: Vocabulary, sketches: Mapping[SnapshotKey, TokenizerSketch]) -> list[TokenizerMatch]:
    """The whole vocabulary against each upstream's sketch; sketches that were made in another way are left out.

    The bound of chance takes every order of ids as equally likely. Ids follow the frequency of tokens or the order of merges,
    so the order of unrelated vocabularies is not random, and the bound is far too small for them: it must never decide.
    """
    mine = np.sort(_entries(_long(own)), order="hash")
    return [_match(own, mine, sketch, upstream) for upstream, sketch in sketches.items() if sketch.method == METHOD]


def _match(own: Vocabulary, mine: _Entries, sketch: TokenizerSketch, upstream: SnapshotKey) -> TokenizerMatch:
    theirs = np.frombuffer(sketch.entries, _ENTRY)
    if len(theirs) < sketch.long_tokens:
        mine = mine[: np.searchsorted(mine["hash"], theirs["hash"][-1], side="right")]
    _, here, there = np.intersect1d(mine["hash"], theirs["hash"], return_indices=True)
    ids, known = mine["id"][here].astype(np.intp), theirs["id"][there].astype(np.intp)
    found = in_order(ids[np.argsort(known, kind="stable")])
    return TokenizerMatch(
        upstream=upstream,
        path=own.path,
        upstream_path=sketch.path,
        common=len(ids),
        in_order=found.hits,
        same_ids=int((ids == known).sum()),
        log10_p=found.log10_p,
        share_of_upstream=len(ids) / len(theirs) if len(theirs) else 0.0,
        share_of_own=len(ids) / len(mine) if len(mine) else 0.0,
        tokens=len(own.ids),
        upstream_tokens=sketch.tokens,
    )


def counterparts(own: Vocabulary, sketch: TokenizerSketch, first: int, count: int) -> list[tuple[int, int]]:
    """For each of the upstream's rows ``first`` to ``first + count``, by number from 0 on, the row of the same token in ``own``.

    Rows whose token the vocabulary does not have, or of which nothing is known, are left out.
    """
    if sketch.method != METHOD:
        return []
    rows = np.frombuffer(sketch.rows, _ENTRY)
    wanted = rows[(rows["id"] >= first) & (rows["id"] < first + count)]
    by_hash = {int(each["hash"]): int(each["id"]) - first for each in wanted}
    mine = _entries(own.ids.items())
    found = mine[np.isin(mine["hash"], wanted["hash"])]
    return sorted((by_hash[int(each["hash"])], int(each["id"])) for each in found)


def _long(vocabulary: Vocabulary) -> list[tuple[bytes, int]]:
    return [pair for pair in vocabulary.ids.items() if len(pair[0]) >= LEAST_BYTES]


def _entries(tokens: Iterable[tuple[bytes, int]]) -> _Entries:
    pairs = list(tokens)
    digests = b"".join(hashlib.blake2b(text, digest_size=8).digest() for text, _ in pairs)
    entries = np.empty(len(pairs), _ENTRY)
    entries["hash"] = np.frombuffer(digests, ">u8")
    entries["id"] = [number for _, number in pairs]
    return entries
