# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The past of a repository in documents and tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from bot.model.costs import Reason, Unavailable
from bot.model.history import Commit
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.timeline import Change, FieldChange, Timeline, TimelineEvent
from bot.render.case_documents import case_document
from bot.render.documents import scan_document
from bot.render.pages import plain
from bot.render.summaries import case_page, scan_page
from bot.render.timelines import history_words
from tests.samples.judged import WHOLE_MODEL, case_of

OLD = Commit(id="1a2b3c4" + "0" * 33, date=datetime(2026, 3, 17, tzinfo=UTC))
NEW = Commit(id="5d6e7f8" + "0" * 33, date=datetime(2026, 3, 18, 11, 31, tzinfo=UTC))
TEXT = RecognisedText(path="LICENSE", license_id="mit", match=TextMatch.EXACT)
ADDED = TimelineEvent(
    commit=NEW, before=OLD, path="LICENSE", what=Change.APPEARED, texts=(TEXT,), lines_added=("Copyright 2023 A",)
)
METADATA = TimelineEvent(
    commit=NEW,
    before=OLD,
    path="README.md",
    what=Change.CHANGED,
    fields=(
        FieldChange(name="license", old="other", new="mit"),
        FieldChange(name="base_model", old="acme/base", new=None),
        FieldChange(name="license_name", old=None, new="x <b>@all</b>"),
    ),
)
CUT = Unavailable("history", Reason.BUDGET, "the newest 2 of 300 commits were looked at")
TIMELINE = Timeline(commits=(NEW, OLD), total=300, events=(ADDED, METADATA), not_checked=(CUT,))
REPORT = replace(WHOLE_MODEL.report(), timeline=TIMELINE)


def _printed(timeline: Timeline) -> str:
    return " ".join(plain(scan_page(replace(REPORT, timeline=timeline)), width=250).split())


def test_a_table_says_when_a_text_came_and_when_it_was_still_missing() -> None:
    printed = _printed(TIMELINE)
    assert (
        "2026-03-18 5d6e7f8 LICENSE was added (mit); at 1a2b3c4 (2026-03-17) it was not there; new: Copyright 2023 A."
        in printed
    )
    assert (
        "README.md was changed; license mit instead of other; base_model acme/base taken back; license_name" in printed
    )
    assert "@all" not in printed
    assert "History: the newest 2 of 300 commits." in printed
    assert "the newest 2 of 300 commits were looked at" in printed


def test_removed_renamed_and_unread_files_have_their_words() -> None:
    removed = replace(ADDED, what=Change.VANISHED, texts=(), lines_added=(), lines_lost=("Copyright 2023 A",))
    renamed = replace(ADDED, what=Change.RENAMED, former_path="COPYING", lines_added=())
    unread = replace(ADDED, what=Change.CHANGED, texts=(), lines_added=(), is_read=False)
    modified = replace(ADDED, what=Change.STOOD, texts=(replace(TEXT, match=TextMatch.MODIFIED),))
    printed = _printed(replace(TIMELINE, events=(removed, renamed, unread, modified)))
    assert "LICENSE was removed; at 1a2b3c4 (2026-03-17) it was there; no longer there: Copyright 2023 A." in printed
    assert "LICENSE was renamed from COPYING (mit)." in printed
    assert "LICENSE was changed; its content could not be read." in printed
    assert "LICENSE stood there already (mit with changed terms)." in printed


def test_a_document_has_the_events_and_how_much_was_seen() -> None:
    document = json.loads(json.dumps(scan_document(REPORT)))
    assert document["history"] == {"commits": 2, "of": 300, "complete": False}
    first, second = document["timeline"]
    assert (first["commit"], first["date"]) == (NEW.id, "2026-03-18T11:31:00+00:00")
    assert first["before"] == {"commit": OLD.id, "date": "2026-03-17T00:00:00+00:00"}
    assert first["licenses"] == [{"license": "mit", "match": "exact"}]
    assert second["fields"][0] == {"name": "license", "old": "other", "new": "mit"}
    assert {"what": "history", "reason": "budget", "detail": CUT.detail} in document["not_checked"]


def test_where_nobody_asked_there_is_no_history() -> None:
    document = scan_document(WHOLE_MODEL.report())
    assert (document["timeline"], document["history"]) == ([], None)
    assert history_words(None) == ""
    assert "History" not in plain(scan_page(WHOLE_MODEL.report()))


def test_a_case_shows_the_day_of_the_commit_that_it_is_about() -> None:
    case = case_of(WHOLE_MODEL)
    seen = Commit(id=case.findings[0].subject.revision, date=OLD.date)
    case = replace(case, timeline=Timeline(commits=(seen,), complete=True))
    printed = " ".join(plain(case_page(case, [], [])).split())
    assert f"Findings as of commit {seen.short_id} (17 March 2026)." in printed
    assert "History: 1 commit, all of it." in printed
    assert case_document(case, [], [])["history"] == {"commits": 1, "of": None, "complete": True}
