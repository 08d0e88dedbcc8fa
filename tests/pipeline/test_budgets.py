# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where a budget is used up new scans wait, and everything that concerns people who were spoken to goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.cases import CaseState
from bot.model.costs import Reason, Unavailable
from bot.model.errors import RateLimited
from bot.model.reports import ScanReport
from bot.model.timeline import Timeline
from bot.ports.hub import ModelSource
from tests.samples.daemon import FIXED, World
from tests.samples.judged import NOW, WHOLE_MODEL


def test_new_scans_wait_for_the_next_day() -> None:
    world = World()
    world.daily_bytes.spend(1000)
    key = world.publish(WHOLE_MODEL)
    with pytest.raises(RateLimited, match="bytes_per_day") as caught:
        world.jobs.scan(key)
    assert world.scans == []
    assert not world.jobs.may_scan()
    wait = caught.value.retry_after_seconds or 0
    assert (NOW.hour, NOW.minute) == (0, 0) or 0 < wait < 86_400
    world.clock.advance(wait)
    assert world.jobs.scan(key) is not None


def test_polls_posts_and_rechecks_of_open_cases_go_on() -> None:
    world = World()
    action = world.scan(WHOLE_MODEL)
    world.daily_bytes.spend(1000)
    assert action is not None
    world.jobs.act(action)
    assert world.state() is CaseState.POSTED
    fixed = world.publish(FIXED)
    world.jobs.intake()
    assert world.inbox.claim("me", most=10, at=NOW)[-1] == fixed
    world.jobs.listen()
    thanks = world.jobs.scan(fixed)
    assert thanks is not None
    world.jobs.act(thanks)
    assert world.state() is CaseState.RESOLVED


def test_a_closed_case_is_a_new_scan() -> None:
    world = World()
    world.scan(WHOLE_MODEL)
    world.rule(CaseState.NOT_A_FINDING)
    world.daily_bytes.spend(1000)
    with pytest.raises(RateLimited):
        world.jobs.scan(world.publish(FIXED))


class CutShort(World):
    """A limit of the Hub ends every scan before its end."""

    def __init__(self, *, is_past: bool) -> None:
        self.is_past = is_past
        super().__init__()

    def _scan(self, source: ModelSource) -> ScanReport:
        report = super()._scan(source)
        limited = (Unavailable("model.safetensors", Reason.RATE_LIMITED, "used up"),)
        if self.is_past:
            return replace(report, timeline=Timeline(commits=(), total=0, events=(), not_checked=limited))
        return replace(report, not_checked=limited)


@pytest.mark.parametrize("is_past", [False, True])
def test_half_a_look_is_not_kept(*, is_past: bool) -> None:
    world = CutShort(is_past=is_past)
    key = world.publish(WHOLE_MODEL)
    with pytest.raises(RateLimited, match=r"model\.safetensors") as caught:
        world.jobs.scan(key)
    assert caught.value.retry_after_seconds == 300
    assert (world.casebook.cases(), world.casebook.scan_report(key)) == ([], None)
