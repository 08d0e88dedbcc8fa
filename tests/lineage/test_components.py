# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From matched blocks to verdicts: the thresholds, one by one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.lineage.components import Examined, Upstream, components_of
from bot.lineage.controls import why_inconclusive
from bot.lineage.moved import with_moved
from bot.lineage.whole import whole_verdict
from bot.model.components import Component, Role
from bot.model.evidence import Matching, Move, MovedMatch, SampleMatch
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.model.tensors import DType, TensorFamily, TensorSpec

KEY = SnapshotKey("acme/base", "0" * 40)
OLD, NEW = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def family(
    name: str = "model.layers.*.mlp.up_proj.weight", component: Component = Component.TEXT_MODEL
) -> TensorFamily:
    tensor = TensorSpec(name=name, dtype=DType.BF16, shape=(512, 4096), file="m", start=0, stop=512 * 4096 * 2)
    return TensorFamily(
        name=name,
        component=component,
        role=Role.UNIT_IN,
        part="mlp.up_proj",
        shape=tensor.shape,
        dtypes=frozenset({tensor.dtype}),
        members=(tensor,),
        parameters=8 * 512 * 4096,
    )


def sample(layer: int, log10_p: float | None = -35.0, **changes: Any) -> SampleMatch:  # noqa: ANN401 - any field of the value
    base = SampleMatch(
        family=family().id,
        tensor=f"model.layers.{layer}.mlp.up_proj.weight",
        reference=f"model.layers.{layer}.mlp.up_proj.weight",
        component=Component.TEXT_MODEL,
        reference_component=Component.TEXT_MODEL,
        role=Role.UNIT_IN,
        layer=layer,
        reference_layer=layer,
        log10_p=log10_p,
        controls=7,
        control_log10_p=-0.3,
        hits=32,
        rows=32,
        columns=4096,
        correlation=0.99 if log10_p is None or log10_p < -19 else 0.01,
        unrelated=0.01,
        detectable=4 / math.sqrt(4096),
        expert=None,
        reference_expert=None,
        experts=0,
        reference_experts=0,
        is_namesake=True,
        depth=8,
        reference_depth=8,
        across=False,
        is_rounded=False,
        equal_rows=0.0,
        shape=(512, 4096),
        reference_shape=(512, 4096),
        dtype="BF16",
        reference_dtype="BF16",
        bytes_read=262_144,
    )
    return replace(base, **changes)


def conclude(*samples: SampleMatch, tests: int = 100, created_at: datetime | None = NEW) -> ComponentLineage:
    examined = Examined(
        families=(family(),),
        comparable=frozenset({family().id}),
        matchings=(Matching(upstream=KEY, samples=samples, fitting=frozenset({family().id}), tests=tests),),
        upstreams={KEY: Upstream(key=KEY, created_at=OLD, declared=False, vocabulary=None)},
        created_at=created_at,
        vocabulary=None,
        method="test",
    )
    return components_of(examined)[0]


def test_two_decisive_blocks_of_two_layers_are_derived() -> None:
    found = conclude(sample(1), sample(2))
    assert (found.verdict, found.upstream, found.relation) == (Verdict.DERIVED, KEY, Relation.FINETUNE)
    assert found.log10_p == pytest.approx(-33)


def test_the_correction_for_what_was_tried_can_take_a_verdict_away() -> None:
    weak = (sample(1, -19.5, correlation=0.5), sample(2, -19.5, correlation=0.5))
    assert conclude(*weak, tests=10**6).verdict is Verdict.DERIVED
    assert conclude(*weak, tests=10**8).verdict is not Verdict.DERIVED


@pytest.mark.parametrize("changes", [{"control_log10_p": -6.5}, {"controls": 0}])
def test_what_no_control_bears_out_cannot_be_claimed(changes: dict[str, Any]) -> None:
    found = conclude(sample(1, **changes), sample(2, **changes))
    assert (found.verdict, found.relation) == (Verdict.INCONCLUSIVE, Relation.UNDETERMINED)
    assert "failed or are missing" in found.evidence[0].detail


def test_a_failed_control_is_told_as_the_reason() -> None:
    failed = conclude(sample(1, control_log10_p=-25.0), sample(2, control_log10_p=-25.0))
    assert "where they do not belong" in why_inconclusive(failed)
    assert "too little" in why_inconclusive(conclude(sample(1), sample(2, -0.5)))


@pytest.mark.parametrize(("control", "verdict"), [(-25.0, Verdict.INCONCLUSIVE), (-0.3, Verdict.DERIVED)])
def test_moved_neurons_do_not_excuse_a_failed_control(control: float, verdict: Verdict) -> None:
    """Of one block, so that what was found in place is not enough either way."""
    moved = [
        MovedMatch(
            layer=layer,
            move=Move.IN_PLACE,
            basis="turned",
            is_smaller=False,
            closeness=0.9,
            hits=60,
            rows=64,
            log10_p=-80.0,
            tests=10,
            bytes_read=1,
        )
        for layer in (1, 2)
    ]
    found = conclude(sample(1, control_log10_p=control), sample(2, -0.5))
    assert with_moved(found, moved, KEY, "test").verdict is verdict


