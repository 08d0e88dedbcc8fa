# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From matched blocks to what pictures show: the least of the pair, the most of the control, nothing that was not measured."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from bot.lineage.columns import part_of
from bot.lineage.components import Examined, Upstream, components_of
from bot.lineage.maps import Layers, together
from bot.lineage.pictures import pictures_of, pictures_of_copy
from bot.model.components import Component, Role
from bot.model.dots import MOST_DOTS, Against
from bot.model.evidence import Matching, SampleMatch
from bot.model.layer_maps import MOST_ROWS, NOT_MEASURED, NOT_PRESENT, SAME, Cell, ControlKind, MapRow
from bot.model.lineage import Relation, Verdict
from bot.model.parts import Part
from bot.model.pictures import CasePictures
from bot.model.repository import SnapshotKey
from bot.model.tensors import DType, TensorFamily, TensorSpec
from bot.render.pictures.stored import pictures_document
from tests.lineage.test_components import KEY, NEW, OLD, sample
from tests.samples.judged import part

STRANGER = SnapshotKey("other/unrelated", "1" * 40)
FARTHER = SnapshotKey("other/farther", "2" * 40)
WORD = "model.layers.*.{}.weight"


def family(
    name: str, role: Role, layers: Iterable[int], *, shape: tuple[int, ...] = (512, 4096), loose: bool = False
) -> TensorFamily:
    pattern = f"model.{name}.weight" if loose else WORD.format(name)
    members = tuple(
        TensorSpec(
            name=pattern.replace("*", str(layer)),
            dtype=DType.BF16,
            shape=shape,
            file="m",
            start=0,
            stop=shape[0] * shape[1] * 2,
        )
        for layer in layers
    )
    return TensorFamily(
        name=pattern,
        component=Component.TEXT_MODEL,
        role=role,
        part=name,
        shape=shape,
        dtypes=frozenset({DType.BF16}),
        members=members,
        parameters=sum(each.elements for each in members),
    )


def block(of: TensorFamily, layer: int | None, correlation: float, **changes: Any) -> SampleMatch:  # noqa: ANN401 - any field
    log10_p = changes.pop("log10_p", -35.0 if correlation > 0.2 else -0.2)
    found = sample(layer or 0, log10_p, correlation=correlation, family=of.id, role=of.role, **changes)
    return replace(found, layer=layer)


def pictured(
    families: Sequence[TensorFamily],
    *matchings: tuple[SnapshotKey, Sequence[SampleMatch]],
    incomplete: Iterable[str] = (),
    fitting: Iterable[str] | None = None,
) -> CasePictures:
    ids = frozenset(each.id for each in families) if fitting is None else frozenset(fitting)
    examined = Examined(
        families=tuple(families),
        comparable=frozenset(each.id for each in families),
        matchings=tuple(
            Matching(upstream=key, samples=tuple(samples), fitting=ids, tests=10) for key, samples in matchings
        ),
        upstreams={key: Upstream(key=key, created_at=OLD, declared=False, vocabulary=None) for key, _ in matchings},
        created_at=NEW,
        vocabulary=None,
        method="test",
    )
    layers = {
        each.id: Layers(
            frozenset() if "*" not in each.name else frozenset(range(len(each.members))), each.id not in {*incomplete}
        )
        for each in families
    }
    return pictures_of(examined, components_of(examined), layers)


UP = family("mlp.up_proj", Role.UNIT_IN, range(6))
QUERY = family("self_attn.q_proj", Role.ATTENTION, range(6), shape=(4096, 4096))
TABLE = family("embed_tokens", Role.EMBEDDING, [0], loose=True)


