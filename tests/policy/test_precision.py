# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Precision counts what is known, and 299 posts without a mistake are what the gate asks for."""

from __future__ import annotations

import pytest

from bot.model.rates import Rate
from bot.model.records import RuleRecord
from bot.policy.precision import NEEDED, WANTED, gate, precision


def test_nothing_is_said_about_nothing() -> None:
    assert precision(RuleRecord(rule="notice-file-missing")).share is None
    assert precision(RuleRecord(rule="notice-file-missing", posted=2, disputed=2)).share is None


def test_what_stands_disputed_counts_on_neither_side() -> None:
    assert precision(RuleRecord(rule="x", posted=10, withdrawn=1, disputed=3)) == Rate(part=6, whole=7)


@pytest.mark.parametrize(
    ("posted", "withdrawn", "disputed", "run"), [(3, 2, 2, 0), (3, 1, 0, 3), (-1, 0, 0, 0), (3, 0, 0, -1)]
)
def test_counts_that_cannot_belong_together_are_refused(posted: int, withdrawn: int, disputed: int, run: int) -> None:
    with pytest.raises(ValueError, match="x: expected counts that fit"):
        RuleRecord(rule="x", posted=posted, withdrawn=withdrawn, disputed=disputed, clean_run=run)


def test_the_gate_opens_with_the_first_run_that_shows_enough() -> None:
    assert NEEDED == 299
    assert WANTED**NEEDED < 0.05 < WANTED ** (NEEDED - 1)
    assert not gate(RuleRecord(rule="x", posted=298, clean_run=298)).is_open
    assert gate(RuleRecord(rule="x", posted=299, clean_run=299)).is_open


def test_one_withdrawal_closes_it_again_until_as_many_followed() -> None:
    assert not gate(RuleRecord(rule="x", posted=300, withdrawn=1, clean_run=0)).is_open
    assert not gate(RuleRecord(rule="x", posted=599, withdrawn=1, clean_run=298)).is_open
    assert gate(RuleRecord(rule="x", posted=600, withdrawn=1, clean_run=299)).is_open
