# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the exact test says of unrelated blocks, a million times: whether its p-values promise too much.

``python -m benchmarks.calibration.null [--blocks N] [--models FOLDER ...]`` compares N blocks of 32 rows with N others, N * N pairs.
Every pair is unrelated by construction: different seeds, or different layers of real models where folders with safetensors files are named.
All blocks share what unrelated models share: outlier channels, common directions, heavy tails. Prints and stores, for each level, how often
log10 p fell below it and how often that may happen at most, and the smallest value seen; and draws both as an SVG.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.machine import machine_facts
from bot.evidence.families import families_of, is_comparable
from bot.formats.safetensors import header_range, parse_header
from bot.model.components import Role
from bot.numerics.decoding import decode
from bot.numerics.fixed_points import log10_p
from bot.numerics.floats import Floats
from bot.numerics.rows import prepare, sign_codes, signs

ROWS = 32
WIDTH = 384
RESULTS = Path(__file__).parents[1] / "results"
UNLUCKY = 1e-3
"""A level counts as broken where so many pairs below it would be less likely than this."""
LEVELS = [round(-0.25 * step, 2) for step in range(1, 29)]


def seeded_blocks(count: int, *, seed: int) -> Iterator[Floats]:
    """Blocks of models that share a recipe and nothing else."""
    recipe = np.random.default_rng(0)
    channels = np.exp(recipe.normal(0, 0.7, WIDTH))
    common = recipe.normal(size=(4, WIDTH))
    for number in range(count):
        random = np.random.default_rng([seed, number])
        rows = random.standard_t(4, (ROWS, WIDTH)) + random.normal(size=(ROWS, 4)) @ common
        yield (rows * channels).astype(np.float32)


def real_blocks(folder: Path) -> Iterator[tuple[str, Floats]]:
    """The first rows of every MLP matrix of this width in a real model, with the layer's name."""
    for path in sorted(folder.rglob("*.safetensors")):
        data = path.read_bytes()
        place = header_range(path.name, data[:8], len(data))
        tensors = parse_header(path.name, data[place.start : place.stop], len(data)).tensors
        for family in families_of(tensors, seen_bytes=1, total_bytes=1):
            if family.role is Role.UNIT_IN and is_comparable(family) and family.columns == WIDTH:
                for member in family.members:
                    for first in range(0, member.shape[0] - ROWS + 1, ROWS):
                        rows = member.rows(first, ROWS)
                        yield f"{member.name}:{first}", decode(data[rows.start : rows.stop], member.dtype, WIDTH)


def prepared(blocks: Iterator[Floats]) -> list[Floats]:
    """Blocks that can be compared."""
    return [found for block in blocks if (found := prepare(block)) is not None]


def tails(suspects: list[Floats], references: list[Floats], *, same: bool) -> tuple[np.ndarray, int]:
    """Histogram of (hits, matches) over all pairs; ``same`` leaves out a block against itself."""
    table = np.zeros((ROWS + 1, ROWS + 1), np.int64)
    packed = np.concatenate([signs(sign_codes(each), ROWS, WIDTH) for each in references])
    labels = np.arange(ROWS)
    for number, block in enumerate(suspects):
        similarity = (block @ packed.T).reshape(ROWS, len(references), ROWS).transpose(1, 0, 2)
        forward, backward = similarity.argmax(axis=2), similarity.argmax(axis=1)
        mutual = np.take_along_axis(backward, forward, axis=1) == labels
        hits, matches = (mutual & (forward == labels)).sum(axis=1), mutual.sum(axis=1)
        if same:
            hits, matches = np.delete(hits, number), np.delete(matches, number)
        np.add.at(table, (hits, matches), 1)
    return table, int(table.sum())


def summary(table: np.ndarray) -> dict[str, object]:
    """For each level the share of pairs below it, which may be at most ten to the level."""
    values = {
        (hits, matches): log10_p(hits, matches, ROWS)
        for hits, matches in zip(*(axis.tolist() for axis in np.nonzero(table)), strict=True)
    }
    total = int(table.sum())
    shares = [sum(int(table[place]) for place, value in values.items() if value <= level) / total for level in LEVELS]
    return {
        "pairs": total,
        "smallest_log10_p": min(values.values()),
        "levels": LEVELS,
        "share_below": shares,
        "promised_at_most": [10.0**level for level in LEVELS],
        "kept": all(
            poisson_tail(round(share * total), total * 10.0**level) >= UNLUCKY
            for share, level in zip(shares, LEVELS, strict=True)
        ),
        "decisive": sum(int(table[place]) for place, value in values.items() if value <= -19.0),
    }


def poisson_tail(count: int, expected: float) -> float:
    """Probability of so many or more where so many are expected at most."""
    below = sum(math.exp(number * math.log(expected) - expected - math.lgamma(number + 1)) for number in range(count))
    return max(0.0, 1.0 - below)


def drawing(found: dict[str, dict[str, object]]) -> str:
    """Promised against found, both as decimal logarithms; every point belongs below the line."""
    points = []
    colors = ("#1b6ca8", "#b5541c", "#3b7a3b")
    for (name, each), color in zip(found.items(), colors, strict=False):
        shares, levels = each["share_below"], each["levels"]
        if not isinstance(shares, list) or not isinstance(levels, list):
            continue
        for share, level in zip(shares, levels, strict=True):
            if share > 0:
                x, y = 60 - level * 70, 40 - np.log10(share) * 70
                points.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"><title>{name}</title></circle>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" font-family="sans-serif" font-size="14">'
        '<rect width="600" height="600" fill="white"/>'
        '<line x1="60" y1="40" x2="560" y2="540" stroke="black"/>'
        '<text x="300" y="585">promised: -log10 p (0 to 7)</text><text x="10" y="25">found: -log10 share of pairs, 0 at the top</text>'
        f"{''.join(points)}</svg>"
    )


def main() -> None:
    """Compare, print, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=1000)
    parser.add_argument("--models", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    found = {}
    own, other = (prepared(seeded_blocks(options.blocks, seed=seed)) for seed in (1, 2))
    found["seeds"] = summary(tails(own, other, same=False)[0])
    for folder in options.models:
        blocks = prepared(block for _, block in real_blocks(folder))[: options.blocks]
        found[f"layers of {folder.name}"] = summary(tails(blocks, blocks, same=True)[0])
    result = {"machine": machine_facts(), "rows": ROWS, "width": WIDTH, "null": found}
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "null.json").write_text(json.dumps(result, indent=2) + "\n")
    (RESULTS / "null.svg").write_text(drawing(found))
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
