# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""One measurement: what, against what, by which method, how much was compared, what unrelated models would give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component, Role
from bot.model.repository import SnapshotKey


class EvidenceKind(Enum):
    """What was looked at."""

    ADAPTER_SHAPES = "adapter_shapes"
    ARCHITECTURE = "architecture"
    DIFFERENCE_RANK = "difference_rank"
    IDENTICAL_FILE = "identical_file"
    MOVED_NEURONS = "moved_neurons"
    NORM_GAINS = "norm_gains"
    SAME_VALUES = "same_values"
    TENSOR_HEADERS = "tensor_headers"
    SAMPLED_WEIGHTS = "sampled_weights"
    TWO_PARENTS = "two_parents"
    TOKENIZER = "tokenizer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One measurement on one component against one upstream."""

    kind: EvidenceKind
    method: str
    upstream: SnapshotKey
    component: Component | None
    """``None`` where the measurement is about the whole repository."""
    statistic: float
    expected_if_unrelated: float
    log10_p: float | None
    """Decimal logarithm of the exact p-value, corrected for everything that was tried; ``None`` where there is none, which
    means that this measurement can never decide alone."""
    coverage: float
    """Share of the component's parameters in families of tensors of which something was compared, 0 to 1."""
    bytes_read: int
    detail: str
    """One plain sentence for a reader."""
    controls: int = 0
    """Comparisons of the blocks that would be claimed where they cannot be at home; 0 where nothing would be."""
    control_log10_p: float | None = None
    """Decimal logarithm of the smallest raw p-value among these; ``None`` where there were none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMatch:
    """One sampled block of rows of the suspect against the best matching reference of one upstream."""

    family: str
    """Id of the suspect's family of tensors, see `bot.model.tensors.TensorFamily`."""
    tensor: str
    reference: str
    component: Component
    """By the name of the suspect's tensor, which may say nothing."""
    reference_component: Component
    role: Role
    """Of the reference."""
    layer: int | None
    reference_layer: int | None
    log10_p: float | None
    """Raw exact p-value of the fixed-point test; ``None`` where the rows are not exchangeable and only closeness is measured."""
    controls: int
    """Comparisons of the same block where it cannot be at home, see `bot.evidence.controls`; without any, nothing can be claimed."""
    control_log10_p: float
    """Smallest raw p-value among the controls; 0 where there were none."""
    hits: int
    rows: int
    columns: int
    correlation: float
    """Median correlation of rows at the same index, -1 to 1, estimated from signs."""
    unrelated: float
    """Median absolute correlation of rows at different indices of the same two blocks: what chance gives on this very data."""
    detectable: float
    """Smallest correlation that this sample would have shown; infinity where it has no power at all."""
    expert: int | None
    reference_expert: int | None
    experts: int
    """Experts that the suspect has of this part; 0 where it has none, or where not every header was read."""
    reference_experts: int
    """Experts that the catalog knows of it: all where there are few, otherwise the first."""
    is_namesake: bool
    """Whether both stand under the same name within their layers."""
    depth: int | None
    """Layers that have this part in the suspect; ``None`` where not every header was read."""
    reference_depth: int | None
    across: bool
    """Whether neurons were read as columns."""
    is_rounded: bool
    """Whether the suspect's values take so few levels that they were rounded to 8 bits or fewer, whatever type they are stored in."""
    equal_rows: float
    """Share of rows whose stored bytes are the same, 0 to 1; 0 where the element types differ."""
    shape: tuple[int, ...]
    reference_shape: tuple[int, ...]
    dtype: str
    reference_dtype: str
    bytes_read: int
    common_tokens: float | None = None
    """Share of the suspect's tokens that the upstream has, where rows were compared by the text of their tokens; else ``None``."""
    control_correlation: float | None = None
    """Largest median correlation with a place where the block cannot be at home; ``None`` where it was held against none, as where it claims
    nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """All samples of one suspect against one upstream."""

    upstream: SnapshotKey
    samples: tuple[SampleMatch, ...]
    """One for each sample that had a reference to be compared with."""
    fitting: frozenset[str]
    """Families of the suspect for which this upstream has something of a fitting shape, whether it was sampled or not."""
    tests: int
    """Pairs of blocks that were tried, for all upstreams together: what p-values are corrected for."""


class Move(Enum):
    """How the neurons of a layer were moved, as the test that found them assumes. The stored words never change."""

    IN_PLACE = "in_place"
    """Every neuron under its own number, in another basis of the hidden dimension."""
    IN_ORDER = "in_order"
    """Some deleted, the others in their order."""
    SHUFFLED = "shuffled"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedMatch:
    """What one exact test says of one layer of the suspect against the same layer of the reference."""

    layer: int
    move: Move
    basis: str
    """``same``, ``turned`` (aligned by the embeddings of common tokens) or ``mapped`` (columns matched one by one)."""
    is_smaller: bool
    """Whether the suspect has fewer neurons or hidden dimensions than the reference."""
    closeness: float | None
    """Median correlation of the neurons with their counterparts; ``None`` where the basis is too roughly known to tell."""
    hits: int
    rows: int
    log10_p: float
    """Raw; correct it for `tests`."""
    tests: int
    """Tests of this kind that were made for the whole comparison."""
    bytes_read: int
    """Of the suspect."""
