# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies of tokenizers, and what the catalog keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.repository import SnapshotKey

ENTRY_BYTES = 12
"""Of a sketch: a big-endian hash of eight bytes, a big-endian id of four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every token of one tokenizer as the bytes of text that it stands for, whatever way its file spells them."""

    path: str
    """The file that it was read from."""
    ids: Mapping[bytes, int]
    """Ids by text; the lowest id where two tokens stand for the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenizerSketch:
    """A sample of a vocabulary that is drawn by the tokens' own hashes, so that two vocabularies keep the same common tokens.

    Entries are `ENTRY_BYTES` long; the hash is BLAKE2b-64 of the text.
    """

    method: str
    """Names how tokens are chosen and hashed; sketches of different methods are never compared."""
    path: str
    """The file that it was taken of."""
    tokens: int
    """Of the whole vocabulary."""
    long_tokens: int
    """Of three bytes or more: what the sample is drawn from."""
    entries: bytes
    """The long tokens with the smallest hashes, ascending."""
    rows: bytes
    """Tokens whose rows of the embedding the catalog keeps, by id, whatever their length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenizerMatch:
    """One vocabulary against the sketch of an upstream's."""

    upstream: SnapshotKey
    path: str
    upstream_path: str
    common: int
    """Tokens of the sample that both have."""
    in_order: int
    """The longest run of these whose ids rise in both."""
    same_ids: int
    """Those with the very same id in both."""
    log10_p: float
    """Bound of chance if every order of ids were equally likely, which real vocabularies are not: it reports, and decides nothing."""
    share_of_upstream: float
    """Share of the upstream's sampled tokens that the vocabulary has, 0 to 1."""
    share_of_own: float
    """Share of the vocabulary's tokens, sampled by the same hashes, that the upstream has, 0 to 1."""
    tokens: int
    upstream_tokens: int
    is_same_file: bool = False

    @property
    def order(self) -> float:
        """Share of the common tokens that stand in the same order, 0 to 1; 0 where nothing is common."""
        return self.in_order / self.common if self.common else 0.0
