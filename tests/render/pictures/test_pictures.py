# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The pictures as their readers get them. ``REGENERATE_GOLDEN=1 pytest tests/render`` writes the golden files again: look at them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model.components import Component
from bot.model.dots import Against
from bot.model.family_ties import FamilyTie, Tie
from bot.model.history import Commit
from bot.model.layer_maps import NOT_MEASURED, Cell, Control, ControlKind
from bot.model.part_shares import PartShare
from bot.model.parts import Part
from bot.model.pictures import CasePictures
from bot.model.records import RuleTally
from bot.model.timeline import Change, Moment, Timeline, TimelineEvent
from bot.render.pages import Drawing, Page, Table, markdown, plain
from bot.render.pictures.case import NOTHING_KEPT, NOTHING_READ, case_pictures, left_out
from bot.render.pictures.dots import dots_picture
from bot.render.pictures.family import family_picture
from bot.render.pictures.family_layout import layout
from bot.render.pictures.history import history_picture
from bot.render.pictures.layers import layers_picture, layers_reading
from bot.render.pictures.picture import Picture, csv_text
from bot.render.pictures.precision import interval, precision_picture
from bot.render.pictures.shares import shares_picture, shares_reading
from bot.render.pictures.stored import stored_pictures
from bot.render.pictures.terminal import blocks_are_known, drawn_lines
from tests.samples.pictures import FAMILY, MAP, MOE, TALLIES

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "pictures"


def moment(day: int, words: str = "scanned") -> Moment:
    return Moment(at=datetime(2026, 3, day, 11, tzinfo=UTC), words=words)


def event(day: int | None, path: str, what: Change) -> TimelineEvent:
    date = None if day is None else datetime(2026, 3, day, 9, tzinfo=UTC)
    return TimelineEvent(commit=Commit(id=f"{day or 0:02}" * 20, date=date), before=None, path=path, what=what)


PAST = Timeline(
    commits=tuple(Commit(id=f"{day:02}" * 20) for day in (21, 17, 1)),
    events=(
        event(1, "LICENSE", Change.APPEARED),
        event(17, "LICENSE", Change.VANISHED),
        event(17, "README.md", Change.CHANGED),
        event(21, "NOTICE", Change.APPEARED),
    ),
    complete=True,
    total=3,
)
OUTSIDE = (moment(18), moment(18, "asked in a discussion"), moment(22, "resolved"))


def given(picture: Picture | None) -> Picture:
    assert picture is not None
    return picture


DRAWN = {
    "blocks": dots_picture(MOE.dots),
    "layers": layers_picture(MAP),
    "shares": shares_picture(MOE.shares),
    "history": given(history_picture(PAST, OUTSIDE)),
    "family": given(family_picture(FAMILY, about="bora/base-ja")),
    "precision": given(precision_picture(TALLIES)),
}