@pytest.mark.parametrize(
    ("role", "name", "expected"),
    [
        (Role.ATTENTION, "self_attn.q_a_proj", Part.QUERY),
        (Role.ATTENTION, "self_attn.kv_a_proj_with_mqa", Part.KEY_VALUE),
        (Role.ATTENTION, "self_attn.o_proj", Part.OUTPUT),
        (Role.ATTENTION, "attention.output.dense", Part.OUTPUT),
        (Role.ATTENTION, "attention.self.query", Part.QUERY),
        (Role.ATTENTION, "attn.c_attn", Part.FUSED_ATTENTION),
        (Role.ATTENTION, "attn_rel", Part.ATTENTION),
        (Role.UNIT_IN, "mlp.shared_experts.up_proj", Part.SHARED_EXPERT),
        (Role.UNIT_IN, "ffn_up_shexp", Part.SHARED_EXPERT),
        (Role.UNIT_OUT, "mlp.experts.down_proj", Part.EXPERTS),
        (Role.UNIT_IN, "ffn_up_exps", Part.EXPERTS),
        (Role.UNIT_OUT, "mlp.down_proj", Part.MLP),
        (Role.ROUTER, "mlp.gate", Part.ROUTER),
        (Role.OTHER, "pooler.dense", Part.OTHER),
    ],
)
def test_a_part_stands_in_the_column_that_its_name_suggests(role: Role, name: str, expected: Part) -> None:
    assert part_of(family(name, role, [0])) is expected


def test_the_pair_shows_the_least_that_was_measured_and_the_control_the_most() -> None:
    gate = family("mlp.gate_proj", Role.UNIT_IN, range(6))
    found = pictured(
        [UP, gate],
        (KEY, [block(UP, 2, 0.9987), block(gate, 2, 0.9561), block(UP, 4, 0.97)]),
        (STRANGER, [block(UP, 2, 0.011), block(gate, 2, 0.0219), block(UP, 4, 0.004)]),
    )
    (drawn,) = found.maps
    row = next(each for each in drawn.rows if each.first == 2)
    assert (row.pair, row.control) == ((Cell.measured(0.9561),), (Cell.measured(0.0219),))
    assert row.pair[0].correlation == 0.956
    assert drawn.control is not None
    assert drawn.control.upstream == STRANGER


def test_layers_without_a_number_stand_in_one_row() -> None:
    found = pictured([UP, QUERY], (KEY, [block(UP, 1, 0.9), block(UP, 4, 0.9)]))
    assert [each.words for each in found.maps[0].rows] == ["0", "1", "2\N{EN DASH}3", "4", "5"]


def test_the_nearest_model_that_shares_nothing_is_the_control() -> None:
    found = pictured(
        [UP],
        (KEY, [block(UP, 1, 0.99), block(UP, 4, 0.99)]),
        (FARTHER, [block(UP, 1, 0.001), block(UP, 4, 0.002)]),
        (STRANGER, [block(UP, 1, 0.03), block(UP, 4, 0.04)]),
    )
    control = found.maps[0].control
    assert control is not None
    assert (control.kind, control.upstream) == (ControlKind.UPSTREAM, STRANGER)


def test_a_relative_is_never_shown_as_a_control() -> None:
    found = pictured(
        [UP],
        (KEY, [block(UP, 1, 0.99), block(UP, 4, 0.99)]),
        (STRANGER, [block(UP, 1, 0.91), block(UP, 4, 0.92)]),
    )
    control = found.maps[0].control
    assert control is not None
    assert control.kind is ControlKind.ELSEWHERE
    related = next(each for each in found.dots if each.against is Against.RELATED)
    assert (related.upstream, related.values) == (STRANGER, (0.91, 0.92))
    assert Against.UNRELATED not in {each.against for each in found.dots}


def test_without_another_model_the_control_is_where_nothing_belongs() -> None:
    blocks = [block(UP, 1, 0.99, unrelated=0.012, control_correlation=0.0301), block(UP, 4, 0.99, unrelated=0.014)]
    found = pictured([UP], (KEY, blocks))
    (drawn,) = found.maps
    cells = {each.first: each.control[0] for each in drawn.rows}
    assert (cells[1], cells[4]) == (Cell.measured(0.0301), Cell.measured(0.014))
    kinds = {each.against: each.values for each in found.dots}
    assert kinds[Against.OTHER_PLACES] == (0.03,)
    assert kinds[Against.MOVED_ROWS] == (0.012, 0.014)


