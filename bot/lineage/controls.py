# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is said about controls: how many held, and what could not be claimed because of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.lineage.thresholds import CONTROLS_QUIET, controls_hold, would_decide
from bot.model.evidence import Matching, SampleMatch
from bot.model.lineage import ComponentLineage


def claimed(matching: Matching) -> list[SampleMatch]:
    """Blocks that would be decisive by their own figures."""
    return [each for each in matching.samples if would_decide(each, matching.tests)]


def is_taken_back(matching: Matching) -> bool:
    """Whether some block would be decisive, if its controls were there and had held."""
    return not all(map(controls_hold, claimed(matching)))


def sentence(blocks: Sequence[SampleMatch]) -> str:
    """What the controls of claimed blocks say, for a reader; empty where nothing is claimed."""
    if not blocks:
        return ""
    failed = sum(not controls_hold(each) for each in blocks)
    worst = min(each.control_log10_p for each in blocks)
    if failed:
        return (
            f"; in {failed} of them the controls failed or are missing (10^{worst:.1f} where nothing belongs), "
            "which cannot be claimed"
        )
    return (
        f"; {sum(each.controls for each in blocks)} controls, in places where nothing belongs, "
        f"stay above 10^{worst - 0.05:.1f}"
    )


def controls_failed(part: ComponentLineage) -> bool:
    """Whether rows of the component fit where they do not belong."""
    return any(each.control_log10_p is not None and each.control_log10_p <= CONTROLS_QUIET for each in part.evidence)


def why_inconclusive(part: ComponentLineage) -> str:
    """Why nothing certain is said of the component, for a reader."""
    if controls_failed(part):
        return "rows fit the upstream, but they fit as well where they do not belong: cannot be claimed"
    return "what was sampled is too little, or too contradictory, to tell"
