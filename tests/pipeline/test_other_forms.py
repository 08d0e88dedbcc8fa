# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Repositories of Flax, Keras, TensorFlow, CTranslate2 and TensorFlow Lite from files to verdicts, against an upstream in safetensors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from bot.model.costs import Budget, Reason
from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.full import compare_in_full
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.hub import FakeHub
from tests.formats.playing import damaged, damages
from tests.samples.ctranslate2_files import as_ctranslate2, in_eight_bits, named_for_ctranslate2
from tests.samples.flax_files import as_flax, laid_out_for_flax
from tests.samples.hdf5_files import as_hdf5, as_keras, laid_out_for_keras
from tests.samples.judged import rulebook
from tests.samples.models import Tensors, as_file, as_repository, dense, noisy
from tests.samples.tf_files import as_checkpoint, laid_out_for_tensorflow
from tests.samples.tfjs_files import as_tfjs
from tests.samples.tflite_files import as_tflite, named_for_tflite

UPSTREAM, SUSPECT = "acme/base", "lab/new"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FORMS: dict[str, Callable[[Tensors], dict[str, bytes]]] = {
    "flax": lambda tensors: {"flax_model.msgpack": as_flax(laid_out_for_flax(tensors))},
    "hdf5": lambda tensors: {"tf_model.h5": as_hdf5(laid_out_for_keras(tensors))},
    "keras": lambda tensors: {"model.keras": as_keras(as_hdf5(laid_out_for_keras(tensors)))},
    "checkpoint": lambda tensors: as_checkpoint(laid_out_for_tensorflow(tensors), shards=2),
    "saved model": lambda tensors: as_checkpoint(laid_out_for_tensorflow(tensors), stem="variables/variables"),
    "ctranslate2": lambda tensors: {"model.bin": as_ctranslate2(named_for_ctranslate2(tensors))},
    "tflite": lambda tensors: {"model.tflite": as_tflite(named_for_tflite(tensors))},
    "tfjs": lambda tensors: as_tfjs(laid_out_for_tensorflow(tensors), folder="web/", shard_bytes=1 << 30),
}
ENOUGH = Budget(max_requests=100)
"""For every tensor of these models, however scattered they lie."""
EACH = pytest.mark.parametrize("form", FORMS)


