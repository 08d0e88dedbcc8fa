# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The synthetic tasks: a language with a grammar of its own in several dialects, and small pictures of gratings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

VOCABULARY = 512
_SUCCESSORS = 4
_CONTEXTS = 2


class Language:
    """A Markov source: the next token depends on the last one and on whether the one before it was even.

    A dialect replaces a part of the rules, as a domain for fine-tuning does.
    """

    def __init__(self, dialect: int = 0, *, replaced: float = 0.4) -> None:
        common, own = np.random.default_rng(2026), np.random.default_rng(3000 + dialect)
        shape = (_CONTEXTS, VOCABULARY, _SUCCESSORS)
        frequency = 1 / np.arange(4, VOCABULARY + 4)
        frequency /= frequency.sum()
        self._next = common.choice(VOCABULARY, shape, p=frequency)
        if dialect:
            changed = own.random(shape[:2]) < replaced
            self._next[changed] = own.choice(VOCABULARY, shape, p=frequency)[changed]
        self._odds = np.cumsum([0.55, 0.25, 0.13, 0.07])

    def batches(self, steps: int, *, batch: int, length: int, order: int) -> NDArray[np.int64]:
        """Token ids, steps x batch x length; ``order`` is the seed of the stream."""
        random = np.random.default_rng((2027, order))
        count = steps * batch
        tokens = np.empty((count, length), np.int64)
        tokens[:, :2] = random.integers(VOCABULARY, size=(count, 2))
        for place in range(2, length):
            choice = np.searchsorted(self._odds, random.random(count)).clip(max=_SUCCESSORS - 1)
            tokens[:, place] = self._next[tokens[:, place - 2] % _CONTEXTS, tokens[:, place - 1], choice]
        return tokens.reshape(steps, batch, length)


SIDE, PATCH, KINDS = 16, 4, 8


def pictures(steps: int, *, batch: int, order: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Patches of gratings (steps x batch x patches x values) and which of eight directions each has."""
    random = np.random.default_rng((2028, order))
    count = steps * batch
    kinds = random.integers(KINDS, size=count)
    down, right = np.mgrid[:SIDE, :SIDE]
    angle = (kinds * np.pi / KINDS)[:, None, None]
    wave = random.uniform(0.5, 1.2, (count, 1, 1))
    phase = random.uniform(0, 2 * np.pi, (count, 1, 1))
    values = np.sin(wave * (down * np.cos(angle) + right * np.sin(angle)) + phase)
    values += random.normal(0, 0.5, values.shape)
    across = SIDE // PATCH
    patches = values.reshape(count, across, PATCH, across, PATCH).swapaxes(2, 3).reshape(count, across**2, PATCH**2)
    return patches.reshape(steps, batch, across**2, PATCH**2).astype(np.float32), kinds.reshape(steps, batch)
