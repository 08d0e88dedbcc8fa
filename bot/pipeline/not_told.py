# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Components about which nothing could be said, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.evidence.families import is_unreadable
from bot.lineage.controls import why_inconclusive
from bot.model.costs import Reason, Unavailable
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import ComponentLineage, Verdict
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily
from bot.pipeline.weights import Weights


def not_told(
    parts: Sequence[ComponentLineage],
    families: Sequence[TensorFamily],
    candidates: Mapping[SnapshotKey, Fingerprint],
    weights: Weights,
) -> list[Unavailable]:
    """Components about which nothing could be said, and why."""
    entries = []
    for part in parts:
        if part.verdict is Verdict.NOT_ASSESSED:
            entries.append(
                Unavailable(
                    what=part.component.words, reason=Reason.NOT_ENOUGH, detail=_why(part, families, candidates)
                )
            )
        elif part.verdict is Verdict.INCONCLUSIVE:
            entries.append(
                Unavailable(what=part.component.words, reason=Reason.NOT_ENOUGH, detail=why_inconclusive(part))
            )
    if not parts and weights.total_bytes and not weights.tensors and not weights.unavailable:
        entries.append(Unavailable(what="weights", reason=Reason.NOT_ENOUGH, detail="the files hold no tensors"))
    return entries


def _why(
    part: ComponentLineage, families: Sequence[TensorFamily], candidates: Mapping[SnapshotKey, Fingerprint]
) -> str:
    own = [family for family in families if family.component is part.component]
    if own and all(is_unreadable(family) or len(family.shape) < 2 for family in own):
        return "its tensors are stored in a form that is not compared yet"
    if not candidates:
        return "no upstream in the catalog has matrices of this width"
    return "nothing in the catalog has matrices that fit its own"
