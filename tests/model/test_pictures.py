# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Values of pictures: nothing above what was measured, nothing where nothing was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lineage.thresholds import LOOKS_ALIKE
from bot.model.dots import Against, Dots
from bot.model.layer_maps import ALIKE, NOT_MEASURED, SAMPLED_AT_MOST, Cell, Control, ControlKind, Found, rounded_down
from bot.model.records import RuleTally
from bot.model.repository import SnapshotKey
from tests.samples.pictures import MAP


@given(st.floats(-1.0, 1.0))
def test_a_correlation_is_never_rounded_up_and_loses_less_than_a_thousandth(value: float) -> None:
    down = rounded_down(value)
    assert value - 0.001 <= down + 1e-12
    assert down <= value
    assert rounded_down(down) == down


@pytest.mark.parametrize("value", [0.99996, 0.9995, 1.0])
def test_what_was_sampled_is_never_called_exact(value: float) -> None:
    assert Cell.measured(value).correlation == SAMPLED_AT_MOST


def test_a_cell_has_a_number_exactly_where_one_was_measured() -> None:
    with pytest.raises(ValueError, match="exactly where"):
        Cell(Found.NOT_MEASURED, 0.5)
    with pytest.raises(ValueError, match="exactly where"):
        Cell(Found.MEASURED)
    assert NOT_MEASURED.level is None


def test_the_scale_begins_at_zero() -> None:
    assert Cell.measured(-0.4).level == 0.0


def test_a_control_is_named_exactly_where_it_is_a_model() -> None:
    key = SnapshotKey("acme/other", "0" * 40)
    with pytest.raises(ValueError, match="name of a model"):
        Control(kind=ControlKind.ELSEWHERE, upstream=key)
    with pytest.raises(ValueError, match="name of a model"):
        Control(kind=ControlKind.UPSTREAM)


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 7 cells"):
        replace(MAP, rows=(replace(MAP.rows[0], pair=MAP.rows[0].pair[1:]),))


def test_readers_are_told_that_blocks_agree_where_the_engine_says_so() -> None:
    assert ALIKE == LOOKS_ALIKE


def test_more_right_than_judged_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 3 right"):
        RuleTally(words="rule", right=4, judged=3)


@pytest.mark.parametrize("values", [(), (0.5, 0.1), (0.1, 0.2, 0.3)])
def test_a_group_of_marks_is_in_order_and_no_larger_than_what_was_measured(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="values in order"):
        Dots(against=Against.PAIR, component=None, upstream=None, count=2, alike=0, values=values)