def test_a_control_that_covers_less_than_half_is_not_taken() -> None:
    four = [block(UP, layer, 0.99) for layer in (0, 1, 3, 5)]
    found = pictured([UP, QUERY], (KEY, four), (STRANGER, [block(UP, 1, 0.01), block(QUERY, 2, 0.02, log10_p=-0.1)]))
    control = found.maps[0].control
    assert control is not None
    assert control.kind is ControlKind.ELSEWHERE


def test_not_there_and_not_read_are_two_things() -> None:
    dense = family("mlp.up_proj", Role.UNIT_IN, range(1), shape=(640, 4096))
    shared = family("mlp.shared_experts.up_proj", Role.UNIT_IN, range(6))
    found = pictured([dense, shared], (KEY, [block(shared, 2, 0.9), block(shared, 4, 0.9)]))
    rows = {each.first: each.pair for each in found.maps[0].rows}
    assert rows[0] == (NOT_MEASURED, NOT_MEASURED)
    assert rows[2] == (NOT_PRESENT, Cell.measured(0.9))
    unsure = pictured([dense, shared], (KEY, [block(shared, 2, 0.9), block(shared, 4, 0.9)]), incomplete=[dense.id])
    assert {each.first: each.pair for each in unsure.maps[0].rows}[2] == (NOT_MEASURED, Cell.measured(0.9))


def test_what_fits_nothing_of_the_upstream_is_not_there() -> None:
    found = pictured([UP, TABLE], (KEY, [block(UP, 1, 0.9), block(UP, 4, 0.9)]), fitting=[UP.id])
    (loose,) = found.maps[0].loose
    assert (loose.part, loose.pair) == (Part.EMBEDDING, NOT_PRESENT)


def test_equal_bytes_are_called_the_same() -> None:
    found = pictured([UP], (KEY, [block(UP, 1, 0.9999, equal_rows=1.0), block(UP, 4, 0.9999)]))
    cells = {each.first: each.pair[0] for each in found.maps[0].rows}
    assert (cells[1], cells[4]) == (SAME, Cell.measured(0.999))


def test_a_layout_that_was_only_tried_does_not_speak_for_the_pair() -> None:
    found = pictured([UP], (KEY, [block(UP, 1, 0.9), block(UP, 1, 0.01, across=True), block(UP, 4, 0.9)]))
    assert {each.first: each.pair[0] for each in found.maps[0].rows}[1] == Cell.measured(0.9)


def test_a_component_of_which_nothing_was_read_has_no_map() -> None:
    assert pictured([UP], (KEY, [])).maps == ()


def test_more_layers_than_rows_are_taken_together() -> None:
    deep = family("mlp.up_proj", Role.UNIT_IN, range(160))
    blocks = [block(deep, layer, 0.5 + layer / 1000) for layer in range(160)]
    found = pictured([deep], (KEY, blocks))
    rows = found.maps[0].rows
    assert len(rows) <= MOST_ROWS
    assert (rows[0].first, rows[-1].last) == (0, 159)
    assert [row.pair[0] for row in rows] == [Cell.measured(0.5 + row.first / 1000) for row in rows]


def test_neighbours_together_say_the_least_of_the_pair_and_the_most_of_the_control() -> None:
    rows = [
        MapRow(
            first=1, last=1, pair=(Cell.measured(0.9), SAME, NOT_PRESENT), control=(NOT_MEASURED, SAME, NOT_PRESENT)
        ),
        MapRow(
            first=2,
            last=2,
            pair=(SAME, SAME, NOT_MEASURED),
            control=(Cell.measured(0.1), Cell.measured(0.2), NOT_PRESENT),
        ),
    ]
    both = together(rows)
    assert (both.first, both.last) == (1, 2)
    assert both.pair == (Cell.measured(0.9), SAME, NOT_MEASURED)
    assert both.control == (Cell.measured(0.1), SAME, NOT_PRESENT)


