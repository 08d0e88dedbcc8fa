# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What never changes is kept, as long as there is room; timelines come back as they were."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.adapters.remembered import RememberedHistory
from bot.adapters.storage.past import PastKind, SqlPast
from bot.adapters.storage.timelines import timeline_from_json, timeline_to_json
from bot.model.costs import Reason, Unavailable
from bot.model.errors import FileTooLarge, OperatorError
from bot.model.history import Commit, FolderListing
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.timeline import Change, FieldChange, Timeline, TimelineEvent
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHistory, FakeHub

NOW = datetime(2026, 3, 17, tzinfo=UTC)
NEW, OLD = Commit(id="b" * 40, date=NOW, title="New", authors=("dev",)), Commit(id="a" * 40)
TIMELINE = Timeline(
    commits=(NEW, OLD),
    total=9,
    events=(
        TimelineEvent(commit=OLD, before=None, path="COPYING", what=Change.STOOD, is_read=False),
        TimelineEvent(
            commit=NEW,
            before=OLD,
            path="LICENSE",
            what=Change.RENAMED,
            former_path="COPYING",
            texts=(RecognisedText(path="LICENSE", license_id="mit", match=TextMatch.ADDED),),
            lines_added=("Copyright 2026 A",),
            lines_kept=("Copyright 2025 B",),
            lines_lost=("Copyright 2024 C",),
            fields=(FieldChange(name="license", old=None, new="mit"),),
        ),
    ),
    not_checked=(Unavailable("history", Reason.BUDGET, "cut"),),
)


def test_a_timeline_comes_back_as_it_was() -> None:
    assert timeline_from_json(timeline_to_json(TIMELINE)) == TIMELINE
    assert timeline_from_json(timeline_to_json(None)) is None


@pytest.mark.parametrize(
    "damaged", ["", "[]", "{}", "5", "null", "changed"], ids=["empty", "list", "object", "number", "null", "word"]
)
def test_a_damaged_timeline_is_refused(damaged: str) -> None:
    text = timeline_to_json(TIMELINE) or ""
    with pytest.raises(OperatorError, match="database"):
        timeline_from_json(text.replace("renamed", "moved") if damaged == "changed" else damaged)
    commits = json.loads(text) | {"commits": []}
    with pytest.raises(OperatorError, match="expected a stored timeline"):
        timeline_from_json(json.dumps(commits))


def test_what_was_kept_comes_back(engine: Engine) -> None:
    past = SqlPast(engine)
    past.put(PastKind.FILE, "acme/tiny", "x", b"content", at=NOW)
    past.put(PastKind.FILE, "acme/tiny", "x", b"other", at=NOW)
    assert past.get(PastKind.FILE, "acme/tiny", "x") == b"content"
    assert past.get(PastKind.FOLDER, "acme/tiny", "x") is None
    assert past.get(PastKind.FILE, "acme/other", "x") is None


def test_what_is_too_large_is_not_kept(engine: Engine) -> None:
    past = SqlPast(engine)
    past.put(PastKind.FILE, "acme/tiny", "x", bytes(4 * 1024 * 1024 + 1), at=NOW)
    assert past.get(PastKind.FILE, "acme/tiny", "x") is None


def test_what_is_older_than_half_a_year_goes(engine: Engine) -> None:
    past = SqlPast(engine, purge_every=1)
    past.put(PastKind.FILE, "acme/tiny", "old", b"x", at=NOW)
    past.put(PastKind.FILE, "acme/tiny", "new", b"x", at=NOW + timedelta(days=181))
    assert past.get(PastKind.FILE, "acme/tiny", "old") is None
    assert past.get(PastKind.FILE, "acme/tiny", "new") == b"x"


def test_of_more_than_there_is_room_for_the_oldest_goes(engine: Engine) -> None:
    past = SqlPast(engine, most_bytes=10_000, purge_every=1)
    content = random.Random(1).randbytes(1000)
    for place in range(20):
        past.put(PastKind.FILE, "acme/tiny", str(place), content, at=NOW + timedelta(seconds=place))
    kept = [place for place in range(20) if past.get(PastKind.FILE, "acme/tiny", str(place)) is not None]
    assert 5 <= len(kept) <= 9
    assert kept == list(range(20 - len(kept), 20))


def test_folders_and_contents_are_asked_for_once_whichever_commit_holds_them(engine: Engine) -> None:
    hub = FakeHub()
    first = hub.publish("acme/tiny", {"LICENSE": b"mine"})
    second = hub.publish("acme/tiny", {"notes": b"x"})
    shelf, clock = SqlPast(engine), FakeClock()
    for commit, requests in ((first, 3), (second, 1), (first, 0)):
        history = RememberedHistory(hub.history(second), shelf, second, clock=clock)
        [entry] = [each for each in history.folder(commit.revision).files if each.path == "LICENSE"]
        assert history.read(commit.revision, entry, limit=10) == b"mine"
        assert history.cost.requests == requests
        with pytest.raises(FileTooLarge):
            history.read(first.revision, entry, limit=3)
    assert len(hub.reads) == 1


class Gappy(FakeHistory):
    def folder(self, commit: str, path: str = "") -> FolderListing:
        return replace(super().folder(commit, path), complete=False)


def test_a_listing_with_gaps_is_asked_for_again(engine: Engine) -> None:
    hub = FakeHub()
    key = hub.publish("acme/tiny", {"LICENSE": b"mine"})
    shelf = SqlPast(engine)
    gappy = Gappy(hub, key, hub._commits[key.repo])
    assert not RememberedHistory(gappy, shelf, key, clock=FakeClock()).folder(key.revision).complete
    assert RememberedHistory(hub.history(key), shelf, key, clock=FakeClock()).folder(key.revision).complete


@pytest.mark.parametrize("damaged", ["00", "789c", "78da4bcecf2b49cd2b01000bd302b2"])
def test_what_was_damaged_is_as_good_as_not_kept(engine: Engine, damaged: str) -> None:
    past = SqlPast(engine)
    past.put(PastKind.FILE, "acme/tiny", "x", b"content", at=NOW)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE past SET content = X'{damaged}'")
    assert past.get(PastKind.FILE, "acme/tiny", "x") is None
