# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the catalog keeps of a known upstream: enough to compare with, far too little to rebuild it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.model.components import Component, Role
from bot.model.licensing import SourceFile
from bot.model.lineage import Relation
from bot.model.repository import FileEntry, SnapshotKey
from bot.model.tokenizers import TokenizerSketch
from bot.model.values import ValueReference


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """The shape of a model as its ``config.json`` states it. Alone it is never evidence of lineage."""

    classes: tuple[str, ...] = ()
    model_type: str | None = None
    hidden_size: int | None = None
    layers: int | None = None
    intermediate_size: int | None = None
    vocabulary_size: int | None = None
    attention_heads: int | None = None
    key_value_heads: int | None = None
    experts: int | None = None
    expert_intermediate_size: int | None = None
    name_or_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorReference:
    """Signs of a few rows of one tensor of an upstream: one bit a value."""

    name: str
    component: Component
    role: Role
    part: str
    """Short name of the tensor inside its layer (``up_proj``)."""
    layer: int | None
    expert: int | None
    shape: tuple[int, ...]
    first_row: int
    rows: int
    columns: int
    codes: bytes
    """As many bytes for each row, most significant bit first; a bit is set where the prepared value is positive."""
    row_digests: tuple[bytes, ...]
    """BLAKE2b-64 of each row's raw bytes with the element type: equal digests mean equal stored bytes."""
    dtype: str

    @property
    def signed_columns(self) -> int:
        """The first columns, whose signs are kept: of wide matrices not all."""
        return min(self.columns, len(self.codes) // self.rows * 8)


class TableKind(Enum):
    """What a table of an upstream is good for. The stored words never change."""

    NEURONS = "neurons"
    """All neurons of a layer by what they write into a few hidden dimensions: finds them again under other numbers."""
    TOKENS = "tokens"
    """Embeddings of some tokens in all hidden dimensions: finds the hidden basis again."""
    NORM = "norm"
    """The gains of one norm, which begin alike in all models and hold nothing but training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamTable:
    """A small part of one tensor of an upstream that serves to find what was moved; never evidence alone."""

    kind: TableKind
    name: str
    layer: int | None
    shape: tuple[int, ...]
    """Of the whole tensor."""
    first_row: int
    """Stored row of the tensor at which the table begins."""
    rows: int
    columns: int
    codes: bytes
    """Of neurons and tokens the signs as in `TensorReference.codes`; of a norm its gains as little-endian 16-bit floats."""
    spreads: bytes = b""
    """Of tokens the standard deviation of each column, as little-endian 16-bit floats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownParent:
    """What one component of an upstream was itself made from, beyond doubt, as its own weights showed when it was catalogued."""

    upstream: SnapshotKey
    component: Component
    relation: Relation
    whole: bool
    """Whether this is about the model itself, not about a part beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamTerms:
    """What the upstream repository says about its own license at this revision, and what it was itself made from."""

    license_id: str | None = None
    license_path: str | None = None
    license_text: str | None = None
    copyright_lines: tuple[str, ...] = ()
    notice_path: str | None = None
    notice_text: str | None = None
    unread: tuple[str, ...] = ()
    """License files that are listed but could not be read."""
    gated: bool | None = None
    """Whether the upstream asks everybody to accept its terms before access; ``None`` where nobody looked."""
    base_models: tuple[str, ...] = ()
    """Repositories that it declares as its own bases, without those that its weights contradict."""
    base_model_relation: str | None = None
    """What it declares to be to them, in the Hub's words."""
    parents: tuple[KnownParent, ...] = ()
    held_licenses: tuple[str, ...] = ()
    """Licenses whose whole text stands in any of its license, notice or card files: what it passes on, its own among them."""
    held_copyrights: tuple[str, ...] = ()
    """Every copyright line in those files."""
    weights: str | None = None
    """Digest of everything that is kept of its weights: commits with equal ones match every model equally. ``None`` where nothing is kept."""
    not_before: datetime | None = None
    """The commit was made then or later: when the repository was."""
    not_after: datetime | None = None
    """The commit was made then or earlier: when the repository was last changed, as far as known when it was catalogued."""
    source_files: tuple[SourceFile, ...] = ()
    """Its own program files that begin with a copyright line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A known upstream at one commit."""

    key: SnapshotKey
    method: str
    """Names the method and every parameter that changes its numbers; fingerprints of different methods are never mixed."""
    architecture: Architecture
    parameters: int
    component_parameters: tuple[tuple[Component, int], ...]
    files: tuple[FileEntry, ...]
    references: tuple[TensorReference, ...]
    terms: UpstreamTerms
    created_at: datetime | None = None
    tables: tuple[UpstreamTable, ...] = ()
    tokenizer: TokenizerSketch | None = None
    """``None`` where the upstream has no tokenizer that can be read."""
    values: tuple[ValueReference, ...] = ()
    """Whole tensors, of models that consist of small ones; empty for all others."""
