# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds the hidden basis of one model in another's, from rows that both have for the same tokens.

An alignment is never evidence: embeddings of unrelated models with one tokenizer agree after such a rotation, too (METHOD, trap 3).
It only says in which basis the rows of other matrices are then compared.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bot.numerics.floats import Floats

_LEAST_MAPPED = 0.5
"""Share of the suspect's columns that have to find a counterpart."""
_COLUMNS_AT_ONCE = 512
_LEAST_STRENGTH = 0.3
"""Correlation below which a mutual best match is chance: half of all columns have one."""
_PROBED = 64
"""Columns that are looked at before all are: where half of all have a counterpart, fewer than an eighth of these do once in 10^11."""
_LEAST_PROBED = 0.125
_GRAM_ROWS = 128
_LEAST_GRAM = 0.06
"""Correlation of the angles between rows below which no turn makes them alike. Of 8,128 pairs unrelated rows give 0.011 (one standard
deviation); signs of the same rows give 0.5 and more, and 0.14 where noise of one and a half times the weights leaves a quarter of the
neurons to be found."""


def may_be_turned(suspect: Floats, reference: Floats) -> bool:
    """Whether the angles between the first rows are alike in both, as they are in every basis: where they are not, no rotation helps.

    It costs next to nothing and says nothing else: unrelated models with one tokenizer may pass.
    """
    some = min(len(suspect), len(reference), _GRAM_ROWS)
    pairs = some * (some - 1)
    if not pairs:
        return False
    one, other = (_angles(values[:some]) for values in (suspect, reference))
    means = one.sum() / pairs, other.sum() / pairs
    common = (one * other).sum() / pairs - means[0] * means[1]
    spreads = [(each * each).sum() / pairs - mean * mean for each, mean in zip((one, other), means, strict=True)]
    size = math.sqrt(max(0.0, spreads[0]) * max(0.0, spreads[1]))
    return size > 0 and bool(common >= _LEAST_GRAM * size)


def rotation(suspect: Floats, reference: Floats) -> Floats:
    """The orthogonal matrix R that brings ``suspect @ R`` closest to the reference (Schönemann, 1966).

    Both hold one row for each token, as many columns, and are centred here. Where there are fewer tokens than columns, what no token shows
    becomes zero: any rotation of it would fit as well, and turned at random it would hide the rest.
    """
    one = suspect - suspect.mean(axis=0, keepdims=True)
    other = reference - reference.mean(axis=0, keepdims=True)
    if len(one) < one.shape[1]:
        (left, one), (right, other) = np.linalg.qr(one.T), np.linalg.qr(other.T)
        inner = _nearest_rotation(one @ other.T)
        turned: Floats = (left @ inner.astype(np.float32)) @ right.T
        return turned
    return _nearest_rotation(one.T @ other).astype(np.float32)


def _nearest_rotation(values: Floats) -> NDArray[np.float64]:
    left, _, right = np.linalg.svd(values.astype(np.float64), full_matrices=False)
    nearest: NDArray[np.float64] = left @ right
    return nearest


def may_be_mapped(suspect: Floats, reference: Floats) -> bool:
    """Whether some columns of the suspect have a counterpart: if so few of those that are looked at have one, half of all do not."""
    step = max(1, suspect.shape[1] // _PROBED)
    own = _unit_columns(np.ascontiguousarray(suspect[:, ::step]))
    spreads = reference.std(axis=0) * np.float32(np.sqrt(len(reference)))
    # The own columns have no mean, so that of the reference's does not matter.
    strength = np.abs(own.T @ reference)
    found = (strength >= _LEAST_STRENGTH * spreads).any(axis=1, where=spreads > 0)
    return bool(found.mean() >= _LEAST_PROBED)


def column_map(suspect: Floats, reference: Floats) -> tuple[NDArray[np.intp], Floats] | None:
    """For each column of the suspect its counterpart in the reference and the sign between them, by mutual best correlation.

    Returns the reference's column for each of the suspect's columns that has one (others are -1) with the signs, or ``None`` where too few
    have one.
    """
    if not may_be_mapped(suspect, reference):
        return None
    own, other = _unit_columns(suspect), _unit_columns(reference)
    forward, strength = np.zeros(own.shape[1], np.intp), np.zeros(own.shape[1], np.float32)
    backward, best = np.zeros(other.shape[1], np.intp), np.full(other.shape[1], -1.0, np.float32)
    # Some columns at a time: all pairs of seven thousand would take two hundred megabytes, several times over.
    for first in range(0, own.shape[1], _COLUMNS_AT_ONCE):
        some = own[:, first : first + _COLUMNS_AT_ONCE].T @ other
        absolute = np.abs(some)
        nearest = absolute.argmax(axis=1)
        rows = np.arange(len(some))
        forward[first : first + len(some)] = nearest
        strength[first : first + len(some)] = some[rows, nearest]
        highest = absolute.max(axis=0)
        better = highest > best
        backward[better], best[better] = first + absolute.argmax(axis=0)[better], highest[better]
    mutual = (backward[forward] == np.arange(len(forward))) & (np.abs(strength) >= _LEAST_STRENGTH)
    if mutual.mean() < _LEAST_MAPPED:
        return None
    return np.where(mutual, forward, -1), np.sign(strength)


def _angles(values: Floats) -> NDArray[np.float64]:
    """Cosines between the rows, zero on the diagonal."""
    centred = values - values.mean(axis=0, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    unit = centred / np.where(lengths > 0, lengths, np.float32(1.0))
    angles: NDArray[np.float64] = (unit @ unit.T).astype(np.float64)
    np.fill_diagonal(angles, 0.0)
    return angles


def _unit_columns(values: Floats) -> Floats:
    centred = values - values.mean(axis=0, keepdims=True)
    lengths = np.linalg.norm(centred, axis=0, keepdims=True)
    unit: Floats = centred / np.where(lengths > 0, lengths, np.float32(1.0))
    return unit
