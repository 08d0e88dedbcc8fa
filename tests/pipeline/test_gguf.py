# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""GGUF repositories from files to verdicts, against an upstream that was catalogued from safetensors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.components import Component
from bot.model.costs import Budget, Reason
from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.hub import FakeHub
from tests.samples.gguf_files import as_gguf, converted
from tests.samples.judged import rulebook
from tests.samples.models import Tensors, as_file, as_repository, dense, noisy

UPSTREAM, SUSPECT = "acme/base", "lab/new-GGUF"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


class World:
    """A Hub with one catalogued upstream, in whatever form it was published."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.hub = FakeHub()
        self.shelf = Shelf()
        self.hub.publish(UPSTREAM, files or as_repository(dense(1)), at=FIRST)
        source = self.hub.open(UPSTREAM)
        self.shelf.add(fingerprint(source, rulebook=rulebook(), budget=None, progress=Silence()))

    def examine(self, files: dict[str, bytes], budget: Budget | None = None) -> Lineage:
        self.hub.publish(SUSPECT, files, at=FIRST + timedelta(days=30))
        source = BudgetedSource(self.hub.open(SUSPECT), budget or Budget(), Silence())
        return examine(source, catalog=self.shelf, progress=Silence())

    def opened(self) -> set[str]:
        return {path for repo, path, _ in self.hub.ranges if repo == SUSPECT}


@pytest.mark.parametrize(
    ("kind", "relation"),
    [
        ("F32", Relation.CONVERTED),
        ("F16", Relation.CONVERTED),
        ("BF16", Relation.CONVERTED),
        ("Q8_0", Relation.QUANTIZED),
        ("Q5_1", Relation.QUANTIZED),
        ("Q4_0", Relation.QUANTIZED),
        ("MXFP4", Relation.QUANTIZED),
    ],
)
def test_an_upstream_in_gguf_is_derived_from_it(kind: str, relation: Relation) -> None:
    found = World().examine(as_gguf(converted(dense(1)), kind))
    text = found.components[0]
    assert (found.verdict, text.verdict, text.relation) == (Verdict.DERIVED, Verdict.DERIVED, relation)
    assert (text.inherited_fraction, text.new_parts) == (1.0, ())
    assert text.log10_p < -19
    assert found.unavailable == ()


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("kind", ["F16", "Q8_0", "Q4_0"])
def test_other_weights_in_gguf_are_independent(kind: str, seed: int) -> None:
    found = World().examine(as_gguf(converted(dense(seed)), kind))
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.INDEPENDENT, 0.0)
    assert found.unavailable == ()


def test_a_quantised_fine_tune_is_a_fine_tune() -> None:
    found = World().examine(as_gguf(converted(noisy(dense(1), 0.5)), "Q4_0"))
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.FINETUNE)


def test_reordered_queries_and_keys_are_not_compared_and_lower_the_coverage() -> None:
    text = World().examine(as_gguf(converted(dense(1)), "Q8_0")).components[0]
    sizes = {name: values.size for name, values in dense(1).items() if values.ndim == 2}
    reordered = sum(size for name, size in sizes.items() if "q_proj" in name or "k_proj" in name)
    assert 0.4 <= text.coverage <= 1 - reordered / sum(sizes.values()) + 1e-9


def test_a_model_in_parts_is_read_as_one() -> None:
    files = as_gguf(converted(dense(1)), "Q8_0", split=9)
    assert len(files) > 3
    found = World().examine(files)
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.DERIVED, 1.0)
    assert found.components[0].parameters == sum(values.size for values in dense(1).values())


def test_missing_parts_are_told() -> None:
    files = as_gguf(converted(dense(1)), "Q8_0", split=9)
    lost = max(files)
    found = World().examine({path: content for path, content in files.items() if path != lost})
    assert found.verdict is Verdict.DERIVED
    assert [(each.what, each.reason) for each in found.unavailable] == [(min(files), Reason.NOT_FOUND)]


def test_of_several_quantisations_one_is_opened_and_the_others_are_told() -> None:
    world = World()
    tensors = converted(dense(1))
    found = world.examine({**as_gguf(tensors, "Q4_0"), **as_gguf(tensors, "Q8_0"), **as_gguf(tensors, "F16")})
    assert world.opened() == {"model-Q4_0.gguf"}
    assert (found.verdict, found.components[0].relation) == (Verdict.DERIVED, Relation.QUANTIZED)
    assert [(each.what, each.reason) for each in found.unavailable] == [
        ("model-F16.gguf and 1 more .gguf files", Reason.NOT_OPENED)
    ]


def test_beside_the_whole_model_in_safetensors_no_gguf_is_opened() -> None:
    world = World()
    found = world.examine({**as_repository(noisy(dense(1), 0.1)), **as_gguf(converted(dense(1)), "Q4_0")})
    assert world.opened() == {"model.safetensors"}
    assert [each.reason for each in found.unavailable] == [Reason.NOT_OPENED]


def test_beside_a_small_file_in_safetensors_the_gguf_is_opened() -> None:
    small = as_file({"vector": np.ones(9, np.float32)})
    found = World().examine({"extra.safetensors": small, **as_gguf(converted(dense(1)), "Q4_0")})
    assert found.verdict is Verdict.DERIVED


def experts(seed: int, count: int = 4) -> Tensors:
    random = np.random.default_rng(seed)
    return {
        f"model.layers.{layer}.mlp.experts.{expert}.{part}_proj.weight": random.normal(0, 0.02, shape).astype(
            np.float32
        )
        for layer in range(3)
        for expert in range(count)
        for part, shape in (("gate", (128, 256)), ("up", (128, 256)), ("down", (256, 128)))
    }


def stacked(tensors: Tensors, count: int = 4) -> Tensors:
    return {
        f"blk.{layer}.ffn_{part}_exps.weight": np.stack(
            [tensors[f"model.layers.{layer}.mlp.experts.{expert}.{part}_proj.weight"] for expert in range(count)]
        )
        for layer in range(3)
        for part in ("gate", "up", "down")
    }


def test_experts_in_one_tensor_are_compared_with_experts_one_by_one() -> None:
    world = World(as_repository(experts(1)))
    found = world.examine(as_gguf(stacked(experts(1)), "Q8_0"))
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.DERIVED, 1.0)
    assert World(as_repository(experts(1))).examine(as_gguf(stacked(experts(2)), "Q8_0")).verdict is Verdict.INDEPENDENT


def test_an_upstream_published_as_gguf_is_catalogued_too() -> None:
    world = World(as_gguf(converted(dense(1)), "Q8_0"))
    assert world.examine(as_gguf(converted(noisy(dense(1), 0.1)), "F16")).verdict is Verdict.DERIVED
    assert world.examine(as_gguf(converted(dense(2)), "F16")).verdict is not Verdict.DERIVED


def test_a_lying_file_is_listed_and_nothing_is_said() -> None:
    for content in (b"GGUF", b"GGUF" + bytes(40), b"GGML" + bytes(40)):
        found = World().examine({"model.gguf": content})
        assert found.verdict is Verdict.NOT_ASSESSED
        assert [each.reason for each in found.unavailable][:1] in ([Reason.UNREADABLE], [Reason.NOT_ENOUGH])


def test_a_long_tokenizer_fits_into_the_budget_and_its_numbers_are_not_read() -> None:
    files = as_gguf(converted(dense(1)), "Q4_0", tokens=60_000)
    found = World().examine(files)
    assert found.verdict is Verdict.DERIVED
    assert found.cost.requests < 30
    assert found.cost.bytes < 5_000_000


def test_a_budget_that_ends_inside_the_tokenizer_ends_without_a_verdict() -> None:
    files = as_gguf(converted(dense(2)), "Q4_0", tokens=60_000)
    found = World().examine(files, budget=Budget(max_bytes=300_000))
    assert found.verdict is Verdict.NOT_ASSESSED
    assert [each.reason for each in found.unavailable] == [Reason.BUDGET]
    assert found.cost.bytes <= 300_000


def test_an_encoder_of_its_own_file_is_a_component() -> None:
    names = {"fc1": "ffn_up", "fc2": "ffn_down"}
    random = np.random.default_rng(5)
    eye = {
        f"visual.blocks.{layer}.mlp.{part}.weight": random.normal(0, 0.02, shape).astype(np.float32)
        for layer in range(3)
        for part, shape in (("fc1", (640, 320)), ("fc2", (320, 640)))
    }
    short = {f"v.blk.{name.split('.')[2]}.{names[name.split('.')[4]]}.weight": values for name, values in eye.items()}
    world = World(as_repository({**dense(1), **eye}))
    found = world.examine(
        {**as_gguf(converted(dense(2)), "Q4_0"), "mmproj-F16.gguf": next(iter(as_gguf(short, "F16").values()))}
    )
    assert found.verdict is Verdict.COMPONENT
    assert {part.component for part in found.components if part.verdict is Verdict.DERIVED} == {
        Component.VISION_ENCODER
    }


SMALL = dense(1, layers=1, vocabulary=64)
VALID = as_gguf(converted(SMALL), "Q8_0", tokens=5)["model-Q8_0.gguf"]
WORLD = World(as_repository(SMALL))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1800), st.integers(0, 255)), min_size=1, max_size=3))
def test_damaged_files_lead_to_a_verdict_or_an_entry_but_never_to_an_error(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(VALID)
    for place, value in changes:
        damaged[place] = value
    found = WORLD.examine({"model-Q8_0.gguf": bytes(damaged)})
    assert found.verdict is not Verdict.INDEPENDENT
