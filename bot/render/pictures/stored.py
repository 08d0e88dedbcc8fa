# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The key ``pictures`` of ``hubnotice.scan/1``: written small, and read again from a stored report.

``stored_pictures(pictures_document(p)) == p`` for every value whose names are printable. The cells of a row are one string, a word for each
part: a correlation rounded down, ``same``, ``none`` where there is nothing to compare, ``-`` where it was not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.model.components import Component
from bot.model.dots import Against, Dots
from bot.model.layer_maps import (
    NOT_MEASURED,
    NOT_PRESENT,
    SAME,
    Cell,
    Control,
    ControlKind,
    Found,
    LayerMap,
    LoosePart,
    MapRow,
)
from bot.model.part_shares import PartShare
from bot.model.parts import Part
from bot.model.pictures import CasePictures
from bot.model.repository import SnapshotKey

_Document: TypeAlias = dict[str, object]
_WORDS = {Found.SAME: "same", Found.NOT_PRESENT: "none", Found.NOT_MEASURED: "-"}
_CELLS = {"same": SAME, "none": NOT_PRESENT, "-": NOT_MEASURED}
_MOST = 256
"""Of anything in a list: stored reports are ours, but a file may be anybody's."""


def pictures_document(pictures: CasePictures | None) -> _Document | None:
    """The document, ``None`` where nothing was kept; about 5 kB for a model of 61 layers."""
    if pictures is None:
        return None
    return {
        "maps": [_map(each) for each in pictures.maps],
        "shares": [_share(each) for each in pictures.shares],
        "dots": [_dots(each) for each in pictures.dots],
    }


def stored_pictures(report: object) -> CasePictures | None:
    """The pictures of a report as it was stored; ``None`` where it has none, or where they cannot be read.

    ``report`` is the whole document. Reports of earlier versions have none.
    """
    try:
        found = _mapping(report).get("pictures")
        return None if found is None else _pictures(_mapping(found))
    except (KeyError, TypeError, ValueError):
        return None


def _map(found: LayerMap) -> _Document:
    return {
        "component": found.component.value,
        "upstream": _key(found.upstream),
        "control": None
        if found.control is None
        else {"kind": found.control.kind.value, "upstream": _key(found.control.upstream)},
        "parts": [part.value for part in found.parts],
        "rows": [[row.first, row.last, _cells(row.pair), _cells(row.control)] for row in found.rows],
        "loose": [[each.part.value, _cells([each.pair]), _cells([each.control])] for each in found.loose],
    }


def _share(share: PartShare) -> _Document:
    return {
        "component": share.component.value,
        "part": share.part.value,
        **{standing.value: count for standing, count in share.stretches},
        **({"exact": True} if share.is_exact else {}),
    }


def _dots(dots: Dots) -> _Document:
    return {
        "against": dots.against.value,
        "component": dots.component.value if dots.component else None,
        "upstream": _key(dots.upstream),
        "count": dots.count,
        "alike": dots.alike,
        "r": " ".join(f"{value:.3f}" for value in dots.values),
    }


def _cells(cells: Iterable[Cell]) -> str:
    return " ".join(_WORDS.get(each.found) or f"{each.correlation:.3f}" for each in cells)


def _key(key: SnapshotKey | None) -> _Document | None:
    return None if key is None else {"repo": key.repo, "revision": key.revision}


def _pictures(document: Mapping[str, object]) -> CasePictures:
    return CasePictures(
        maps=tuple(_read_map(_mapping(each)) for each in _list(document["maps"])),
        shares=tuple(_read_share(_mapping(each)) for each in _list(document["shares"])),
        dots=tuple(_read_dots(_mapping(each)) for each in _list(document["dots"])),
    )


def _read_map(document: Mapping[str, object]) -> LayerMap:
    upstream = _read_key(document["upstream"])
    if upstream is None:
        raise ValueError("expected an upstream")
    return LayerMap(
        component=Component(document["component"]),
        upstream=upstream,
        parts=tuple(Part(each) for each in _list(document["parts"])),
        rows=tuple(_read_row(_list(each)) for each in _list(document["rows"])),
        loose=tuple(_read_loose(_list(each)) for each in _list(document["loose"])),
        control=_read_control(document["control"]),
    )


def _read_row(row: Sequence[object]) -> MapRow:
    first, last, pair, control = row
    return MapRow(first=_count(first), last=_count(last), pair=_read_cells(pair), control=_read_cells(control))


def _read_loose(entry: Sequence[object]) -> LoosePart:
    part, pair, control = entry
    return LoosePart(part=Part(part), pair=_one(pair), control=_one(control))


def _read_control(document: object) -> Control | None:
    if document is None:
        return None
    found = _mapping(document)
    return Control(kind=ControlKind(found["kind"]), upstream=_read_key(found["upstream"]))


def _read_share(document: Mapping[str, object]) -> PartShare:
    return PartShare(
        component=Component(document["component"]),
        part=Part(document["part"]),
        inherited=_count(document.get("inherited", 0)),
        shared=_count(document.get("shared", 0)),
        own=_count(document.get("own", 0)),
        open=_count(document.get("open", 0)),
        is_exact=document.get("exact") is True,
    )


def _read_dots(document: Mapping[str, object]) -> Dots:
    component = document["component"]
    return Dots(
        against=Against(document["against"]),
        component=None if component is None else Component(component),
        upstream=_read_key(document["upstream"]),
        count=_count(document["count"]),
        alike=_count(document["alike"]),
        values=tuple(map(_correlation, str(document["r"]).split()[:_MOST])),
    )


def _read_cells(words: object) -> tuple[Cell, ...]:
    return tuple(_CELLS.get(word) or Cell(Found.MEASURED, _correlation(word)) for word in str(words).split()[:_MOST])


def _one(words: object) -> Cell:
    (cell,) = _read_cells(words)
    return cell


def _correlation(word: str) -> float:
    value = float(word)
    if not -1.0 <= value <= 1.0:
        raise ValueError(f"expected a correlation, found {word}")
    return value


def _read_key(document: object) -> SnapshotKey | None:
    if document is None:
        return None
    found = _mapping(document)
    return SnapshotKey(str(found["repo"]), str(found["revision"]))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError(f"expected an object, found {type(value).__name__}")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {type(value).__name__}")
    return value[:_MOST]


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"expected a number of 0 or more, found {value!r}")
    return value
