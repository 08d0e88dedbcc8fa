# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What is said about controls: how many held, and what could not be claimed because of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.lineage.thresholds import CONTROLS_QUIET, controls_hold, would_decide
from bot.model.evidence import Matching, SampleMatch
from bot.model.lineage import ComponentLineage


def taken_back(matching: Matching) -> list[SampleMatch]:
    """Blocks that would be decisive, if their controls were there and had held."""
    return [each for each in matching.samples if would_decide(each, matching.tests) and not controls_hold(each)]


def sentence(tested: Sequence[SampleMatch]) -> str:
    """What the controls of these blocks say, for a reader."""
    failed = sum(not controls_hold(each) for each in tested)
    worst = min(each.control_log10_p for each in tested)
    if failed:
        return f"in {failed} of them the controls failed or are missing (10^{worst:.1f} where nothing belongs), which cannot be claimed"
    return f"{sum(each.controls for each in tested)} controls, in places where nothing belongs, stay above 10^{worst - 0.05:.1f}"


def why_inconclusive(part: ComponentLineage) -> str:
    """Why nothing certain is said of the component, for a reader."""
    if any(each.control_log10_p is not None and each.control_log10_p <= CONTROLS_QUIET for each in part.evidence):
        return "rows fit the upstream, but they fit as well where they do not belong: cannot be claimed"
    return "what was sampled is too little, or too contradictory, to tell"
