# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Three-valued truth follows Kleene's tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.truth import Truth, all_of, any_of

TRUTHS = st.sampled_from(Truth)


@given(st.lists(TRUTHS))
def test_any_and_all_are_each_others_mirror(values: list[Truth]) -> None:
    assert any_of(values) is all_of(value.negated() for value in values).negated()


@given(st.lists(TRUTHS), TRUTHS)
def test_more_knowledge_never_turns_a_no_into_a_yes(values: list[Truth], more: Truth) -> None:
    if all_of(values) is Truth.NO:
        assert all_of([*values, more]) is Truth.NO


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Truth.YES),
        ([Truth.YES, Truth.UNKNOWN], Truth.UNKNOWN),
        ([Truth.NO, Truth.UNKNOWN], Truth.NO),
    ],
)
def test_all_of_follows_the_table(values: list[Truth], expected: Truth) -> None:
    assert all_of(values) is expected


def test_what_is_missing_is_neither_true_nor_false() -> None:
    assert Truth.of(None) is Truth.UNKNOWN
    assert Truth.of(None).negated() is Truth.UNKNOWN
    assert any_of([Truth.UNKNOWN, Truth.NO]) is Truth.UNKNOWN