def test_the_marks_of_a_group_keep_its_ends() -> None:
    deep = family("mlp.up_proj", Role.UNIT_IN, range(200))
    pair = next(
        each
        for each in pictured([deep], (KEY, [block(deep, layer, 0.3 + layer / 500) for layer in range(200)])).dots
        if each.against is Against.PAIR
    )
    assert (pair.count, pair.alike, len(pair.values)) == (200, 200, MOST_DOTS)
    assert (pair.values[0], pair.values[-1]) == (0.3, 0.698)


def test_shares_add_up_to_the_parameters_and_part_what_is_inherited() -> None:
    own = family("mlp.down_proj", Role.UNIT_OUT, range(6), shape=(4096, 512))
    found = pictured(
        [UP, TABLE, own], (KEY, [block(UP, 1, 0.9), block(UP, 4, 0.9), block(TABLE, None, 0.01, log10_p=None)])
    )
    shares = {each.part: each for each in found.shares}
    assert sum(each.parameters for each in found.shares) == UP.parameters + TABLE.parameters + own.parameters
    assert shares[Part.EMBEDDING].own == TABLE.parameters
    assert (shares[Part.MLP].inherited, shares[Part.MLP].open) == (UP.parameters, own.parameters)


def test_what_is_independent_has_its_own_parameters_as_far_as_they_were_compared() -> None:
    found = pictured([UP, QUERY], (KEY, [block(UP, 1, 0.01), block(UP, 4, 0.02)]))
    shares = {each.part: each for each in found.shares}
    assert (shares[Part.MLP].own, shares[Part.QUERY].open) == (UP.parameters, QUERY.parameters)
    assert not any(each.inherited or each.shared for each in found.shares)


def test_a_copy_has_shares_and_nothing_to_draw_by_layer() -> None:
    same = part(
        Component.TEXT_MODEL, Verdict.DERIVED, KEY, relation=Relation.COPY, inherited_fraction=1.0, parameters=100
    )
    found = pictures_of_copy([same])
    (share,) = found.shares
    assert (found.maps, found.dots, share.part, share.inherited, share.is_exact) == ((), (), Part.WHOLE, 100, True)


def test_a_mixture_of_sixty_one_layers_takes_few_kilobytes_however_much_of_it_was_read() -> None:
    """Every cell measured, which no scan does, printed as a stored report has it and as a person gets it."""
    chance = random.Random(7)
    names = (
        "self_attn.q_proj",
        "self_attn.kv_b_proj",
        "self_attn.o_proj",
        "mlp.shared_experts.up_proj",
        "mlp.experts.up_proj",
    )
    seeds = count()
    families = [
        *(
            family(name, Role.UNIT_IN if "mlp" in name else Role.ATTENTION, range(61), shape=(512 + next(seeds), 4096))
            for name in names
        ),
        family("mlp.gate", Role.ROUTER, range(61), shape=(256, 4096)),
        family("mlp.up_proj", Role.UNIT_IN, range(61), shape=(700, 4096)),
        TABLE,
    ]
    every = [(each, layer) for each in families[:-1] for layer in range(61)]
    found = pictured(
        families,
        (KEY, [block(of, layer, 0.99 + chance.random() / 100, control_correlation=0.02) for of, layer in every]),
        (STRANGER, [block(of, layer, 0.04 * chance.random() - 0.02) for of, layer in every]),
    )
    document = pictures_document(found)
    assert len(json.dumps(document, ensure_ascii=False)) < 8_000
    assert len(json.dumps(document, ensure_ascii=False, indent=2)) < 12_000
