# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Finds the hidden basis of one model in another's, from rows that both have for the same tokens.

An alignment is never evidence: embeddings of unrelated models with one tokenizer agree after such a rotation, too (METHOD, trap 3).
It only says in which basis the rows of other matrices are then compared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.numerics.floats import Floats

_LEAST_MAPPED = 0.5
"""Share of the suspect's columns that have to find a counterpart."""
_COLUMNS_AT_ONCE = 512
_LEAST_STRENGTH = 0.3
"""Correlation below which a mutual best match is chance: half of all columns have one."""


def rotation(suspect: Floats, reference: Floats) -> Floats:
    """The orthogonal matrix R that brings ``suspect @ R`` closest to the reference (Schönemann, 1966).

    Both hold one row for each token, as many columns, and are centred here.
    """
    one = suspect - suspect.mean(axis=0, keepdims=True)
    other = reference - reference.mean(axis=0, keepdims=True)
    left, _, right = np.linalg.svd((one.T @ other).astype(np.float64), full_matrices=False)
    turned: Floats = (left @ right).astype(np.float32)
    return turned


def column_map(suspect: Floats, reference: Floats) -> tuple[NDArray[np.intp], Floats] | None:
    """For each column of the suspect its counterpart in the reference and the sign between them, by mutual best correlation.

    Returns the reference's column for each of the suspect's columns that has one (others are -1) with the signs, or ``None`` where too few
    have one.
    """
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


def _unit_columns(values: Floats) -> Floats:
    centred = values - values.mean(axis=0, keepdims=True)
    lengths = np.linalg.norm(centred, axis=0, keepdims=True)
    unit: Floats = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 0)
    return unit
