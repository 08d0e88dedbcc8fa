# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Gains of norms: they begin alike in every model, so what two models have in common there is common training.

Two trainings from the same random start are related in every matrix, as a derivative is. Their gains are not, or hardly: measured on
``benchmarks/zoo``, gains of a child correlate with its parent's by 0.57 and more, even after three times the first training, those of two
trainings from one start with the data in another order by 0.26 to 0.30, and those of strangers by less than 0.03.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.numerics.floats import Floats

_RESCALED = 3.0
"""Gains that vary so many times as much as the other model's were moved into matrices, or out of them, and say nothing."""
_LEAST_SPREAD = 1e-5


def gains_agreement(pairs: Iterable[tuple[Floats, Floats]]) -> float | None:
    """Mean centred correlation of gains of the suspect with the upstream's; ``None`` where none can be compared."""
    found = []
    for own, other in pairs:
        spreads = float(own.std()), float(other.std())
        if len(own) != len(other) or min(spreads) < _LEAST_SPREAD or max(spreads) > _RESCALED * min(spreads):
            continue
        found.append(float(np.corrcoef(own.astype(np.float64), other.astype(np.float64))[0, 1]))
    return sum(found) / len(found) if found else None
