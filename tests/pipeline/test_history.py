# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What reading a history asks for, what it leaves out, and that it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.costs import Reason
from bot.model.errors import AccessRefused, BotError, Unreachable
from bot.model.repository import SnapshotKey
from bot.model.timeline import Change, Timeline
from bot.pipeline.history import HistoryLimits, read_timeline
from tests.fakes.hub import FakeHub
from tests.samples.judged import apache, mit, rulebook

REPO = "acme/model"
MIT = mit("Copyright (c) 2023 DeepSeek").encode()
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub()


def _read(hub: FakeHub, key: SnapshotKey, **limits: int) -> Timeline:
    source, history = hub.open(key.repo, key.revision), hub.history(key)
    return read_timeline(source, history, rulebook(), now=NOW, limits=HistoryLimits(**limits))


def test_each_content_is_read_once_and_the_newest_through_the_snapshot(hub: FakeHub) -> None:
    hub.publish(REPO, {"LICENSE": MIT})
    key = [hub.publish(REPO, {"notes": b"%d" % each}) for each in range(5)][-1]
    timeline = _read(hub, key)
    assert hub.reads == [(REPO, "LICENSE")]
    [event] = timeline.events
    assert (event.what, [each.license_id for each in event.texts]) == (Change.APPEARED, ["mit"])
    assert (len(timeline.commits), timeline.complete, timeline.not_checked) == (6, True, ())


def test_a_folder_for_licenses_is_listed_once_while_it_stays_the_same(hub: FakeHub) -> None:
    hub.publish(REPO, {"LICENSES/MIT.txt": MIT, "src/model.py": b"pass"})
    for each in range(4):
        hub.publish(REPO, {"notes": b"%d" % each})
    key = hub.publish(REPO, {"LICENSES/Apache-2.0.txt": apache().encode()})
    history = hub.history(key)
    timeline = read_timeline(hub.open(REPO), history, rulebook(), now=NOW)
    assert [(each.what, each.path) for each in timeline.events] == [
        (Change.APPEARED, "LICENSES/MIT.txt"),
        (Change.APPEARED, "LICENSES/Apache-2.0.txt"),
    ]
    # The commits, five outermost folders (the newest is known), one folder for licenses; both texts are those of the newest commit.
    assert history.cost.requests == 1 + 5 + 1


def test_the_oldest_commits_beyond_the_cap_are_told_as_not_looked_at(hub: FakeHub) -> None:
    key = [hub.publish(REPO, {"LICENSE": MIT + b" " * each}) for each in range(9)][-1]
    timeline = _read(hub, key, commits=4)
    assert (len(timeline.commits), timeline.total, timeline.complete) == (4, 9, False)
    [missing] = timeline.not_checked
    assert (missing.what, missing.reason) == ("history", Reason.BUDGET)
    assert missing.detail == "the newest 4 of 9 commits were looked at"
    assert timeline.events[0].what is Change.STOOD


def test_spent_requests_end_the_walk_and_say_so(hub: FakeHub) -> None:
    key = [hub.publish(REPO, {"notes": b"%d" % each}) for each in range(9)][-1]
    timeline = _read(hub, key, requests=4)
    assert len(timeline.commits) == 4
    assert timeline.not_checked[0].reason is Reason.BUDGET
    assert "the newest 4 of 9 commits" in timeline.not_checked[0].detail


def test_cards_beyond_the_cap_of_contents_are_named(hub: FakeHub) -> None:
    hub.publish(REPO, {"LICENSE": MIT})
    hub.publish(REPO, {"LICENSE": apache().encode()})
    key = [
        hub.publish(REPO, {"README.md": f"---\nlicense: {each}\n---\n".encode()})
        for each in ("mit", "other", "apache-2.0", "cc0-1.0", "bsd", "isc", "mit", "wtfpl")
    ][-1]
    timeline = _read(hub, key, contents=2)
    unread = [each.commit.id for each in timeline.events if not each.is_read]
    assert len(unread) == 5
    assert [each.what for each in timeline.events if each.path == "LICENSE"] == [Change.APPEARED, Change.CHANGED]
    assert {each.reason for each in timeline.not_checked} == {Reason.BUDGET}
    assert not timeline.complete


@pytest.mark.parametrize("error", [AccessRefused("no"), Unreachable("gone")])
def test_commits_that_cannot_be_listed_leave_an_empty_timeline(hub: FakeHub, error: BotError) -> None:
    key = hub.publish(REPO, {"LICENSE": MIT})
    hub.fail(REPO, error, path="commits")
    timeline = _read(hub, key)
    assert (timeline.commits, timeline.events, timeline.complete) == ((), (), False)
    assert [each.what for each in timeline.not_checked] == ["history"]


def test_a_commit_whose_files_cannot_be_listed_ends_the_walk(hub: FakeHub) -> None:
    hub.publish(REPO, {"LICENSE": MIT})
    broken = hub.publish(REPO, {}, delete=["LICENSE"])
    key = hub.publish(REPO, {"NOTICE": b"Copyright 2023 DeepSeek"})
    hub.fail(REPO, Unreachable("gone"), path=broken.revision)
    timeline = _read(hub, key)
    assert [each.id for each in timeline.commits] == [key.revision]
    assert [each.what for each in timeline.events] == [Change.STOOD]
    assert timeline.not_checked[0].reason is Reason.UNREACHABLE


def test_a_date_in_the_future_is_not_believed(hub: FakeHub) -> None:
    hub.publish(REPO, {"LICENSE": MIT}, at=NOW - timedelta(days=1))
    key = hub.publish(REPO, {"NOTICE": b"Copyright 2023 DeepSeek"}, at=NOW + timedelta(days=400))
    timeline = _read(hub, key)
    assert [each.date for each in timeline.commits] == [None, NOW - timedelta(days=1)]
    assert [each.path for each in timeline.events] == ["LICENSE", "NOTICE"]


def test_a_file_that_was_too_long_at_one_time_is_named(hub: FakeHub) -> None:
    hub.publish(REPO, {"LICENSE": b"x" * 300_000})
    key = hub.publish(REPO, {"LICENSE": MIT})
    timeline = _read(hub, key)
    assert [(each.what, each.is_read) for each in timeline.events] == [(Change.APPEARED, False), (Change.CHANGED, True)]
    assert timeline.not_checked[0].reason is Reason.TOO_LARGE
