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
    assert text.coverage == pytest.approx(1.0, abs=0.01)
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