def assert_is_golden(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get("REGENERATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", DRAWN)
def test_drawings_are_as_they_were_looked_at(name: str) -> None:
    for place, panel in enumerate(DRAWN[name].panels):
        assert_is_golden(f"{name}-{place}.svg", f"{panel.svg}\n".replace("><", ">\n<"))


@pytest.mark.parametrize(("name", "in_ascii"), [("terminal", False), ("terminal_ascii", True)])
def test_a_terminal_gets_the_same_numbers(name: str, in_ascii: bool) -> None:  # noqa: FBT001 - a parameter of the test
    lines = drawn_lines(MOE, in_ascii=in_ascii)
    assert_is_golden(f"{name}.txt", "\n".join(lines) + "\n")
    drawings = [line for line in lines if line.startswith("  ")]
    assert max(map(len, drawings)) <= 100


def test_the_controls_come_first() -> None:
    assert [each.name for each in case_pictures(MOE, timeline=PAST)] == [
        "blocks",
        "layers-text_model",
        "shares",
        "history",
    ]


def test_the_map_says_how_far_the_control_stays_below() -> None:
    assert layers_reading(MAP) == (
        "15 of 15 measured cells agree with deepseek-ai/DeepSeek-V3-0324 at 0.412 or more; in the control, against "
        "moonshotai/Kimi-K2-Base, all stay under 0.049."
    )


def test_two_panels_that_look_alike_are_not_called_agreement() -> None:
    row = replace(
        MAP.rows[0],
        pair=(Cell.measured(0.031), *MAP.rows[1].pair[1:]),
        control=(Cell.measured(0.04), *MAP.rows[1].control[1:]),
    )
    apart = replace(MAP, rows=(row,), loose=(), control=Control(kind=ControlKind.ELSEWHERE))
    assert layers_reading(apart) == (
        "1 measured cell stays under 0.032 against deepseek-ai/DeepSeek-V3-0324; in the control, where nothing belongs, it stays under 0.041."
    )


def test_a_missing_control_is_told() -> None:
    bare = replace(MAP, rows=(replace(MAP.rows[0], control=()),), loose=(), control=None)
    assert layers_reading(bare).endswith("nothing was measured as a control.")
    assert layers_picture(bare).table.headings == ("layer", "part", "r")
    assert len(layers_picture(bare).panels) == 1


def test_marks_say_how_many_agree_and_what_the_controls_reach() -> None:
    assert DRAWN["blocks"].reading == (
        "12 of 12 sampled blocks of the language model agree with deepseek-ai/DeepSeek-V3-0324, the middle one at 0.997; "
        "22 comparisons where nothing belongs stay under 0.049."
    )
    alone = [each for each in MOE.dots if not each.against.is_control]
    assert dots_picture(alone).reading.endswith("nothing was measured as a control.")


def test_a_mixture_has_a_bar_without_its_experts() -> None:
    assert [panel.words for panel in DRAWN["shares"].panels] == [
        "All parameters",
        "Everything but the experts: 2.6 % of the parameters",
    ]
    dense = [each for each in MOE.shares if each.part is not Part.EXPERTS]
    assert len(shares_picture(dense).panels) == 1


def test_only_a_copy_is_called_all_of_it() -> None:
    whole = PartShare(component=Component.TEXT_MODEL, part=Part.WHOLE, inherited=100)
    assert "99.9 % are inherited" in shares_reading([whole])
    assert "100 % are inherited" in shares_reading([replace(whole, is_exact=True)])


def test_the_line_of_time_tells_commits_and_what_happened_outside_in_order() -> None:
    rows = DRAWN["history"].table.rows
    assert [(row[0], row[1]) for row in rows] == [
        ("1", "2026-03-01"),
        ("2", "2026-03-17"),
        ("3", "2026-03-17"),
        ("4", "2026-03-18"),
        ("5", "2026-03-18"),
        ("6", "2026-03-21"),
        ("7", "2026-03-22"),
    ]
    assert "asked in a discussion" in DRAWN["history"].items[4]
    assert DRAWN["history"].reading == "7 events from 1 March 2026 to 22 March 2026. History: 3 commits, all of it."


def test_a_past_without_dates_is_a_list_without_a_line() -> None:
    picture = given(history_picture(Timeline(events=(event(None, "LICENSE", Change.STOOD),))))
    assert (picture.panels, len(picture.items)) == ((), 1)
    assert history_picture(None) is None
    assert history_picture(Timeline()) is None


def test_the_same_family_in_any_order_is_laid_out_the_same() -> None:
    assert layout(reversed(FAMILY)) == layout(FAMILY)
    rows = {each.name: (each.row, each.layer) for each in layout(FAMILY).models}
    assert rows == {
        "acme/base": (0, 0),
        "acme/chat": (1, 1),
        "dune/merged": (2, 2),
        "bora/base-ja": (3, 1),
        "cyan/base-ja-4bit": (4, 2),
        "eland/own-model": (5, 1),
    }


def test_models_that_name_each_other_end_the_walk() -> None:
    circle = [
        FamilyTie(parent="a/b", child="c/d", tie=Tie.DECLARED),
        FamilyTie(parent="c/d", child="a/b", tie=Tie.DECLARED),
    ]
    assert [each.name for each in layout(circle).models] == ["a/b", "c/d"]
    assert given(family_picture(circle)).table.rows


def test_a_withdrawn_tie_is_struck_through_with_its_model() -> None:
    (panel,) = DRAWN["family"].panels
    assert panel.svg.count("line-through") == 1
    assert "tie struck" in panel.svg
    assert "1 withdrawn" in DRAWN["family"].reading


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    # Of scipy.stats.binomtest(right, judged).proportion_ci(), 2026-11-30.
    [
        (411, 412, 0.98655, 0.99994),
        (298, 299, 0.98151, 0.99992),
        (3, 3, 0.29240, 1.0),
        (0, 5, 0.0, 0.52182),
        (5, 10, 0.18709, 0.81291),
    ],
)
def test_the_interval_is_the_exact_one(right: int, judged: int, low: float, high: float) -> None:
    assert interval(right, judged) == pytest.approx((low, high), abs=1e-5)


