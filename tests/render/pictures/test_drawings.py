# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Whatever the numbers are: well-formed, inert, on the scale, and never above what was measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.rulebook import load_templates
from bot.model.components import Component
from bot.model.dots import Against, Dots
from bot.model.family_ties import FamilyTie, Tie
from bot.model.history import Commit
from bot.model.layer_maps import (
    NOT_MEASURED,
    NOT_PRESENT,
    SAME,
    Cell,
    Control,
    ControlKind,
    LayerMap,
    LoosePart,
    MapRow,
)
from bot.model.part_shares import PartShare
from bot.model.parts import Part
from bot.model.pictures import CasePictures
from bot.model.records import RuleTally
from bot.model.repository import SnapshotKey
from bot.model.timeline import Change, Moment, Timeline, TimelineEvent
from bot.render.html_templates import HtmlTemplates
from bot.render.pictures.case import case_pictures
from bot.render.pictures.family import family_picture
from bot.render.pictures.history import history_picture
from bot.render.pictures.layers import layers_picture
from bot.render.pictures.picture import Picture
from bot.render.pictures.precision import precision_picture
from bot.render.pictures.scale import LEVELS, level
from bot.render.pictures.stored import pictures_document, stored_pictures
from bot.render.pictures.terminal import drawn_lines
from bot.render.tone import lint
from tests.samples.pictures import FAMILY, MAP, MOE, TALLIES

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'x"><script>alert(1)</script>&\u202e]]>\x1b[2J{{7*7}}'
NOW = datetime(2026, 3, 18, tzinfo=UTC)

_names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)
_keys = st.builds(SnapshotKey, _names, st.just("f" * 40))
_cells = st.one_of(st.sampled_from([SAME, NOT_PRESENT, NOT_MEASURED]), st.floats(-1, 1).map(Cell.measured))


@st.composite
def _maps(draw: st.DrawFn) -> LayerMap:
    parts = tuple(draw(st.lists(st.sampled_from(Part), max_size=6, unique=True)))
    kind = draw(st.sampled_from([*ControlKind, None]))
    width = len(parts)

    def cells(count: int) -> tuple[Cell, ...]:
        return tuple(draw(st.lists(_cells, min_size=count, max_size=count)))

    rows = draw(st.integers(0, 5)) if parts else 0
    return LayerMap(
        component=draw(st.sampled_from(Component)),
        upstream=draw(_keys),
        parts=parts,
        rows=tuple(
            MapRow(
                first=2 * row,
                last=2 * row + draw(st.integers(0, 1)),
                pair=cells(width),
                control=cells(width if kind else 0),
            )
            for row in range(rows)
        ),
        loose=tuple(
            LoosePart(part=part, pair=draw(_cells), control=draw(_cells) if kind else NOT_MEASURED)
            for part in draw(st.lists(st.sampled_from(Part), max_size=3, unique=True))
        ),
        control=None
        if kind is None
        else Control(kind=kind, upstream=draw(_keys) if kind is ControlKind.UPSTREAM else None),
    )


@st.composite
def _dots(draw: st.DrawFn) -> Dots:
    values = sorted(
        draw(st.lists(st.floats(-1, 0.999).map(lambda each: round(each, 3) + 0.0), min_size=1, max_size=40))
    )
    return Dots(
        against=draw(st.sampled_from(Against)),
        component=draw(st.sampled_from([None, *Component])),
        upstream=draw(st.none() | _keys),
        count=len(values) + draw(st.integers(0, 9)),
        alike=sum(each >= 0.3 for each in values),
        values=tuple(values),
    )


_counts = st.integers(0, 10**12)
_shares = st.builds(
    PartShare,
    component=st.sampled_from(Component),
    part=st.sampled_from(Part),
    inherited=_counts,
    shared=_counts,
    own=_counts,
    open=_counts,
    is_exact=st.booleans(),
)
_pictures = st.builds(
    CasePictures,
    maps=st.lists(_maps(), max_size=2).map(tuple),
    shares=st.lists(_shares, max_size=5).map(tuple),
    dots=st.lists(_dots(), max_size=4).map(tuple),
)
_ties = st.lists(st.builds(FamilyTie, parent=_names, child=_names, tie=st.sampled_from(Tie), words=_names), max_size=12)


def parsed(picture: Picture) -> Iterator[ET.Element]:
    for drawing in [*(panel.svg for panel in picture.panels), *([picture.legend] if picture.legend else [])]:
        yield ET.fromstring(drawing)


def assert_is_inert(picture: Picture) -> None:
    for root in parsed(picture):
        assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
        assert root[0].tag == f"{SVG}title"
        assert root[1].tag == f"{SVG}desc"
        assert root[0].text
        for element in root.iter():
            assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "text", "rect", "line", "path"}
            assert not {each for each in element.attrib if each.startswith("on")} | (
                {"style", "href", "id"} & {*element.attrib}
            )
            assert "url(" not in "".join(element.attrib.values())


@settings(max_examples=60, deadline=None)
@given(_pictures)
def test_any_numbers_give_drawings_that_are_well_formed_and_inert(found: CasePictures) -> None:
    for picture in case_pictures(found):
        assert_is_inert(picture)
        assert picture.reading.endswith(".")
        assert picture.table.rows


@settings(max_examples=60, deadline=None)
@given(_pictures)
def test_what_is_stored_comes_back_as_it_was(found: CasePictures) -> None:
    assert stored_pictures({"pictures": pictures_document(found)}) == found


