# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""ONNX repositories from files to verdicts, against an upstream in safetensors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from bot.model.costs import Budget, Reason
from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.compare import compare
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.full import compare_in_full
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.formats.playing import damaged, damages
from tests.samples.judged import rulebook
from tests.samples.models import as_file, as_repository, dense, noisy
from tests.samples.onnx_files import as_onnx, with_external_data

UPSTREAM, SUSPECT = "acme/base", "lab/new-ONNX"
ROOMY = Budget(max_requests=200)
MATRICES = sum(values.size for values in dense(1).values() if values.ndim == 2)


class World:
    """A Hub with one catalogued upstream."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.hub = FakeHub()
        self.shelf = Shelf()
        self.hub.publish(UPSTREAM, files or as_repository(dense(1)))
        source = self.hub.open(UPSTREAM)
        self.shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))

    def examine(self, files: dict[str, bytes], budget: Budget = ROOMY) -> Lineage:
        self.hub.publish(SUSPECT, files)
        source = BudgetedSource(self.hub.open(SUSPECT), budget, Silence())
        return examine(source, catalog=self.shelf, progress=Silence())

    def opened(self) -> set[str]:
        return {path for repo, path, _ in self.hub.ranges if repo == SUSPECT}


@pytest.mark.parametrize(
    ("kind", "relation"),
    [
        ("float32", Relation.CONVERTED),
        ("float16", Relation.CONVERTED),
        ("int8", Relation.QUANTIZED),
        ("uint8", Relation.QUANTIZED),
    ],
)
def test_an_export_is_derived_from_its_upstream(kind: str, relation: Relation) -> None:
    found = World().examine({"model.onnx": as_onnx(dense(1), kind)})
    text = found.components[0]
    assert (found.verdict, text.relation, text.new_parts) == (Verdict.DERIVED, relation, ())
    assert (text.log10_p < -19, found.unavailable) == (True, ())
    assert text.inherited_fraction == 1.0
    assert text.coverage >= 0.5


@pytest.mark.parametrize("kind", ["float32", "float16", "int8", "uint8"])
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_other_weights_in_an_export_are_independent(kind: str, seed: int) -> None:
    found = World().examine({"model.onnx": as_onnx(dense(seed), kind)})
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.INDEPENDENT, 0.0)
    assert found.unavailable == ()


@pytest.mark.parametrize("kind", ["float32", "int8", "uint8"])
def test_an_exported_fine_tune_is_a_fine_tune(kind: str) -> None:
    found = World().examine({"model.onnx": as_onnx(noisy(dense(1), 0.5), kind)})
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.FINETUNE)


def test_linear_layers_that_kept_their_rows_and_names_are_compared_row_by_row() -> None:
    found = World().examine({"model.onnx": as_onnx(dense(1), gemm=True)})
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.CONVERTED)


@pytest.mark.parametrize("kind", ["float32", "uint8"])
def test_an_upstream_in_onnx_is_catalogued_with_its_rows(kind: str) -> None:
    world = World({"model.onnx": as_onnx(dense(1), kind)})
    assert world.examine(as_repository(noisy(dense(1), 0.1))).verdict is Verdict.DERIVED
    assert world.examine({"model.onnx": as_onnx(noisy(dense(1), 0.1), kind)}, ROOMY).verdict is Verdict.DERIVED


def test_values_in_another_file_are_read_there() -> None:
    world = World()
    found = world.examine(with_external_data(dense(1)))
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.CONVERTED)
    assert found.unavailable == ()
    assert world.opened() == {"model.onnx", "model.onnx_data"}


def test_values_in_a_file_that_is_missing_are_told() -> None:
    files = with_external_data(dense(1))
    found = World().examine({"model.onnx": files["model.onnx"]})
    assert found.verdict is Verdict.NOT_ASSESSED
    assert any("which is not there" in each.detail for each in found.unavailable)


def test_a_model_of_many_tensors_keeps_within_the_requests_and_tells_what_it_did_not_see() -> None:
    deep = dense(1, layers=12)
    found = World(as_repository(deep)).examine({"model.onnx": as_onnx(deep)}, budget=Budget(max_requests=60))
    assert found.verdict is Verdict.DERIVED
    assert [each.reason for each in found.unavailable] == [Reason.BUDGET]
    assert found.cost.requests <= 90


def test_of_several_forms_of_one_graph_the_largest_is_opened() -> None:
    world = World()
    forms = {"model": "float32", "model_fp16": "float16", "model_quantized": "int8", "model_uint8": "uint8"}
    found = world.examine({f"onnx/{name}.onnx": as_onnx(dense(1), kind) for name, kind in forms.items()})
    assert world.opened() == {"onnx/model.onnx"}
    assert (found.verdict, [each.reason for each in found.unavailable]) == (Verdict.DERIVED, [Reason.NOT_OPENED])


def test_beside_safetensors_no_export_is_opened() -> None:
    world = World()
    found = world.examine({**as_repository(noisy(dense(1), 0.1)), "onnx/model.onnx": as_onnx(dense(1))})
    assert world.opened() == {"model.safetensors"}
    assert [(each.what, each.reason) for each in found.unavailable] == [("onnx/model.onnx", Reason.NOT_OPENED)]


def test_beside_a_small_file_in_safetensors_the_export_is_opened() -> None:
    small = as_file({"vector": np.ones(9, np.float32)})
    assert World().examine({"extra.safetensors": small, "model.onnx": as_onnx(dense(1))}).verdict is Verdict.DERIVED


def test_a_comparison_in_full_lists_what_is_stored_by_columns() -> None:
    hub = FakeHub()
    hub.publish(UPSTREAM, as_repository(dense(1)))
    hub.publish(SUSPECT, {"model.onnx": as_onnx(dense(1))})
    found = compare_in_full(hub.open(SUSPECT), hub.open(UPSTREAM), progress=Silence())
    by_columns = [name for name, values in dense(1).items() if values.ndim == 2 and "embed" not in name]
    assert sorted(each.what for each in found.not_compared) == sorted(by_columns)
    assert all("stored by columns" in each.detail for each in found.not_compared)
    assert len(found.tensors) == len(dense(1)) - len(by_columns)
    assert all(each.measured.equal == each.measured.values for each in found.tensors)


@pytest.mark.parametrize("relative", [0.0, 0.3])
def test_two_models_are_compared_though_one_is_stored_by_columns(relative: float) -> None:
    hub = FakeHub()
    hub.publish(UPSTREAM, as_repository(dense(1)))
    hub.publish(SUSPECT, {"model.onnx": as_onnx(noisy(dense(1), relative))})
    found = compare(
        hub.open(SUSPECT),
        hub.open(UPSTREAM),
        rulebook=rulebook(),
        budget=ROOMY,
        clock=FakeClock(),
        progress=Silence(),
    )
    assert found.lineage.verdict is Verdict.DERIVED


@pytest.mark.parametrize(("one", "other"), [(True, False), (False, True)])
def test_strangers_are_looked_at_again_though_one_is_stored_by_columns(*, one: bool, other: bool) -> None:
    hub = FakeHub()
    for repo, seed, is_export in ((UPSTREAM, 1, one), (SUSPECT, 2, other)):
        hub.publish(repo, {"model.onnx": as_onnx(dense(seed))} if is_export else as_repository(dense(seed)))
    found = compare(
        hub.open(SUSPECT),
        hub.open(UPSTREAM),
        rulebook=rulebook(),
        budget=ROOMY,
        clock=FakeClock(),
        progress=Silence(),
    )
    assert found.lineage.verdict is Verdict.INDEPENDENT


SMALL = dense(1, layers=1, vocabulary=64)
VALID = as_onnx(SMALL, "uint8")
WORLD = World(as_repository(SMALL))


@settings(max_examples=30, deadline=None)
@given(damages(3500))
def test_damaged_files_lead_to_a_verdict_or_an_entry_but_never_to_an_error(changes: list[tuple[int, int]]) -> None:
    found = WORLD.examine({"model.onnx": damaged(VALID, changes)})
    assert found.verdict is not Verdict.COMPONENT
