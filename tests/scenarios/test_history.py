# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License, NOTICE and card metadata over the commits, over the real client and server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.exits import exit_of_scan
from bot.licensing.timeline import METADATA, spans_at, spans_of
from bot.localhub import Fault, LocalHub, Rule, samples
from bot.model.cases import CaseState
from bot.model.reports import ScanReport
from bot.model.timeline import Change
from bot.ports.progress import Silence
from bot.render.case_documents import case_document
from bot.render.documents import scan_document
from bot.render.pages import plain
from bot.render.summaries import case_page, scan_page
from tests.samples.schemas import check_document
from tests.scenarios.world import World, words

REPO, UPSTREAM = samples.RAKUTEN_LIKE, samples.DEEPSEEK_V3
UPSTREAMS = [each for each in samples.UPSTREAMS if each.repo in {UPSTREAM, samples.GLM_AIR}]
"""The one, and another whose weights are the control of every comparison."""
HISTORY = r"/(?:commits|tree)/"


def _commit(hub: LocalHub, repo: str, step: int, *, delete: tuple[str, ...] = (), **files: bytes) -> str:
    """Seconds from now, so that the poll sees it."""
    named = {name.replace("_md", ".md"): content for name, content in files.items()}
    date = datetime.now(UTC) + timedelta(seconds=step)
    return hub.repositories.commit(repo, named, delete=delete, title=f"Step {step}", date=date)


def _day(world: World, commit: str) -> str:
    """As posts write it."""
    date = world.hub.repositories.revision(REPO, commit).date
    return f"{date.day} {date:%B} {date.year}"


def _with_history(world: World, repo: str) -> ScanReport:
    return world.app.scan(repo, world.app.budget, Silence(), with_history=True)


def _mit(world: World) -> bytes:
    repositories = world.hub.repositories
    return repositories.blobs.read(repositories.revision(UPSTREAM).tree["LICENSE"])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, [REPO], upstreams=UPSTREAMS) as world:
        yield world


def test_a_notice_after_the_post_resolves_the_case_with_both_dates_on_the_timeline(world: World) -> None:
    asked = world.head(REPO)
    world.poll()
    fixed = samples.fix(world.hub, REPO, date=datetime.now(UTC))
    world.poll()
    case = world.case(REPO)
    assert case.state is CaseState.RESOLVED
    assert case.timeline is not None
    [event] = case.timeline.after(asked)
    assert (event.path, event.what, event.commit.id) == ("NOTICE", Change.APPEARED, fixed)
    assert event.before is not None
    assert event.before.id == asked
    assert {each.license_id for each in event.texts} == {"mit"}
    thanks = world.threads(REPO)[0].comments[-1].latest.text
    assert (
        f"At commit `{asked[:7]}` ({_day(world, asked)}) we could not find the copyright line and the license text."
        in thanks
    )
    assert f"Then `NOTICE` was added in `{fixed[:7]}` ({_day(world, fixed)})." in thanks


def test_what_case_show_prints_holds_both_commits(world: World) -> None:
    asked = world.head(REPO)
    world.poll()
    fixed = samples.fix(world.hub, REPO, date=datetime.now(UTC))
    world.poll()
    case = world.case(REPO)
    iso = f"{datetime.now(UTC):%Y-%m-%d}"
    page = " ".join(plain(case_page(case, [], []), width=160).split())
    assert f"{iso} {fixed[:7]} NOTICE was added (mit); at {asked[:7]} ({iso}) it was not there" in page
    document: Any = json.loads(json.dumps(case_document(case, [], [])))
    check_document(document)
    assert [each["commit"] for each in document["timeline"] if each["path"] == "NOTICE"] == [fixed]
    assert document["history"]["complete"]


def test_a_license_removed_in_one_commit_and_a_notice_added_in_another(world: World) -> None:
    there = _commit(world.hub, REPO, 1, LICENSE=_mit(world))
    removed = _commit(world.hub, REPO, 2, delete=("LICENSE",))
    _commit(world.hub, REPO, 3, config_note=b"{}")
    report = world.scan(REPO)
    assert report.timeline is not None
    story = [(each.what, each.path, each.commit.id) for each in report.timeline.events if each.path != "README.md"]
    assert story == [(Change.APPEARED, "LICENSE", there), (Change.VANISHED, "LICENSE", removed)]
    assert [(each.where, each.first.id, each.gone and each.gone.id) for each in spans_of(report.timeline)][-1] == (
        "LICENSE",
        there,
        removed,
    )
    world.poll()
    post = words(world.threads(REPO)[0])
    was, gone = _day(world, there), _day(world, removed)
    assert (
        f"`LICENSE` was there at commit `{there[:7]}` ({was}), and is not there since `{removed[:7]}` ({gone})" in post
    )
    noticed = samples.fix(world.hub, REPO, date=datetime.now(UTC) + timedelta(seconds=5))
    world.poll()
    timeline = world.case(REPO).timeline
    assert world.case(REPO).state is CaseState.RESOLVED
    assert timeline is not None
    assert [(each.what, each.path) for each in timeline.events if each.path != "README.md"] == [
        (Change.APPEARED, "LICENSE"),
        (Change.VANISHED, "LICENSE"),
        (Change.APPEARED, "NOTICE"),
    ]
    assert timeline.events[-1].commit.id == noticed


