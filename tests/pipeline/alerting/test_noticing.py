# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What scans tell of beside cases."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.model.errors import AccessRefused, BotError, NotFound
from bot.model.happenings import Happening, HappeningKind
from bot.model.reports import ScanReport
from bot.model.repository import Declared
from bot.model.work import FollowUp
from bot.pipeline.alerting.noticing import noticed
from bot.render.documents import scan_document
from tests.fakes.casebook import FakeCasebook
from tests.samples.daemon import FIXED, REPO, World
from tests.samples.judged import DEEPSEEK, NOW, WHOLE_MODEL


def report(**declared: object) -> ScanReport:
    return replace(WHOLE_MODEL.report(), declared=Declared(**declared))  # type: ignore[arg-type]


def kept(world: World) -> list[Happening]:
    """What the casebook in memory wrote down."""
    assert isinstance(world.casebook, FakeCasebook)
    return world.casebook.happenings


def earlier(found: ScanReport) -> str:
    return json.dumps(scan_document(found))


def told(found: ScanReport, before: ScanReport | None = None) -> list[Happening]:
    return list(noticed(found, None if before is None else earlier(before), NOW))


def test_a_new_derivative_that_names_its_upstream_is_public() -> None:
    (found,) = told(report(base_models=(DEEPSEEK.repo,), license_id="mit"))
    assert (found.kind, found.is_public, found.is_credited) == (HappeningKind.DERIVATIVE_APPEARED, True, True)
    assert found.upstreams == (DEEPSEEK.repo,)
    assert "mit" in found.licenses


def test_one_that_does_not_is_for_those_whom_it_is_about() -> None:
    (found,) = told(report())
    assert (found.is_public, found.is_credited, found.upstreams) == (False, False, (DEEPSEEK.repo,))


def test_it_is_new_once() -> None:
    assert told(report(), report()) == []


def test_another_license_is_told_with_the_one_before() -> None:
    (found,) = told(report(license_id="apache-2.0"), report(license_id="mit"))
    assert (found.kind, found.detail, found.is_public) == (HappeningKind.LICENSE_CHANGED, "mit → apache-2.0", True)
    (dropped,) = told(report(), report(license_id="mit"))
    assert dropped.detail == "mit → -"


@pytest.mark.parametrize("before", ["", "not json", "[]", "{}", '{"declared": 7, "not_checked": "x"}'])
def test_a_report_of_another_time_breaks_nothing(before: str) -> None:
    assert noticed(report(license_id="mit"), before, NOW) == ()


@pytest.mark.parametrize(
    ("error", "detail"),
    [(AccessRefused("gated"), "it is gated or private"), (NotFound("gone"), "it is not there")],
)
def test_a_repository_that_can_not_be_opened_any_more_is_told_once(error: BotError, detail: str) -> None:
    world = World()
    world.scan(WHOLE_MODEL)
    kept(world).clear()
    world.hub.fail(REPO, error)
    for number in range(2):
        world.jobs.follow_up(FollowUp(id=f"recheck:{number}", kind="recheck", repo=REPO))
    (found,) = kept(world)
    assert (found.kind, found.repo, found.detail) == (HappeningKind.COVERAGE_LOST, REPO, detail)


def test_a_commit_that_was_written_over_says_nothing_about_its_repository() -> None:
    world = World()
    world.scan(WHOLE_MODEL)
    kept(world).clear()
    newest = world.publish(FIXED)
    world.hub.fail(REPO, NotFound("no such commit"))
    world.jobs.scan(newest)
    assert kept(world) == []


def test_the_daemon_tells_of_a_case_from_its_beginning_to_its_end() -> None:
    world = World()
    world.post(WHOLE_MODEL)
    world.clock.advance(3600)
    action = world.scan(FIXED)
    assert action is not None
    kinds = [each.kind for each in kept(world) if each.case is not None]
    assert kinds == [HappeningKind.PROPOSED, HappeningKind.POSTED, HappeningKind.RESOLVED]
    assert kept(world)[-1].is_public
