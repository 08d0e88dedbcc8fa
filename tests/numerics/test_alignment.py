# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Hidden bases are found again from signs, and what cannot be aligned is told apart before anything large is computed."""

from __future__ import annotations

import numpy as np
import pytest

from bot.numerics.alignment import column_map, may_be_mapped, may_be_turned, rotation
from bot.numerics.floats import Floats

TOKENS, WIDTH = 256, 640


def tokens(seed: int, width: int = WIDTH) -> Floats:
    """Rows with heavy tails and columns of unequal spread, as embeddings have."""
    random = np.random.default_rng(seed)
    values: Floats = (random.standard_t(5, (TOKENS, width)) * np.exp(random.normal(0, 0.5, width))).astype(np.float32)
    return values


def kept(values: Floats) -> Floats:
    """What a catalog holds: the sign of each value and the spread of each column."""
    centred = values - values.mean(axis=0)
    signs: Floats = np.sign(centred) * centred.std(axis=0)
    return signs


def with_noise(values: Floats, relative: float) -> Floats:
    random = np.random.default_rng(99)
    noise: Floats = (random.normal(size=values.shape) * relative * values.std(axis=0)).astype(np.float32)
    return values + noise


def basis(seed: int, width: int = WIDTH) -> Floats:
    turn: Floats = np.linalg.qr(np.random.default_rng(seed).normal(size=(width, width)))[0].astype(np.float32)
    return turn


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_is_turned_is_passed_over(seed: int) -> None:
    """Noise of one and a half times the weights leaves a correlation of 0.55, far below what is found after the turn."""
    known = tokens(seed)
    for noise in (0.0, 0.5, 1.5):
        assert may_be_turned(with_noise(known, noise) @ basis(seed + 1000), kept(known))


@pytest.mark.parametrize("seed", range(20))
def test_unrelated_tokens_are_told_apart_at_once(seed: int) -> None:
    own, known = tokens(seed), kept(tokens(seed + 100))
    assert not may_be_turned(own, known)
    assert not may_be_mapped(own, known)
    assert column_map(own, known) is None


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_is_mapped_is_passed_over(seed: int) -> None:
    """The hardest that still counts: half of the columns are the upstream's, with noise as large as the weights, the others are new."""
    random = np.random.default_rng(seed)
    known, order = tokens(seed), random.permutation(WIDTH)
    own = np.where(np.arange(WIDTH) % 2, with_noise(known, 1.0), tokens(seed + 100))[:, order]
    assert may_be_mapped(own.astype(np.float32), kept(known))


def test_fewer_dimensions_of_the_same_model_are_mapped() -> None:
    known = tokens(1)
    chosen = np.sort(np.random.default_rng(2).choice(WIDTH, WIDTH // 2, replace=False))
    found = column_map(with_noise(known[:, chosen], 0.3), kept(known))
    assert found is not None
    assert (found[0] == chosen).mean() > 0.98


def test_rows_without_a_value_are_like_nothing() -> None:
    own, known = np.zeros((TOKENS, WIDTH), np.float32), kept(tokens(1))
    assert not may_be_turned(own, known)
    assert not may_be_mapped(own, known)
    own[:] = np.nan
    assert not may_be_turned(own, known)
    assert not may_be_mapped(own, known)


def test_a_turn_is_found_again_in_all_that_the_tokens_show() -> None:
    known, turn = tokens(3), basis(4)
    centred = known - known.mean(axis=0)
    back = rotation(known @ turn, known)
    assert np.allclose((centred @ turn) @ back, centred, atol=1e-3 * np.abs(centred).max())


def test_what_no_token_shows_becomes_zero() -> None:
    """So that it hides nothing: at random it would be larger than what was found."""
    known, turn = tokens(3), basis(4)
    back = rotation(known @ turn, known)
    assert np.linalg.matrix_rank(back, tol=1e-3) <= TOKENS
    assert np.allclose(np.linalg.norm(back), np.sqrt(TOKENS), rtol=0.01)


def test_more_tokens_than_dimensions_make_a_whole_rotation() -> None:
    known, turn = tokens(5, width=64), basis(6, width=64)
    back = rotation(known @ turn, known)
    assert np.allclose(turn @ back, np.eye(64), atol=1e-3)
