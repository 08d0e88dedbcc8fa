# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How small a shared row correlation the fixed-point test still sees, against 1-bit references, and what it says of unrelated rows.

``python benchmarks/detection_limit.py [TRIALS]`` prints, for each width, the smallest correlation on a grid of 5 % steps at which at
least 98 % of the trials reach log10 p <= -19 with 32 rows, multiplied by the square root of the width too, and the extremes under
independence. Rows are heavy-tailed (Student's t with 4 degrees of freedom) with channels of unequal spread.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from bot.numerics.fixed_points import fixed_points
from bot.numerics.rows import prepare, sign_codes, signs

ROWS = 32
ENOUGH = -19.0


def one_trial(random: np.random.Generator, width: int, correlation: float) -> float:
    """Decimal logarithm of the p-value for one pair of blocks with this correlation."""
    channels = np.exp(random.normal(0, 0.5, width))
    upstream = random.standard_t(4, (ROWS, width))
    noise = random.standard_t(4, (ROWS, width))
    suspect = correlation * upstream + np.sqrt(1 - correlation**2) * noise
    reference = prepare((upstream * channels).astype(np.float32))
    block = prepare((suspect * channels).astype(np.float32))
    if reference is None or block is None:
        raise RuntimeError("random rows are never uniform")
    return fixed_points(block, signs(sign_codes(reference), ROWS, width)).log10_p


def limit(random: np.random.Generator, width: int, trials: int) -> float:
    """Smallest correlation on the grid that is seen in 98 % of the trials."""
    correlation = 1.5 / np.sqrt(width)
    while np.mean([one_trial(random, width, correlation) <= ENOUGH for _ in range(trials)]) < 0.98:
        correlation *= 1.05
    return float(correlation)


def main() -> None:
    """Print one line of JSON for each width."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    random = np.random.default_rng(20261124)
    for width in (128, 256, 512, 1024, 2048, 4096, 7168):
        found = limit(random, width, trials)
        null = [one_trial(random, width, 0.0) for _ in range(trials)]
        line = {
            "width": width,
            "limit": round(found, 4),
            "times_root": round(found * width**0.5, 2),
            "null_min": min(null),
        }
        print(json.dumps(line))


if __name__ == "__main__":
    main()
