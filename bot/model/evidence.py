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

    ARCHITECTURE = "architecture"
    IDENTICAL_FILE = "identical_file"
    TENSOR_HEADERS = "tensor_headers"
    SAMPLED_WEIGHTS = "sampled_weights"


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
    hits: int
    rows: int
    columns: int
    correlation: float
    """Median correlation of rows at the same index, -1 to 1, estimated from signs."""
    unrelated: float
    """Median absolute correlation of rows at different indices of the same two blocks: what chance gives on this very data."""
    detectable: float
    """Smallest correlation that this sample would have shown; infinity where it has no power at all."""
    equal_rows: float
    """Share of rows whose stored bytes are the same, 0 to 1; 0 where the element types differ."""
    shape: tuple[int, ...]
    reference_shape: tuple[int, ...]
    dtype: str
    reference_dtype: str
    bytes_read: int


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
