# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Measures that public accusations were made with: they show that the data of a test really is a trap. The engine uses none of them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def cosine(one: Array, other: Array) -> float:
    """Of two tensors as they are, not centred."""
    return float(one.ravel() @ other.ravel() / (np.linalg.norm(one) * np.linalg.norm(other)))


def pearson(one: Array, other: Array) -> float:
    """Correlation over all values."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def log10_p_of_values(one: Array, other: Array) -> float:
    """Upper tail of the correlation, as if every value were a sample of its own."""
    z = math.atanh(min(pearson(one, other), 1 - 1e-12)) * math.sqrt(one.size - 3)
    # Mills' ratio bounds the tail, where erfc itself becomes zero.
    return -(z * z / 2 + math.log(z * math.sqrt(2 * math.pi))) / math.log(10) if z > 1 else 0.0


def anchor_similarity(one: Array, other: Array, anchors: int = 64) -> float:
    """Correlation of the two tables' cosines between the same 64 tokens, as in anchor and Gram matrix methods."""
    upper = np.triu_indices(anchors, 1)

    def cosines(table: Array) -> Array:
        rows = table[:anchors] / np.linalg.norm(table[:anchors], axis=1, keepdims=True)
        return np.asarray((rows @ rows.T)[upper])

    return pearson(cosines(one), cosines(other))


def kernel_alignment(one: Array, other: Array) -> float:
    """Linear CKA of two tables of the same tokens."""
    first, second = one - one.mean(axis=0), other - other.mean(axis=0)
    shared = np.linalg.norm(first.T @ second) ** 2
    return float(shared / (np.linalg.norm(first.T @ first) * np.linalg.norm(second.T @ second)))
