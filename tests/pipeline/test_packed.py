# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models in the packed forms of the field, from files to verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from safetensors.numpy import load, save

from bot.model.lineage import Lineage, Relation, Verdict
from bot.pipeline.budgeting import BudgetedSource
from bot.pipeline.examine import examine
from bot.pipeline.fingerprint import fingerprint
from bot.pipeline.shelf import Shelf
from bot.ports.progress import Silence
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook
from tests.samples.models import as_repository, dense, noisy
from tests.samples.packed_models import (
    Matrix,
    Packed,
    awq,
    compressed_int4,
    compressed_int8,
    gptq,
    gptq8,
    int8,
    nf4,
    packed,
)

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FORMS = [gptq, gptq8, awq, compressed_int4, compressed_int8, nf4, int8]
Pack = Callable[[str, Matrix], Packed]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    hub, found = FakeHub(), Shelf()
    hub.publish("acme/base", as_repository(dense(1)), at=FIRST)
    found.add(fingerprint(hub.open("acme/base"), rulebook=rulebook(), budget=None, progress=Silence()))
    return found


def examined(content: bytes, shelf: Shelf) -> Lineage:
    hub = FakeHub()
    hub.publish("lab/new", {"model.safetensors": content}, at=FIRST + timedelta(days=30))
    source = BudgetedSource(hub.open("lab/new"), None, Silence())
    return examine(source, catalog=shelf, progress=Silence())


@pytest.mark.parametrize("pack", FORMS)
def test_an_upstream_in_packed_form_is_derived_from_it_as_a_whole(pack: Pack, shelf: Shelf) -> None:
    found = examined(packed(dense(1), pack), shelf)
    text = found.components[0]
    assert (found.verdict, text.relation, text.inherited_fraction) == (Verdict.DERIVED, Relation.QUANTIZED, 1.0)
    assert text.coverage >= 0.5
    assert text.log10_p < -19
    assert text.parameters == pytest.approx(sum(values.size for values in dense(1).values()), rel=0.02)
    assert found.unavailable == ()


@pytest.mark.parametrize("pack", FORMS)
def test_a_fine_tune_in_packed_form_is_derived(pack: Pack, shelf: Shelf) -> None:
    assert examined(packed(noisy(dense(1), 0.5), pack), shelf).verdict is Verdict.DERIVED


@pytest.mark.parametrize("pack", FORMS)
@pytest.mark.parametrize("seed", [2, 3])
def test_other_weights_in_packed_form_are_independent(pack: Pack, seed: int, shelf: Shelf) -> None:
    found = examined(packed(dense(seed), pack), shelf)
    assert (found.verdict, found.components[0].inherited_fraction) == (Verdict.INDEPENDENT, 0.0)


@pytest.mark.parametrize(("pack", "ending"), [(gptq, ".scales"), (nf4, "__nf4"), (compressed_int4, ".weight_shape")])
def test_codes_without_what_describes_them_are_not_compared(pack: Pack, ending: str, shelf: Shelf) -> None:
    tensors = {name: values for name, values in load(packed(dense(1), pack)).items() if not name.endswith(ending)}
    found = examined(save(tensors), shelf)
    assert found.verdict in {Verdict.NOT_ASSESSED, Verdict.INCONCLUSIVE}
    assert found.unavailable


@pytest.mark.parametrize("shape", [[512, 257], [0, 256], [-512, -256], [1, 131072], [256, 512]])
def test_descriptions_that_lie_accuse_nobody_and_clear_nobody(shape: list[int], shelf: Shelf) -> None:
    tensors = load(packed(dense(2), compressed_int4))
    lies = {name: np.array(shape, np.int64) if "weight_shape" in name else each for name, each in tensors.items()}
    assert examined(save(lies), shelf).verdict in {Verdict.NOT_ASSESSED, Verdict.INCONCLUSIVE}


def test_a_packed_upstream_makes_references_where_its_rows_are_whole() -> None:
    hub, found = FakeHub(), Shelf()
    hub.publish("acme/base", {"model.safetensors": packed(dense(1), compressed_int4)}, at=FIRST)
    found.add(fingerprint(hub.open("acme/base"), rulebook=rulebook(), budget=None, progress=Silence()))
    assert examined(save(noisy(dense(1), 0.1)), found).verdict is Verdict.DERIVED
    assert examined(packed(dense(1), nf4), found).verdict is Verdict.DERIVED


def test_an_upstream_stored_by_columns_is_catalogued_without_its_matrices() -> None:
    hub = FakeHub()
    hub.publish("acme/base", {"model.safetensors": packed(dense(1), gptq)}, at=FIRST)
    kept = fingerprint(hub.open("acme/base"), rulebook=rulebook(), budget=None, progress=Silence()).references
    assert {reference.name for reference in kept} == {"model.embed_tokens.weight", "lm_head.weight"}


def test_rows_that_do_not_end_on_a_byte_are_left_alone() -> None:
    header = json.dumps({"a.up_proj.weight": {"dtype": "F4", "shape": [64, 129], "data_offsets": [0, 4128]}}).encode()
    content = len(header).to_bytes(8, "little") + header + bytes(4128)
    hub, odd = FakeHub(), dense(1, hidden=129)
    hub.publish("acme/odd", as_repository(odd), at=FIRST)
    known = Shelf()
    known.add(fingerprint(hub.open("acme/odd"), rulebook=rulebook(), budget=None, progress=Silence()))
    assert examined(content, known).verdict is Verdict.NOT_ASSESSED


def as_mxfp4(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Blocks and scales of OCP Microscaling Formats 1.0 for rows whose length is a multiple of 32: a common power of two, and E2M1 codes."""
    levels = np.array([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0], np.float32)
    groups = values.reshape(*values.shape[:-1], -1, 32)
    exponents = np.floor(np.log2(np.abs(groups).max(axis=-1) + 1e-30)).astype(np.int32) - 2
    scaled = groups / np.exp2(exponents)[..., None].astype(np.float32)
    codes = np.abs(np.abs(scaled)[..., None] - levels).argmin(axis=-1).astype(np.uint8) | ((scaled < 0) << 3)
    return (codes[..., 0::2] | codes[..., 1::2] << 4).astype(np.uint8), (exponents + 127).astype(np.uint8)


def experts_in_mxfp4(seed: int, *, noise: float = 0.0) -> bytes:
    random, disturbed = np.random.default_rng(seed), np.random.default_rng(77)
    tensors: dict[str, np.ndarray] = {"model.embed_tokens.weight": random.normal(size=(1280, 256)).astype(np.float32)}
    for layer in range(4):
        for part, shape in (("gate_up_proj", (4, 512, 256)), ("down_proj", (4, 256, 256))):
            values = random.normal(size=shape) + noise * disturbed.normal(size=shape)
            name = f"model.layers.{layer}.mlp.experts.{part}"
            tensors[f"{name}_blocks"], tensors[f"{name}_scales"] = as_mxfp4(values.astype(np.float32))
    return bytes(save(tensors))


@pytest.mark.parametrize(("seed", "verdict"), [(5, Verdict.DERIVED), (6, Verdict.INDEPENDENT)])
def test_experts_in_blocks_of_four_bits_are_compared_without_their_scales(seed: int, verdict: Verdict) -> None:
    hub, shelf = FakeHub(), Shelf()
    hub.publish("acme/oss", {"model.safetensors": experts_in_mxfp4(5)}, at=FIRST)
    shelf.add(fingerprint(hub.open("acme/oss"), rulebook=rulebook(), budget=None, progress=Silence()))
    assert examined(experts_in_mxfp4(seed, noise=0.3), shelf).verdict is verdict
