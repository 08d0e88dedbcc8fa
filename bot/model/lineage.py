# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the evidence says about each component."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component
from bot.model.costs import Cost, Unavailable
from bot.model.evidence import Evidence
from bot.model.pictures import CasePictures
from bot.model.repository import SnapshotKey


class Verdict(Enum):
    """What can be said about a component and an upstream. A verdict is about files, not about people."""

    DERIVED = "derived"
    COMPONENT = "component"
    """Only of a whole repository: some components are derived, and the text model is not among them."""
    SIBLING = "sibling"
    """Shares an origin; which of the two came first, or whether a third stands behind both, cannot be told."""
    INDEPENDENT = "independent"
    """Nothing shared, and the measurement was strong enough to have seen it."""
    INCONCLUSIVE = "inconclusive"
    NOT_ASSESSED = "not_assessed"


class Relation(Enum):
    """How a derivative was made, in the Hub's words where it has them."""

    COPY = "copy"
    FINETUNE = "finetune"
    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    EXPANDED_VOCABULARY = "expanded_vocabulary"
    PRUNED = "pruned"
    DEPTH_CHANGED = "depth_changed"
    UPCYCLED = "upcycled"
    COMPONENT_REUSE = "component_reuse"
    CONVERTED = "converted"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentLineage:
    """One component of the examined repository against its nearest upstream."""

    component: Component
    verdict: Verdict
    relation: Relation
    upstream: SnapshotKey | None
    """The nearest upstream that was compared; ``None`` where there was none."""
    log10_p: float
    """Of the best test, corrected for everything that was tried; 0 where nothing was tested."""
    inherited_fraction: float
    """Share of this component's parameters that is inherited, as far as sampled, 0 to 1."""
    parameters: int
    correlation: float | None
    """Median matched correlation; ``None`` where nothing was matched."""
    detectable: float | None
    """Smallest shared row correlation that would have been seen: what makes "independent" worth saying."""
    coverage: float
    new_parts: tuple[str, ...] = ()
    """Tensors or groups that are this repository's own, in readable words (``embedding``)."""
    evidence: tuple[Evidence, ...] = ()
    files: tuple[str, ...] = ()
    """The models in this repository that it is about, each by its first file, where they have different origins; empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Everything found out about where one snapshot comes from."""

    subject: SnapshotKey
    verdict: Verdict
    """Of the whole repository: see `Verdict`."""
    components: tuple[ComponentLineage, ...]
    unavailable: tuple[Unavailable, ...]
    cost: Cost
    parameters: int
    compared_with: tuple[SnapshotKey, ...] = ()
    """Every upstream that something was compared with."""
    tokenizer: ComponentLineage | None = None
    """Where the tokenizer comes from, if it was looked at. It is no part of `components`: tokenizers are reused far and wide, so that one never
    makes a repository derived, and nothing is asked for it."""
    pictures: CasePictures | None = None
    """What was measured by layer and part; ``None`` where nobody kept it."""
