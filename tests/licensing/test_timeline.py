# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From trees to events and stretches; what was not read is never told as gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.licensing.timeline import METADATA, PastContent, PastTree, events_of, spans_at, spans_of
from bot.model.history import Commit
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.repository import Declared
from bot.model.timeline import Change, FieldChange, Timeline

START = datetime(2026, 3, 17, tzinfo=UTC)
HOLDER, OTHER = "Copyright (c) 2023 DeepSeek", "Copyright (c) 2026 Acme"


def _content(license_id: str = "mit", *lines: str, match: TextMatch = TextMatch.EXACT) -> PastContent:
    return PastContent(texts=(RecognisedText(path="x", license_id=license_id, match=match),), lines=lines)


def _card(license_id: str | None, *bases: str) -> PastContent:
    return PastContent(declared=Declared(license_id=license_id, base_models=bases))


CONTENTS = {
    "m": _content("mit", HOLDER),
    "r": _content("mit", OTHER),
    "a": _content("apache-2.0"),
    "n": PastContent(lines=(HOLDER,)),
    "c-mit": _card("mit"),
    "c-other": _card("other", "acme/base"),
    "c-mit-too": _card("mit"),
}


def _timeline(*trees: Mapping[str, str], from_the_start: bool = True, unread: Sequence[str] = ()) -> Timeline:
    """``trees`` oldest first; the digest is a name in `CONTENTS`."""
    commits = [Commit(id=f"{place + 1:040x}", date=START + timedelta(days=place)) for place in range(len(trees))]
    past = [PastTree(commit=commit, files=tree) for commit, tree in zip(commits, trees, strict=True)][::-1]
    contents = {
        (path, digest): CONTENTS[digest] for tree in trees for path, digest in tree.items() if digest not in unread
    }
    return Timeline(commits=tuple(commits[::-1]), events=events_of(past, contents, from_the_start=from_the_start))


def _story(timeline: Timeline) -> list[tuple[str, Change, str]]:
    return [(each.commit.id[-1], each.what, each.path) for each in timeline.events]


def _spans(timeline: Timeline) -> list[tuple[str, str, str, str | None]]:
    return [
        (each.where, each.license_id, each.first.id[-1], each.end.id[-1] if each.end else None)
        for each in spans_of(timeline)
    ]


def test_a_text_that_appears_and_vanishes_has_both_events() -> None:
    timeline = _timeline({}, {"LICENSE": "m"}, {}, {"NOTICE": "n"})
    assert _story(timeline) == [
        ("2", Change.APPEARED, "LICENSE"),
        ("3", Change.VANISHED, "LICENSE"),
        ("4", Change.APPEARED, "NOTICE"),
    ]
    added, removed, _ = timeline.events
    assert added.before == timeline.commits[-1]
    assert (added.lines_added, removed.lines_lost) == ((HOLDER,), (HOLDER,))
    assert _spans(timeline) == [("LICENSE", "mit", "2", "3")]


def test_a_replaced_holder_is_a_lost_and_an_added_line() -> None:
    [_, event] = _timeline({"LICENSE": "m"}, {"LICENSE": "r"}).events
    assert (event.what, event.lines_added, event.lines_lost, event.lines_kept) == (
        Change.CHANGED,
        (OTHER,),
        (HOLDER,),
        (),
    )


def test_the_same_content_under_another_name_is_a_renaming() -> None:
    timeline = _timeline({"COPYING": "m"}, {"LICENSE": "m"})
    event = timeline.events[-1]
    assert (event.what, event.former_path, event.path, event.lines_lost) == (Change.RENAMED, "COPYING", "LICENSE", ())
    assert _spans(timeline) == [("COPYING", "mit", "1", "2"), ("LICENSE", "mit", "2", None)]


def test_what_the_oldest_commit_of_a_cut_history_holds_stood_there_already() -> None:
    timeline = _timeline({"LICENSE": "m"}, {"LICENSE": "m"}, from_the_start=False)
    assert _story(timeline) == [("1", Change.STOOD, "LICENSE")]
    assert [each.began for each in spans_of(timeline)] == [False]
    assert [each.began for each in spans_of(_timeline({"LICENSE": "m"}))] == [True]


def test_fields_of_the_card_are_told_with_old_and_new() -> None:
    timeline = _timeline({"README.md": "c-other"}, {"README.md": "c-mit"})
    assert timeline.events[0].fields == (
        FieldChange(name="license", old=None, new="other"),
        FieldChange(name="base_model", old=None, new="acme/base"),
    )
    assert timeline.events[1].fields == (
        FieldChange(name="license", old="other", new="mit"),
        FieldChange(name="base_model", old="acme/base", new=None),
    )
    assert _spans(timeline) == [(METADATA, "other", "1", "2"), (METADATA, "mit", "2", None)]


def test_a_card_that_changes_in_other_ways_is_no_event() -> None:
    assert len(_timeline({"README.md": "c-mit"}, {"README.md": "c-mit-too"}).events) == 1


def test_a_content_that_was_not_read_is_unknown_and_not_gone() -> None:
    timeline = _timeline({"LICENSE": "m"}, {"LICENSE": "a"}, {"LICENSE": "m"}, unread="a")
    assert [each.is_read for each in timeline.events] == [True, False, True]
    assert timeline.events[2].lines_added == timeline.events[1].lines_lost == ()
    first, second = spans_of(timeline)
    assert (first.gone, first.unread) == (None, timeline.events[1].commit)
    assert (second.first, second.began) == (timeline.events[2].commit, False)


def test_a_card_after_one_that_was_not_read_says_what_stood_there() -> None:
    timeline = _timeline(
        {"README.md": "c-mit"}, {"README.md": "c-other"}, {"README.md": "c-mit-too"}, unread=("c-other",)
    )
    assert [(each.what, each.is_read) for each in timeline.events] == [
        (Change.APPEARED, True),
        (Change.CHANGED, False),
        (Change.STOOD, True),
    ]
    assert _spans(timeline) == [(METADATA, "mit", "1", "2"), (METADATA, "mit", "3", None)]
    assert [each.where for each in spans_at(timeline, timeline.commits[1].id)] == []


def test_events_after_a_commit_leave_out_its_own() -> None:
    timeline = _timeline({"LICENSE": "m"}, {}, {"NOTICE": "n"})
    assert [each.path for each in timeline.after(timeline.commits[1].id)] == ["NOTICE"]
    assert timeline.after("f" * 40) == ()
    assert timeline.commit("f" * 40) is None


_PATHS = some.sampled_from(["LICENSE", "COPYING", "NOTICE", "README.md"])
_TREES = some.lists(some.dictionaries(_PATHS, some.sampled_from(sorted(CONTENTS))), min_size=1, max_size=8)


@given(_TREES)
def test_the_stretches_say_of_every_commit_what_its_files_held(trees: list[dict[str, str]]) -> None:
    timeline = _timeline(*trees)
    for commit, tree in zip(reversed(timeline.commits), trees, strict=True):
        held = {(path, each.license_id) for path, digest in tree.items() for each in CONTENTS[digest].texts}
        declared = CONTENTS[tree["README.md"]].declared.license_id if "README.md" in tree else None
        held |= {(METADATA, declared)} if declared else set()
        assert {(each.where, each.license_id) for each in spans_at(timeline, commit.id)} == held
