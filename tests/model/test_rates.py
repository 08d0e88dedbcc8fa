# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Intervals against published values, and the laws that every interval keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.rates import Rate


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (1, 412, 0.0001, 0.0134),
        (0, 299, 0.0, 0.0123),
        (5, 10, 0.1871, 0.8129),
        (3, 1000, 0.0006, 0.0087),
    ],
)
def test_the_interval_is_that_of_the_tables(part: int, whole: int, low: float, high: float) -> None:
    assert Rate(part=part, whole=whole).interval == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_everything_is_possible() -> None:
    assert (Rate(part=0, whole=0).share, Rate(part=0, whole=0).interval) == (None, (0.0, 1.0))


def test_a_part_is_never_larger_than_its_whole() -> None:
    with pytest.raises(ValueError, match="found 2 of 1"):
        Rate(part=2, whole=1)


@given(st.integers(1, 400).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_holds_the_share_and_mirrors(counted: tuple[int, int]) -> None:
    part, whole = counted
    low, high = Rate(part=part, whole=whole).interval
    assert 0 <= low <= part / whole <= high <= 1
    mirrored = Rate(part=whole - part, whole=whole).interval
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)
