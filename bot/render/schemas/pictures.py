# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The schema of the key ``pictures``, see `bot.render.pictures.stored`. Pure."""

from __future__ import annotations

from bot.model.components import Component
from bot.model.dots import Against
from bot.model.layer_maps import ControlKind
from bot.model.parts import Part
from bot.render.schemas.forms import COUNT, TEXT, TRUE_OR_FALSE, Schema, keyed, many, one_of, or_null, said
from bot.render.schemas.parts import SNAPSHOT

_NUMBER = r"-?[01]\.\d{3}"
_WORD = rf"({_NUMBER}|same|none|-)"
_CELLS: Schema = {
    "type": "string",
    "pattern": rf"^({_WORD}( {_WORD})*)?$",
    "description": "a word for each part: a correlation rounded down, same, none where one of the two has nothing there, - where not read",
}
_ROW: Schema = {
    "type": "array",
    "description": "first layer, last layer, cells of the pair, cells of the control",
    "prefixItems": [COUNT, COUNT, _CELLS, _CELLS],
    "minItems": 4,
}
_LOOSE: Schema = {
    "type": "array",
    "description": "a part that stands in no layer, its cell of the pair, its cell of the control",
    "prefixItems": [one_of(Part), _CELLS, _CELLS],
    "minItems": 3,
}
_MAP = keyed(
    {
        "component": one_of(Component),
        "upstream": SNAPSHOT,
        "control": or_null(keyed({"kind": one_of(ControlKind), "upstream": or_null(SNAPSHOT)})),
        "parts": many(one_of(Part)),
        "rows": many(_ROW),
        "loose": many(_LOOSE),
    }
)
_STANDINGS: dict[str, Schema] = {
    "inherited": COUNT,
    "shared": COUNT,
    "own": COUNT,
    "open": COUNT,
    "exact": TRUE_OR_FALSE,
}
_SHARE = keyed({"component": one_of(Component), "part": one_of(Part), **_STANDINGS}, optional=_STANDINGS)
_DOTS = keyed(
    {
        "against": one_of(Against),
        "component": or_null(one_of(Component)),
        "upstream": or_null(SNAPSHOT),
        "count": COUNT,
        "alike": said(COUNT, "how many of them agree"),
        "r": said(TEXT, "correlations rounded down, in ascending order"),
    }
)
PICTURES: Schema = or_null(
    keyed({"maps": many(_MAP), "shares": many(_SHARE), "dots": many(_DOTS)}), "null where nothing was kept for pictures"
)