def test_blocks_that_claim_nothing_have_nothing_to_take_back() -> None:
    """Rows that were moved on by one place, as where a neuron was deleted, fit under other labels than their own."""
    found = conclude(sample(1, 0.0, control_log10_p=-33.0), sample(2, 0.0, control_log10_p=-33.0))
    assert (found.evidence[0].controls, found.evidence[0].control_log10_p) == (0, None)
    assert "too little" in why_inconclusive(found)


def test_blocks_with_quiet_controls_are_enough_beside_one_whose_control_fails() -> None:
    found = conclude(sample(1), sample(2), sample(3, control_log10_p=-8.0))
    assert found.verdict is Verdict.DERIVED
    assert (found.evidence[0].controls, found.evidence[0].control_log10_p) == (21, -8.0)
    assert "in 1 of them the controls failed" in found.evidence[0].detail


def test_what_several_strangers_share_is_attributed_to_the_oldest_of_them() -> None:
    """An encoder that two unrelated models took from a third, which the catalog may not know."""
    keys = [SnapshotKey(repo, "0" * 40) for repo in ("acme/a-younger", "acme/the-oldest", "acme/undated")]
    dates = [datetime(2025, 6, 1, tzinfo=UTC), OLD, None]
    samples = (sample(1, equal_rows=1.0), sample(2, equal_rows=1.0))
    examined = Examined(
        families=(family(),),
        comparable=frozenset({family().id}),
        matchings=tuple(
            Matching(upstream=key, samples=samples, fitting=frozenset({family().id}), tests=100) for key in keys
        ),
        upstreams={
            key: Upstream(key=key, created_at=date, declared=False, vocabulary=None)
            for key, date in zip(keys, dates, strict=True)
        },
        created_at=NEW,
        vocabulary=None,
        method="test",
    )
    assert components_of(examined)[0].upstream == keys[1]


def test_one_decisive_block_is_not_enough() -> None:
    assert conclude(sample(1), sample(2, -0.5)).verdict is Verdict.INCONCLUSIVE


def test_two_decisive_blocks_of_one_layer_of_several_are_not_enough() -> None:
    other = sample(1, tensor="model.layers.1.mlp.gate_proj.weight")
    assert conclude(sample(1), other, sample(2, -0.5)).verdict is Verdict.INCONCLUSIVE


def test_certain_but_distant_blocks_share_an_origin_and_no_more() -> None:
    assert conclude(sample(1, correlation=0.2), sample(2, correlation=0.2)).verdict is Verdict.SIBLING


@pytest.mark.parametrize(
    ("created_at", "verdict"), [(datetime(2024, 1, 1, tzinfo=UTC), Verdict.SIBLING), (None, Verdict.DERIVED)]
)
def test_only_the_younger_can_be_derived(created_at: datetime | None, verdict: Verdict) -> None:
    assert conclude(sample(1), sample(2), created_at=created_at).verdict is verdict


def test_quiet_and_powerful_tests_are_independent() -> None:
    found = conclude(sample(1, -0.5), sample(2, 0.0))
    assert (found.verdict, found.inherited_fraction, found.detectable) == (Verdict.INDEPENDENT, 0.0, 0.0625)


@pytest.mark.parametrize(
    "samples",
    [
        (sample(1, -0.5),),
        (sample(1, -0.5), sample(2, -9.0)),
        (sample(1, -0.5, detectable=0.5), sample(2, -0.5, detectable=0.5)),
        (sample(1, -0.5), sample(2, -0.5), sample(3, None, role=Role.EMBEDDING)),
    ],
)
def test_weak_or_contradictory_tests_are_inconclusive(samples: tuple[SampleMatch, ...]) -> None:
    assert conclude(*samples).verdict is Verdict.INCONCLUSIVE


def test_looks_without_a_test_decide_nothing() -> None:
    assert conclude(sample(1, None), sample(2, None)).verdict is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("changes", "relation"),
    [
        ({"equal_rows": 1.0, "correlation": 1.0}, Relation.COPY),
        ({"correlation": 1.0}, Relation.CONVERTED),
        ({"dtype": "F8_E4M3"}, Relation.QUANTIZED),
        ({"dtype": "F8_E4M3", "correlation": 0.9}, Relation.FINETUNE),
        ({"dtype": "F32"}, Relation.FINETUNE),
        ({"reference_dtype": "F32"}, Relation.FINETUNE),
        ({"reference_dtype": "F32", "correlation": 1.0}, Relation.CONVERTED),
        ({"dtype": "Q4_K"}, Relation.QUANTIZED),
        ({"dtype": "Q4_K", "correlation": 0.9}, Relation.FINETUNE),
        ({"dtype": "IQ2_XS", "correlation": 0.9}, Relation.QUANTIZED),
        ({"dtype": "GPTQ4", "correlation": 0.9}, Relation.QUANTIZED),
        ({"dtype": "GPTQ4", "correlation": 0.8}, Relation.FINETUNE),
    ],
)
def test_relations_follow_from_values(changes: dict[str, Any], relation: Relation) -> None:
    assert conclude(sample(1, **changes), sample(2, **changes)).relation is relation


