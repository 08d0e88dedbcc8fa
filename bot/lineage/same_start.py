# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whether a derivative may as well be a second training from the same random start."""

from __future__ import annotations

from dataclasses import replace

from bot.model.evidence import Evidence, EvidenceKind
from bot.model.lineage import ComponentLineage, Verdict

METHOD = "norms/1"
CLOSE_ENOUGH = 0.98
"""Correlation of matrices from which on the question does not arise: two trainings drift further apart."""
COMMON_TRAINING = 0.42
"""Mean correlation of gains below which common training is not shown. Zoo: children 0.56 and more, one start and another order of the
data up to 0.30; in between, at equal distance by ratio."""


def with_gains(part: ComponentLineage, agreement: float | None, *, bytes_read: int) -> ComponentLineage:
    """The component as a sibling where its gains do not show that it was trained from the upstream; as it was otherwise."""
    if agreement is None or part.upstream is None:
        return part
    is_shown = agreement >= COMMON_TRAINING
    words = (
        "as common training leaves them"
        if is_shown
        else "so that a training from the same random start cannot be excluded"
    )
    evidence = Evidence(
        kind=EvidenceKind.NORM_GAINS,
        method=METHOD,
        upstream=part.upstream,
        component=part.component,
        statistic=agreement,
        expected_if_unrelated=0.0,
        log10_p=None,
        coverage=0.0,
        bytes_read=bytes_read,
        detail=f"the gains of norms, which begin alike in every model, agree by {agreement:.2f}, {words}",
    )
    verdict = part.verdict if is_shown else Verdict.SIBLING
    return replace(part, verdict=verdict, evidence=(*part.evidence, evidence))
