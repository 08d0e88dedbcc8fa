# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Two models side by side, of which one may be the other with an adapter merged into it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.model.costs import Budget
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.lineage import Relation, Verdict
from bot.model.reports import Comparison
from bot.pipeline.compare import compare
from bot.ports.progress import Silence
from tests.fakes.clock import FakeClock
from tests.fakes.hub import FakeHub
from tests.samples.judged import rulebook
from tests.samples.models import Tensors, as_repository, dense, noisy

NO_LIMIT = Budget(max_bytes=2**40, max_requests=2**40)


def with_adapter(tensors: Tensors, rank: int, parts: tuple[str, ...] = ("q_proj", "v_proj", "up_proj")) -> Tensors:
    random = np.random.default_rng(5)
    found = dict(tensors)
    for name, values in tensors.items():
        if name.split(".")[-2] in parts:
            low = random.normal(size=(values.shape[0], rank)) @ random.normal(size=(rank, values.shape[1]))
            found[name] = (values + 0.3 * values.std() * low / np.sqrt(rank)).astype(np.float32)
    return found


def compared(
    suspect: Tensors, reference: Tensors, *, budget: Budget = NO_LIMIT, dtype: type = np.float32
) -> Comparison:
    hub = FakeHub()
    hub.publish("acme/base", as_repository(reference, dtype=dtype))
    hub.publish("lab/new", as_repository(suspect, dtype=dtype))
    return compare(
        hub.open("lab/new"),
        hub.open("acme/base"),
        rulebook=rulebook(),
        budget=budget,
        clock=FakeClock(),
        progress=Silence(),
    )


def ranks(comparison: Comparison) -> list[Evidence]:
    return [
        each
        for part in comparison.lineage.components
        for each in part.evidence
        if each.kind is EvidenceKind.DIFFERENCE_RANK
    ]


@pytest.mark.parametrize("rank", [1, 8, 16])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_a_merged_adapter_is_told_by_its_rank(rank: int, dtype: type) -> None:
    found = compared(with_adapter(dense(1), rank), dense(1), dtype=dtype)
    (part,) = found.lineage.components
    assert (part.verdict, part.relation) == (Verdict.DERIVED, Relation.FINETUNE)
    (told,) = ranks(found)
    assert told.statistic == pytest.approx(rank, abs=1)
    assert (told.expected_if_unrelated, told.log10_p) == (64.0, None)
    assert "64 rows of 3 of 7 matrices" in told.detail


def test_training_everything_says_nothing_of_ranks() -> None:
    assert ranks(compared(noisy(dense(1), 0.1), dense(1))) == []


def test_one_matrix_that_was_trained_as_a_whole_is_no_adapter() -> None:
    suspect = with_adapter(dense(1), 8)
    suspect |= {name: values for name, values in noisy(dense(1), 0.1).items() if "o_proj" in name}
    assert ranks(compared(suspect, dense(1))) == []


def test_a_copy_and_a_stranger_have_no_rank() -> None:
    assert ranks(compared(dense(1), dense(1))) == []
    assert ranks(compared(dense(2), dense(1))) == []


def test_a_budget_that_is_spent_leaves_the_verdict_as_it_is() -> None:
    suspect = with_adapter(dense(1), 8)
    spent = compared(suspect, dense(1)).cost.bytes
    tight = Budget(max_bytes=compared(suspect, dense(1)).lineage.components[0].evidence[0].bytes_read + 20_000)
    found = compared(suspect, dense(1), budget=tight)
    assert found.cost.bytes < spent
    assert ranks(found) == []