@settings(max_examples=60, deadline=None)
@given(_maps())
def test_nothing_printed_is_above_what_was_measured(found: LayerMap) -> None:
    measured = [
        each.correlation for row in found.rows for each in (*row.pair, *row.control) if each.correlation is not None
    ]
    measured += [
        each
        for loose in found.loose
        for each in (loose.pair.correlation, loose.control.correlation)
        if each is not None
    ]
    picture = layers_picture(found)
    printed = [
        text
        for root in parsed(picture)
        for each in root.iter(f"{SVG}text")
        if "on" in (each.get("class") or "").split()
        for text in [each.text or ""]
    ]
    numbers = [float(text.replace("\N{MINUS SIGN}", "-")) for text in printed if text != "same"]
    assert all(each <= max(measured) for each in numbers)
    assert not [cell for row in picture.table.rows for cell in row if cell in {"1", "1.000"}]


@given(_cells)
def test_every_cell_stands_on_the_scale_or_has_a_pattern(cell: Cell) -> None:
    step = level(cell)
    assert step is None or 0 <= step <= LEVELS
    assert (step == LEVELS) is (cell == SAME)


@settings(max_examples=40, deadline=None)
@given(_pictures)
def test_a_terminal_gets_no_control_characters_and_no_color(found: CasePictures) -> None:
    for in_ascii in (True, False):
        for line in drawn_lines(found, in_ascii=in_ascii):
            assert line.isprintable() or not line
            assert line.isascii() or not in_ascii


@settings(max_examples=60, deadline=None)
@given(_ties)
def test_any_ties_give_a_family_in_which_every_model_stands_once(ties: list[FamilyTie]) -> None:
    picture = family_picture(ties)
    names = {name for each in ties if each.parent != each.child for name in (each.parent, each.child)}
    if picture is None:
        assert not names
        return
    assert_is_inert(picture)
    assert picture.reading.startswith(f"{len(names)} model")


@given(
    st.lists(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=4)
)
@settings(max_examples=30, deadline=None)
def test_any_tally_is_drawn_inside_its_scale(tallies: list[tuple[int, int]]) -> None:
    picture = precision_picture([RuleTally(words="rule", right=right, judged=judged) for right, judged in tallies])
    if picture is not None:
        assert_is_inert(picture)
        for root in parsed(picture):
            width = float(root.get("width") or 0)
            ends = [
                float(x) for each in root.iter(f"{SVG}path") for x in re.findall(r"M([\d.]+) ", each.get("d") or "")
            ]
            assert all(0 <= x <= width for x in ends)


def _hostile() -> list[Picture]:
    key = SnapshotKey("org/" + "".join(sign for sign in HOSTILE if sign.isprintable()), "f" * 40)
    drawn = LayerMap(
        component=Component.TEXT_MODEL,
        upstream=key,
        parts=(Part.MLP,),
        rows=(MapRow(first=0, last=0, pair=(Cell.measured(0.5),), control=(Cell.measured(0.1),)),),
        loose=(),
        control=Control(kind=ControlKind.UPSTREAM, upstream=key),
    )
    dots = Dots(against=Against.PAIR, component=Component.TEXT_MODEL, upstream=key, count=1, alike=1, values=(0.5,))
    event = TimelineEvent(commit=Commit(id="a" * 40, date=NOW), before=None, path=HOSTILE, what=Change.APPEARED)
    found = [
        *case_pictures(CasePictures(maps=(drawn,), dots=(dots,))),
        family_picture([FamilyTie(parent=HOSTILE, child=f"{HOSTILE}2", tie=Tie.INFERRED, words=HOSTILE)]),
        history_picture(Timeline(commits=(event.commit,), events=(event,)), [Moment(at=NOW, words=HOSTILE)]),
        precision_picture([RuleTally(words=HOSTILE, right=1, judged=2)]),
    ]
    return [each for each in found if each is not None]


def test_hostile_names_stay_words_in_drawing_table_and_page() -> None:
    templates = HtmlTemplates(
        {**load_templates(), "page": '{% from "pictures/figure.html.j2" import figure %}{{ figure(picture) }}'}
    )
    for picture in _hostile():
        assert_is_inert(picture)
        page = templates.rendered("page", {"picture": picture})
        assert "<script" not in page
        assert "49" not in re.sub(r'\b(?:x|y|x1|x2|y1|y2|d|width|height|viewBox)="[^"]*"', "", page)
        assert "\u202e" not in page
        assert "\x1b" not in page
        assert "\u202e" not in picture.csv


def test_drawings_stay_small() -> None:
    sizes = {each.name: sum(len(panel.svg) for panel in each.panels) for each in case_pictures(MOE)}
    assert max(sizes.values()) < 24_000
    many = [FamilyTie(parent="org/root", child=f"org/model-{number:04}", tie=Tie.DECLARED) for number in range(900)]
    family = family_picture(many)
    assert family is not None
    assert "701 more do not fit here" in family.reading
    assert len(family.panels[0].svg) < 60_000
    days = [Moment(at=NOW + timedelta(days=day), words="a scan") for day in range(500)]
    history = history_picture(None, days)
    assert history is not None
    assert len(history.items) == 40


@pytest.mark.parametrize("number", range(5))
def test_what_is_said_is_kind(number: int) -> None:
    every = [*case_pictures(MOE), family_picture(FAMILY), precision_picture(TALLIES)]
    picture = [each for each in every if each is not None][number]
    assert lint(f"{picture.title}. {picture.reading}") == ()
    assert lint(" ".join(cell for row in (picture.table.headings, *picture.table.rows) for cell in row)) == ()


def test_almost_everything_is_never_printed_as_everything() -> None:
    text = " ".join([*(each.reading for each in case_pictures(MOE)), *drawn_lines(MOE, in_ascii=True)])
    assert "0.99996" not in text
    assert not re.search(r"(?<![\d.])1\.0+(?!\d| %)|(?<!\d)100 %", text)
    assert "0.999" in layers_picture(MAP).csv