class World:
    """A Hub with one catalogued upstream."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.suspect = SUSPECT
        self.hub = FakeHub()
        self.shelf = Shelf()
        self.hub.publish(UPSTREAM, files or as_repository(dense(1)), at=FIRST)
        source = self.hub.open(UPSTREAM)
        self.shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))

    def examine(self, files: dict[str, bytes], budget: Budget | None = None) -> Lineage:
        self.suspect += "-again"
        self.hub.publish(self.suspect, files, at=FIRST + timedelta(days=30))
        source = BudgetedSource(self.hub.open(self.suspect), budget or ENOUGH, Silence())
        return examine(source, catalog=self.shelf, progress=Silence())

    def opened(self) -> set[str]:
        return {path for repo, path, _ in self.hub.ranges if repo == self.suspect}


@pytest.fixture(scope="module")
def world() -> World:
    """One upstream for all that do not ask what was opened."""
    return World()


@EACH
def test_an_upstream_in_another_form_is_derived_from_it(world: World, form: str) -> None:
    found = world.examine(FORMS[form](dense(1)))
    text = found.components[0]
    assert (found.verdict, text.relation) == (Verdict.DERIVED, Relation.CONVERTED)
    assert (text.log10_p < -19, text.new_parts, found.unavailable) == (True, (), ())
    assert text.parameters == sum(values.size for values in dense(1).values())


@EACH
def test_a_fine_tune_in_another_form_is_a_fine_tune(world: World, form: str) -> None:
    found = world.examine(FORMS[form](noisy(dense(1), 0.3)))
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.FINETUNE)


@EACH
@pytest.mark.parametrize("seed", [2])
def test_other_weights_in_another_form_are_not_derived(world: World, form: str, seed: int) -> None:
    found = world.examine(FORMS[form](dense(seed)))
    assert found.verdict is Verdict.INDEPENDENT
    assert (found.components[0].inherited_fraction, found.unavailable) == (0.0, ())


@EACH
def test_an_upstream_in_another_form_is_catalogued_too(form: str) -> None:
    world = World(FORMS[form](dense(1)))
    assert world.examine(as_repository(noisy(dense(1), 0.1))).verdict is Verdict.DERIVED
    assert world.examine(FORMS[form](noisy(dense(1), 0.1))).verdict is Verdict.DERIVED
    assert world.examine(as_repository(dense(2))).verdict is not Verdict.DERIVED
    assert world.examine(FORMS[form](dense(2))).verdict is not Verdict.DERIVED


@EACH
def test_every_tensor_is_found_for_a_comparison_in_full(form: str) -> None:
    hub = FakeHub()
    for repo in (UPSTREAM, SUSPECT):
        hub.publish(repo, FORMS[form](dense(1)), at=FIRST)
    found = compare_in_full(hub.open(SUSPECT), hub.open(UPSTREAM), progress=Silence())
    assert (len(found.tensors), found.only_suspect, found.not_compared) == (len(dense(1)), (), ())
    assert found.equal_share == 1.0


def test_codes_of_eight_bits_are_quantized(world: World) -> None:
    files = {"model.bin": as_ctranslate2(in_eight_bits(named_for_ctranslate2(dense(1))))}
    found = world.examine(files)
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.QUANTIZED)
    other = {"model.bin": as_ctranslate2(in_eight_bits(named_for_ctranslate2(dense(2))))}
    assert world.examine(other).verdict is Verdict.INDEPENDENT


def test_codes_of_eight_bits_are_divided_by_their_scales_for_a_comparison_in_full() -> None:
    hub = FakeHub()
    tensors = named_for_ctranslate2(dense(1))
    hub.publish(UPSTREAM, {"model.bin": as_ctranslate2(tensors)}, at=FIRST)
    hub.publish(SUSPECT, {"model.bin": as_ctranslate2(in_eight_bits(tensors))}, at=FIRST)
    found = compare_in_full(hub.open(SUSPECT), hub.open(UPSTREAM), progress=Silence())
    assert (len(found.tensors), found.only_suspect, found.not_compared) == (len(tensors), (), ())
    assert max(each.measured.difference or 0.0 for each in found.tensors) < 0.05


def test_beside_safetensors_no_other_form_is_opened() -> None:
    world = World()
    found = world.examine({**as_repository(noisy(dense(1), 0.1)), **FORMS["flax"](dense(1)), **FORMS["hdf5"](dense(1))})
    assert world.opened() == {"model.safetensors"}
    assert [(each.what, each.reason) for each in found.unavailable] == [
        ("tf_model.h5", Reason.NOT_OPENED),
        ("flax_model.msgpack", Reason.NOT_OPENED),
    ]


def test_beside_a_small_file_in_safetensors_the_other_form_is_opened() -> None:
    small = as_file({"vector": np.ones(9, np.float32)})
    assert World().examine({"extra.safetensors": small, **FORMS["flax"](dense(1))}).verdict is Verdict.DERIVED


def test_of_several_other_forms_one_is_opened() -> None:
    world = World()
    found = world.examine({**FORMS["flax"](dense(1)), **FORMS["hdf5"](dense(1)), **FORMS["checkpoint"](dense(1))})
    assert world.opened() == set(FORMS["checkpoint"](dense(1)))
    assert (found.verdict, [each.reason for each in found.unavailable]) == (Verdict.DERIVED, [Reason.NOT_OPENED] * 2)


@pytest.mark.parametrize("form", ["flax", "hdf5", "ctranslate2", "tflite"])
def test_a_model_of_many_layers_keeps_within_the_requests_and_tells_what_it_did_not_see(form: str) -> None:
    deep = dense(1, layers=16)
    found = World(as_repository(deep)).examine(FORMS[form](deep), budget=Budget(max_requests=60))
    assert found.verdict is Verdict.DERIVED
    assert [each.reason for each in found.unavailable] == [Reason.BUDGET]
    assert found.cost.requests <= 90
    assert found.parameters == pytest.approx(sum(values.size for values in deep.values()), rel=0.1)


def test_shards_of_a_form_are_one_model() -> None:
    tensors = laid_out_for_flax(dense(1))
    halves = [dict(list(tensors.items())[at::2]) for at in range(2)]
    files = {f"flax_model-{at + 1:05d}-of-00002.msgpack": as_flax(half) for at, half in enumerate(halves)}
    found = World().examine(files)
    assert (found.verdict, found.unavailable) == (Verdict.DERIVED, ())


@EACH
def test_a_lying_file_is_listed_and_nothing_is_said(world: World, form: str) -> None:
    files = FORMS[form](dense(1))
    path = next(path for path in files if not path.endswith((".bin", "-00001", "-00002")) or path == "model.bin")
    found = world.examine({**files, path: b"\x00" + files[path][1:-9]})
    assert found.verdict is Verdict.NOT_ASSESSED
    assert {each.reason for each in found.unavailable} & {Reason.UNREADABLE, Reason.UNSUPPORTED}


SMALL = dense(1, layers=1, vocabulary=64)
WORLD = World(as_repository(SMALL))


@settings(max_examples=10, deadline=None)
@EACH
@given(changes=damages(1500))
def test_damaged_files_lead_to_a_verdict_or_an_entry_but_never_to_an_error(
    form: str, changes: list[tuple[int, int]]
) -> None:
    files = {path: damaged(content, changes) for path, content in FORMS[form](SMALL).items() if len(content) > 1500}
    found = WORLD.examine({**FORMS[form](SMALL), **files})
    assert found.verdict is not Verdict.INDEPENDENT
