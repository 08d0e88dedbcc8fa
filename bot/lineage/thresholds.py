# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From which figures on something is said. One place, so that a reader can judge the judge."""

from __future__ import annotations

import math

from bot.model.evidence import SampleMatch

DECISIVE_RAW = -19.0
"""log10 p of one block before correction: 22 of 32 rows on their own label."""
DECISIVE_CORRECTED = -12.0
"""After correction for everything that was tried; ten million tests leave this of `DECISIVE_RAW`."""
CONTROLS_QUIET = -6.0
"""log10 p that no control of a block may reach: one in a million, where a block has some forty controls. What fits where it does not belong
is not explained by its place, and what was never controlled may not be either: neither can be claimed."""
LEAST_BLOCKS = 2
"""Decisive blocks, and layers that they come from where the model has several: one alone may be a mistake of ours."""
DERIVED_CORRELATION = 0.30
"""Below this the rows share an origin, but whether one model was made from the other cannot be told."""
QUIET_CORRECTED = -3.0
"""log10 p that unrelated models do not reach: 10^-3 after correction."""
USEFUL_LIMIT = 0.35
"""A test that would not have seen a correlation of this size says nothing by finding none."""
LOOKS_ALIKE = 0.30
"""Correlation of blocks that were only looked at, from which on they count as inherited; unrelated rows stay below 0.1."""
ALL_EQUAL = 0.99
"""Share of equal rows from which on a model is called a copy."""


def is_decisive(match: SampleMatch, tests: int) -> bool:
    """Whether one block is enough to count towards "derived"."""
    return would_decide(match, tests) and controls_hold(match)


def would_decide(match: SampleMatch, tests: int) -> bool:
    """Whether a block's own figures are enough, whatever its controls say."""
    return match.log10_p is not None and match.log10_p <= DECISIVE_RAW and corrected(match, tests) <= DECISIVE_CORRECTED


def controls_hold(match: SampleMatch) -> bool:
    """Whether there are controls, and all of them stay quiet."""
    return match.controls > 0 and match.control_log10_p > CONTROLS_QUIET


def corrected(match: SampleMatch, tests: int) -> float:
    """log10 p after Bonferroni's correction for so many tests, at most zero."""
    return min(0.0, (match.log10_p or 0.0) + math.log10(max(1, tests)))


def looks_alike(match: SampleMatch) -> bool:
    """Whether a block counts as inherited once the component is known to be derived."""
    chance = 6.0 / math.sqrt(match.rows * match.columns)
    return match.correlation >= max(LOOKS_ALIKE, chance)
