# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Values of pictures: a mixture of experts with 61 layers as a scan sees it, a family, judged rules; each is named once, here."""

from __future__ import annotations

from bot.model.components import Component
from bot.model.dots import Against, Dots
from bot.model.family_ties import FamilyTie, Tie
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
from tests.samples.judged import DEEPSEEK

KIMI = SnapshotKey("moonshotai/Kimi-K2-Base", "c" * 40)
_PARTS = (Part.QUERY, Part.KEY_VALUE, Part.OUTPUT, Part.ROUTER, Part.MLP, Part.SHARED_EXPERT, Part.EXPERTS)


def _cells(words: str) -> tuple[Cell, ...]:
    known = {"-": NOT_MEASURED, "none": NOT_PRESENT, "same": SAME}
    return tuple(known.get(word) or Cell.measured(float(word)) for word in words.split())


def _row(first: int, last: int, pair: str, control: str) -> MapRow:
    return MapRow(first=first, last=last, pair=_cells(pair), control=_cells(control))


MAP = LayerMap(
    component=Component.TEXT_MODEL,
    upstream=DEEPSEEK,
    parts=_PARTS,
    rows=(
        _row(0, 0, "0.998 - 0.997 none 0.9991 none none", "0.013 - 0.021 none 0.018 none none"),
        _row(1, 2, "- - - none - none none", "- - - none - none none"),
        _row(3, 14, "- - - - none - -", "- - - - none - -"),
        _row(15, 15, "- - - - none 0.9987 0.99996", "- - - - none 0.019 0.020"),
        _row(16, 29, "- - - - none - -", "- - - - none - -"),
        _row(30, 30, "0.9979 0.996 same 0.981 none 0.9985 0.9983", "0.015 -0.012 0.012 0.048 none 0.017 0.019"),
        _row(31, 44, "- - - - none - -", "- - - - none - -"),
        _row(45, 45, "- - - - none 0.9981 0.9976", "- - - - none 0.0204 0.018"),
        _row(46, 60, "- - - - none - -", "- - - - none - -"),
    ),
    loose=(
        LoosePart(part=Part.EMBEDDING, pair=Cell.measured(0.9993), control=NOT_PRESENT),
        LoosePart(part=Part.OUTPUT_HEAD, pair=Cell.measured(0.412), control=NOT_PRESENT),
    ),
    control=Control(kind=ControlKind.UPSTREAM, upstream=KIMI),
)


def _dots(against: Against, upstream: SnapshotKey | None, *values: float) -> Dots:
    return Dots(
        against=against,
        component=None if upstream is None else Component.TEXT_MODEL,
        upstream=upstream,
        count=len(values),
        alike=sum(each >= 0.3 for each in values),
        values=tuple(sorted(values)),
    )


def _share(part: Part, inherited: int = 0, own: int = 0, left: int = 0) -> PartShare:
    return PartShare(component=Component.TEXT_MODEL, part=part, inherited=inherited, own=own, open=left)


MOE = CasePictures(
    maps=(MAP,),
    shares=(
        _share(Part.EXPERTS, inherited=653_900_000_000),
        _share(Part.QUERY, inherited=2_900_000_000, left=480_000_000),
        _share(Part.OUTPUT, inherited=7_160_000_000),
        _share(Part.KEY_VALUE, inherited=1_270_000_000),
        _share(Part.SHARED_EXPERT, inherited=2_550_000_000),
        _share(Part.MLP, inherited=1_180_000_000),
        _share(Part.EMBEDDING, inherited=926_000_000),
        _share(Part.OUTPUT_HEAD, own=926_000_000),
        _share(Part.ROUTER, inherited=106_000_000),
        _share(Part.OTHER, left=2_600_000),
    ),
    dots=(
        _dots(
            Against.PAIR, DEEPSEEK, 0.412, 0.981, 0.996, 0.997, 0.997, 0.997, 0.997, 0.998, 0.998, 0.998, 0.998, 0.999
        ),
        _dots(Against.RELATED, SnapshotKey("deepseek-ai/DeepSeek-V3-Base", "d" * 40), 0.933, 0.941, 0.948, 0.952),
        _dots(Against.UNRELATED, KIMI, -0.012, 0.012, 0.013, 0.015, 0.017, 0.018, 0.018, 0.019, 0.02, 0.021, 0.048),
        _dots(Against.OTHER_PLACES, None, 0.031, 0.034, 0.036, 0.041),
        _dots(Against.MOVED_ROWS, None, 0.008, 0.009, 0.01, 0.011, 0.011, 0.012, 0.013),
    ),
)
"""Larger than most: two thirds of a terabyte, of which a few megabytes were read."""

FAMILY = (
    FamilyTie(parent="acme/base", child="acme/chat", tie=Tie.DECLARED, words="finetune"),
    FamilyTie(parent="acme/base", child="bora/base-ja", tie=Tie.INFERRED, words="expanded vocabulary"),
    FamilyTie(parent="bora/base-ja", child="cyan/base-ja-4bit", tie=Tie.DECLARED, words="quantized"),
    FamilyTie(parent="acme/chat", child="dune/merged", tie=Tie.DECLARED, words="merge"),
    FamilyTie(parent="bora/base-ja", child="dune/merged", tie=Tie.INFERRED, words="merge"),
    FamilyTie(parent="acme/base", child="eland/own-model", tie=Tie.WITHDRAWN),
)
TALLIES = (
    RuleTally(words="license-text-missing", right=411, judged=412),
    RuleTally(words="base-model-undeclared", right=38, judged=40),
    RuleTally(words="component-undeclared", right=3, judged=3),
    RuleTally(words="name-clause", right=0, judged=0),
)
