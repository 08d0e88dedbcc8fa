# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The figure of the null: promised against found p-values, and how far from uniform the exact transform is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_COLORS = ("#1b6ca8", "#b5541c", "#3b7a3b", "#7a4a9e", "#a8871b", "#4a4a4a", "#1ba89b", "#c2185b", "#6d8f2a", "#2a3f8f")
_SURE = 1.63
"""The distance times the root of the count that a uniform sample exceeds once in a hundred (Kolmogorov's distribution)."""
_LEVELS = 7
"""Decades of p-values that are drawn."""
_SIDE = 480
_POINTS = 241


@dataclass(frozen=True, slots=True)
class Curve:
    """What is drawn of one kind of negatives."""

    shares: Sequence[float]
    """Share of comparisons at or below each level."""
    distances: Sequence[float]
    """Distribution of the transform minus the uniform one, times the root of the count, at even distances from 0 to 1."""


def distances(values: NDArray[np.float64]) -> list[float]:
    """The second half of a `Curve`, from transformed comparisons."""
    grid = np.linspace(0, 1, _POINTS)
    below = np.searchsorted(np.sort(values), grid, side="right") / len(values)
    return [round(float(each), 4) for each in (below - grid) * math.sqrt(len(values))]


def drawing(curves: Mapping[str, Curve], levels: Sequence[float]) -> str:
    """An SVG of two panels with a legend."""
    parts = [_panel_of_levels(curves, levels), _panel_of_distances(curves)]
    for number, (name, color) in enumerate(zip(curves, _COLORS, strict=False)):
        x, y = 60 + 540 * (number % 2), 600 + 22 * (number // 2)
        parts.append(f'<circle cx="{x}" cy="{y - 5}" r="5" fill="{color}"/><text x="{x + 12}" y="{y}">{name}</text>')
    height = 620 + 22 * math.ceil(len(curves) / 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1140 {height}" font-family="sans-serif" font-size="14">'
        f'<rect width="1140" height="{height}" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _panel_of_levels(curves: Mapping[str, Curve], levels: Sequence[float]) -> str:
    """The bound that the program reports; every point belongs below the line."""
    scale = _SIDE / _LEVELS
    points = [
        f'<circle cx="{60 - level * scale:.1f}" cy="{40 - math.log10(share) * scale:.1f}" r="3" fill="{color}"/>'
        for curve, color in zip(curves.values(), _COLORS, strict=False)
        for share, level in zip(curve.shares, levels, strict=True)
        if share > 0
    ]
    return (
        '<text x="60" y="24">Reported p-values: points below the line keep what they promise</text>'
        f'<line x1="60" y1="40" x2="{60 + _SIDE}" y2="{40 + _SIDE}" stroke="black"/>'
        f'<text x="60" y="556">promised: -log10 p, 0 to {_LEVELS}; downwards: -log10 of the share of pairs</text>{"".join(points)}'
    )


def _panel_of_distances(curves: Mapping[str, Curve]) -> str:
    """Each line wanders about zero, inside of the band in 99 of 100 samples."""
    left, middle, unit = 600, 40 + _SIDE / 2, 60
    top, bottom = middle - _SURE * unit, middle + _SURE * unit
    lines = []
    for curve, color in zip(curves.values(), _COLORS, strict=False):
        xs = np.linspace(left, left + _SIDE, len(curve.distances))
        path = " ".join(
            f"{x:.1f},{min(max(middle - y * unit, 40.0), 40.0 + _SIDE):.1f}"
            for x, y in zip(xs, curve.distances, strict=True)
        )
        lines.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5"/>')
    return (
        f'<text x="{left}" y="24">Exact transform: distance from uniform, times the root of the count</text>'
        f'<rect x="{left}" y="{top}" width="{_SIDE}" height="{bottom - top}" fill="#eeeeee"/>'
        f'<line x1="{left}" y1="{middle}" x2="{left + _SIDE}" y2="{middle}" stroke="black"/>'
        f'<text x="{left}" y="556">u from 0 to 1; grey: what 99 of 100 uniform samples keep to ({_SURE})</text>{"".join(lines)}'
    )
