# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whole tensors known by their values, whatever their order: what a conversion between frameworks leaves as it was."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.components import Component
from bot.model.repository import SnapshotKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReference:
    """What is kept of one whole tensor of an upstream."""

    name: str
    component: Component
    shape: tuple[int, ...]
    elements: int
    stored: bytes
    """Digest of the values in the order in which they are stored."""
    ordered: tuple[bytes, ...]
    """Digests of the values in ascending order: as 32-bit floats, rounded to half precision, rounded to bfloat16."""
    scaled: tuple[tuple[bytes, ...], ...] = ()
    """For each axis digests of some slices, whatever each was multiplied with; empty where an upstream was catalogued before they were kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTensor:
    """One tensor of the examined repository, read to its end."""

    family: str
    """Id of its family, see `bot.model.tensors.TensorFamily`."""
    reference: ValueReference
    log10_p: tuple[float, ...]
    """Upper bound for unrelated values to be these, for each of the reference's ``ordered`` digests."""
    scaled_log10_p: tuple[tuple[float, ...], ...]
    """The same for each of its ``scaled`` digests."""
    bytes_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SameValues:
    """A tensor that holds the values of an upstream's tensor."""

    family: str
    tensor: str
    reference: str
    elements: int
    in_order: bool
    """Whether they are stored in the same order, too."""
    is_scaled: bool = False
    """Whether slices along one axis were multiplied with a number each, as an exporter does that folds a normalisation in."""
    log10_p: float
    """Raw; correct it for `ValueMatching.tests`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMatching:
    """All tensors of one repository that were read whole, against one upstream."""

    upstream: SnapshotKey
    compared: tuple[WholeTensor, ...]
    same: tuple[SameValues, ...]
    tests: int
    """Pairs of tensors, and of axes of such pairs, that were tried, for all upstreams together."""