def test_moved_layers_are_a_changed_depth() -> None:
    assert conclude(sample(1, reference_layer=2), sample(2, reference_layer=4)).relation is Relation.DEPTH_CHANGED


def verdict_of(*parts: tuple[Component, Verdict, int]) -> Verdict:
    base = conclude(sample(1), sample(2))
    return whole_verdict(
        [replace(base, component=component, verdict=verdict, parameters=size) for component, verdict, size in parts]
    )


def test_the_whole_is_what_its_language_model_is() -> None:
    text, eye = Component.TEXT_MODEL, Component.VISION_ENCODER
    assert verdict_of((text, Verdict.DERIVED, 90), (eye, Verdict.INDEPENDENT, 10)) is Verdict.DERIVED
    assert verdict_of((text, Verdict.INDEPENDENT, 90), (eye, Verdict.DERIVED, 10)) is Verdict.COMPONENT
    assert verdict_of((text, Verdict.NOT_ASSESSED, 90), (eye, Verdict.DERIVED, 10)) is Verdict.COMPONENT
    assert verdict_of((eye, Verdict.DERIVED, 10)) is Verdict.DERIVED


def test_a_large_unknown_part_keeps_the_whole_from_being_independent() -> None:
    text, eye = Component.TEXT_MODEL, Component.PROJECTOR
    assert verdict_of((text, Verdict.INDEPENDENT, 99), (eye, Verdict.NOT_ASSESSED, 1)) is Verdict.INDEPENDENT
    assert verdict_of((text, Verdict.INDEPENDENT, 60), (eye, Verdict.NOT_ASSESSED, 40)) is Verdict.INCONCLUSIVE
    assert verdict_of((text, Verdict.NOT_ASSESSED, 60)) is Verdict.NOT_ASSESSED


@pytest.mark.parametrize(
    ("changes", "relation"),
    [
        ({"expert": 0}, Relation.UPCYCLED),
        ({"depth": 6}, Relation.DEPTH_CHANGED),
        ({"depth": None}, Relation.FINETUNE),
        ({"shape": (384, 4096)}, Relation.PRUNED),
        ({"shape": (256, 4096)}, Relation.FINETUNE),
        ({"expert": 0, "reference_expert": 0, "experts": 6, "reference_experts": 8}, Relation.PRUNED),
        ({"is_rounded": True}, Relation.QUANTIZED),
        ({"is_rounded": True, "equal_rows": 1.0, "correlation": 1.0}, Relation.COPY),
        ({"correlation": 1.0, "across": True}, Relation.CONVERTED),
        ({"equal_rows": 1.0, "correlation": 1.0, "expert": 3, "reference_expert": 1}, Relation.CONVERTED),
    ],
)
def test_relations_follow_from_structure(changes: dict[str, Any], relation: Relation) -> None:
    assert conclude(sample(1, **changes), sample(2, **changes)).relation is relation


def test_a_changed_part_beside_equal_ones_is_no_copy() -> None:
    same = {"equal_rows": 1.0, "correlation": 1.0}
    other = sample(3, None, correlation=0.0, role=Role.EMBEDDING)
    assert conclude(sample(1, **same), sample(2, **same), other).relation is Relation.FINETUNE


def test_fewer_tokens_are_pruned_even_where_the_rows_moved() -> None:
    table = {"shape": (300, 4096), "reference_shape": (512, 4096), "correlation": 0.0, "role": Role.EMBEDDING}
    assert conclude(sample(1), sample(2), sample(3, None, **table)).relation is Relation.PRUNED


def test_an_upstream_with_blocks_of_one_layer_does_not_hide_one_with_blocks_of_two() -> None:
    closer = SnapshotKey("acme/closer", "1" * 40)
    families = frozenset({family().id})
    matchings = (
        Matching(
            upstream=KEY, samples=(sample(1, correlation=0.8), sample(2, correlation=0.8)), fitting=families, tests=9
        ),
        Matching(
            upstream=closer, samples=(sample(1), sample(1, tensor="other"), sample(2, -0.1)), fitting=families, tests=9
        ),
    )
    examined = Examined(
        families=(family(),),
        comparable=families,
        matchings=matchings,
        upstreams={key: Upstream(key=key, created_at=OLD, declared=False, vocabulary=None) for key in (KEY, closer)},
        created_at=NEW,
        vocabulary=None,
        method="test",
    )
    found = components_of(examined)[0]
    assert (found.verdict, found.upstream) == (Verdict.DERIVED, KEY)