def test_an_ordinary_scan_asks_for_no_history(world: World) -> None:
    world.hub.recorder.clear()
    report = world.scan(UPSTREAM)
    assert (report.timeline, world.hub.recorder.count(path=HISTORY)) == (None, 0)


def test_the_second_scan_of_a_repository_asks_for_the_list_of_commits_alone(world: World) -> None:
    for day in range(1, 20):
        _commit(world.hub, REPO, day, notes=b"%d" % day)
    first = world.scan(REPO)
    world.hub.recorder.clear()
    second = world.scan(REPO)
    assert second.timeline == first.timeline
    assert world.hub.recorder.count(path="/commits/") == 1
    assert world.hub.recorder.count(path="/tree/") == 0
    assert first.cost.requests - second.cost.requests >= 19


def test_of_three_hundred_commits_the_newest_fifty_are_looked_at_and_it_says_so(world: World) -> None:
    _commit(world.hub, REPO, 1, LICENSE=_mit(world))
    for each in range(298):
        _commit(world.hub, REPO, 2, notes=b"%d" % each)
    gone = _commit(world.hub, REPO, 3, delete=("LICENSE",))
    world.hub.recorder.clear()
    report = world.scan(REPO)
    assert world.hub.recorder.count(path="/tree/") == 49
    assert report.timeline is not None
    assert (len(report.timeline.commits), report.timeline.complete) == (50, False)
    license_events = [each for each in report.timeline.events if each.path == "LICENSE"]
    assert [each.what for each in license_events] == [Change.STOOD, Change.VANISHED]
    assert license_events[-1].commit.id == gone
    [missing] = report.timeline.not_checked
    total = report.timeline.total
    assert total is not None
    assert total > 300
    assert missing.detail == f"the newest 50 of {total} commits were looked at"
    assert f"the newest 50 of {total} commits" in plain(scan_page(report), width=160)
    assert missing.what in {each["what"] for each in scan_document(report)["not_checked"]}  # type: ignore[attr-defined]


def test_card_metadata_is_followed_over_the_commits(world: World) -> None:
    repo = UPSTREAM
    card = b"---\nlicense: %s\n---\n# Model\n"
    _commit(world.hub, repo, 1, README_md=card % b"other")
    changed = _commit(world.hub, repo, 2, README_md=card % b"mit")
    timeline = _with_history(world, repo).timeline
    assert timeline is not None
    last = timeline.events[-1]
    assert [(each.name, each.old, each.new) for each in last.fields] == [("license", "other", "mit")]
    assert last.commit.id == changed
    before = last.before
    assert before is not None
    declared = {
        commit: [each.license_id for each in spans_at(timeline, commit) if each.where == METADATA]
        for commit in (before.id, changed)
    }
    assert declared == {before.id: ["other"], changed: ["mit"]}
    assert world.app.timeline(repo) == timeline


def test_a_commit_dated_years_ahead_has_no_date_and_is_in_its_place(world: World) -> None:
    ahead = _commit(world.hub, REPO, 400 * 86_400, LICENSE=b"Copyright (c) 2026 Acme")
    last = _commit(world.hub, REPO, 1, delete=("LICENSE",))
    timeline = world.scan(REPO).timeline
    assert timeline is not None
    assert [each.id for each in timeline.commits[:2]] == [last, ahead]
    assert timeline.commits[1].date is None
    assert timeline.commits[0].date is not None
    assert [(each.commit.id, each.what) for each in timeline.events if each.path == "LICENSE"] == [
        (ahead, Change.APPEARED),
        (last, Change.VANISHED),
    ]


def test_a_folder_has_no_history_and_is_not_asked_for(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    world.hub.recorder.clear()
    report = _with_history(world, str(folder))
    assert report.timeline is not None
    assert [each.detail for each in report.timeline.not_checked] == ["a folder has no commits"]
    assert world.hub.recorder.count(path="/commits/") == 0


@pytest.mark.parametrize("fault", [Fault.WRONG_JSON, Fault.NOT_JSON, Fault.STATUS])
@pytest.mark.parametrize("path", ["/commits/", "/tree/"])
def test_a_history_that_cannot_be_had_changes_no_finding(world: World, fault: Fault, path: str) -> None:
    before = world.scan(UPSTREAM)
    plain_findings = [each.rule for each in world.scan(REPO).assessment.findings]
    _commit(world.hub, REPO, 1, notes=b"more")
    world.hub.faults.add(Rule(fault=fault, status=404, path=path, times=None))
    report = world.scan(REPO)
    assert [each.rule for each in report.assessment.findings] == plain_findings
    assert report.timeline is not None
    assert not report.timeline.complete
    assert "history" in {each.what for each in report.timeline.not_checked}
    assert exit_of_scan(report) is not exit_of_scan(before)