def test_a_rule_that_nobody_judged_is_in_the_table_and_not_in_the_drawing() -> None:
    assert ("name-clause", "0", "0", "not judged yet", "", "") in DRAWN["precision"].table.rows
    assert "name-clause" not in DRAWN["precision"].panels[0].svg
    assert precision_picture([RuleTally(words="x", right=0, judged=0)]) is None


@pytest.mark.parametrize("cell", ["=1+1", "+1", "@x", "-cmd", "|x", "%x"])
def test_no_cell_of_a_csv_is_a_formula(cell: str) -> None:
    assert csv_text(Table(("a",), ((cell,),))) == f"a\r\n'{cell}\r\n"


def test_numbers_below_zero_stay_numbers_in_a_csv() -> None:
    assert "-0.012" in csv_text(DRAWN["layers"].table)
    assert "'-0.012" not in csv_text(DRAWN["layers"].table)


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"pictures": None},
        {"pictures": []},
        {"pictures": {"maps": [{"component": "text_model"}], "shares": [], "dots": []}},
        {"pictures": {"maps": [], "shares": [{"component": "text_model", "part": "mlp", "own": -1}], "dots": []}},
        {
            "pictures": {
                "maps": [],
                "shares": [],
                "dots": [{"against": "pair", "component": None, "upstream": None, "count": 1, "alike": 1, "r": "7"}],
            }
        },
        "no report",
    ],
)
def test_a_report_without_pictures_has_none_and_says_so(report: object) -> None:
    assert stored_pictures(report) is None
    assert left_out(stored_pictures(report)) == NOTHING_KEPT
    assert case_pictures(None) == ()


def test_a_report_about_files_alone_says_that_no_block_was_read() -> None:
    shares = CasePictures(shares=MOE.shares)
    assert (left_out(shares), left_out(MOE)) == (NOTHING_READ, "")


def test_a_terminal_that_has_no_blocks_gets_digits() -> None:
    assert not blocks_are_known("cp1252")
    assert not blocks_are_known("no such encoding")
    assert blocks_are_known("UTF-8")


def test_lines_keep_their_spaces_on_a_page_and_are_fenced_in_markdown() -> None:
    page = Page("title", (Drawing(("  a   b\x1b[31m", "```")), Drawing(())))
    assert plain(page) == "title\n\n  a   b[31m\n```\n"
    assert markdown(page) == "### title\n\n```text\n  a   b[31m\n'''\n```\n"


def test_a_control_that_was_not_read_has_no_word_of_its_own() -> None:
    row = replace(MAP.rows[0], control=tuple(NOT_MEASURED for _ in MAP.parts))
    rows = layers_picture(replace(MAP, rows=(row,), loose=())).table.rows
    assert rows[0] == ("0", "attention, queries", "0.998", "not read")


def test_each_kind_of_comparison_has_a_mark_of_its_own() -> None:
    assert {each.against for each in MOE.dots} == {*Against}
    (panel,) = DRAWN["blocks"].panels
    classes = re.findall(r'class="(mark \w+)"', panel.svg)
    assert {*classes} == {"mark pair", "mark related", "mark control"}
