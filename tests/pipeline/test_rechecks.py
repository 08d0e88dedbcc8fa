# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Open cases are looked at again in time, each once, whoever asks."""

from __future__ import annotations

from datetime import timedelta

from bot.model.cases import CaseState
from bot.pipeline.listening.rechecks import Rechecks
from tests.samples.daemon import FIXED, REPO, World

WEEK = 7 * 24 * 3600


def test_a_thread_that_stands_open_is_looked_at_once_a_week() -> None:
    world = World()
    world.post()
    assert world.jobs.listen() == []
    world.clock.advance(WEEK)
    [work] = world.jobs.listen()
    assert (work.kind, work.repo) == ("recheck", REPO)
    assert world.jobs.listen() == []
    assert [each.id for each in Rechecks(casebook=world.casebook, clock=world.clock).due()] == [work.id], (
        "the same work"
    )
    world.clock.advance(WEEK)
    [later] = world.jobs.listen()
    assert later.id != work.id


def test_a_fix_whose_event_was_missed_is_found() -> None:
    world = World()
    world.post()
    world.publish(FIXED)
    world.clock.advance(WEEK)
    [work] = world.jobs.listen()
    thanks = world.jobs.follow_up(work)
    assert thanks is not None
    world.jobs.act(thanks)
    assert world.state() is CaseState.RESOLVED
    world.clock.advance(10 * WEEK)
    assert world.jobs.listen() == []


def test_after_the_quiet_that_owners_asked_for_the_case_is_open_again() -> None:
    world = World()
    world.post()
    world.forum.answer(REPO, 1, author="example-lab", body="/notice wait 3d")
    world.clock.advance(60)
    assert world.jobs.listen() == []
    assert world.state() is CaseState.WAITING
    until = world.case.asked.quiet_until
    assert until == world.clock.now() + timedelta(days=3)
    world.jobs.recheck(REPO)  # type: ignore[attr-defined]
    assert world.state() is CaseState.WAITING
    world.clock.advance(3 * 24 * 3600)
    [work] = world.jobs.listen()
    world.jobs.follow_up(work)
    assert world.state() is CaseState.POSTED
    assert world.wrote() == ["create"]
