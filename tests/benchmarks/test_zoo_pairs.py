# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.zoo.checkpoints import Model, write
from benchmarks.zoo.pairs import Truth, pairs
from benchmarks.zoo.report import Answer, as_markdown, summary
from benchmarks.zoo.roster import RECIPES
from bot.adapters.folders import open_folder
from bot.formats.safetensors import header_range, parse_header
from bot.model.repository import ByteRange
from bot.numerics.decoding import decode


@pytest.mark.parametrize(
    ("stored", "tolerance"), [("F32", 0.0), ("F16", 1e-3), ("BF16", 4e-3), ("F8_E4M3", 0.07), ("F8_E5M2", 0.13)]
)
def test_a_written_model_reads_back_up_to_the_precision_of_its_type(
    tmp_path: Path, stored: str, tolerance: float
) -> None:
    values = np.random.default_rng(0).normal(0, 1, (16, 32)).astype(np.float32)
    write(Model(tensors={"a": values, "gain": values[0]}, config={"hidden_size": 32}, stored=stored), tmp_path)
    path = "model.safetensors"
    raw = (tmp_path / path).read_bytes()
    place = header_range(path, raw[:8], len(raw))
    header = parse_header(path, raw[place.start : place.stop], len(raw))
    tensor = next(each for each in header.tensors if each.name == "a")
    assert tensor.dtype.value == stored
    block = open_folder(tmp_path).read_ranges(path, [ByteRange(tensor.start, tensor.stop)])[0]
    found = decode(block, tensor.dtype, 32)
    # Codes of E4M3 are scaled to fill the type, and the scale is no part of them.
    scale = np.abs(values).max() / 448 if stored == "F8_E4M3" else 1.0
    np.testing.assert_allclose(found * scale, values, rtol=tolerance, atol=tolerance * 0.02)


def test_every_pair_names_trained_models_and_no_model_is_a_stranger_to_its_own_parent() -> None:
    for pair in pairs():
        assert pair.upstream in RECIPES
        if pair.truth is Truth.UNRELATED and "student" not in pair.label:
            assert RECIPES[pair.upstream].family != RECIPES[pair.subject.parent].family or (
                RECIPES[pair.upstream].seed != RECIPES[pair.subject.parent].seed
            )


def test_the_zoo_is_as_large_as_it_says() -> None:
    truths = [pair.truth for pair in pairs()]
    assert truths.count(Truth.DERIVED) >= 60
    assert truths.count(Truth.UNRELATED) >= 300


def test_no_question_is_asked_twice() -> None:
    asked = [(pair.subject.name, pair.upstream) for pair in pairs()]
    assert len(asked) == len(set(asked))


def test_parents_are_trained_before_their_children() -> None:
    order = list(RECIPES)
    for name, recipe in RECIPES.items():
        for earlier in (recipe.start, recipe.teacher):
            assert earlier is None or order.index(earlier) < order.index(name)


def answer(truth: str, verdict: str, *, right: bool, share: float | None = None) -> Answer:
    return Answer(
        subject="a",
        upstream="b",
        truth=truth,
        label=f"label of {truth}",
        verdict=verdict,
        related=verdict in {"derived", "sibling"},
        right=right,
        relation="finetune" if verdict == "derived" else None,
        true_relation="finetune" if truth == "derived" else None,
        relation_right=True if verdict == "derived" else None,
        share=share,
        true_share=1.0 if truth == "derived" else None,
        log10_p=-20.0,
        correlation=None,
        bytes=100,
        cpu_seconds=0.1,
    )


def test_a_summary_counts_what_was_found_missed_and_falsely_said() -> None:
    found = summary(
        [
            answer("derived", "derived", right=True, share=0.8),
            answer("derived", "independent", right=False),
            answer("unrelated", "sibling", right=False),
            answer("unrelated", "independent", right=True),
        ],
        [1000],
        [0.5],
    )
    assert found["derived"]["detection_rate"] == 0.5
    assert found["derived"]["share_error"] == pytest.approx(0.2)
    assert found["unrelated"]["false_alarms"] == 1
    assert [each["verdict"] for each in found["missed"]] == ["independent"]
    assert "| **all unrelated** | 2 | 2 | 1 | 1 | 0 |" in as_markdown(found)


def test_without_false_alarms_the_bound_is_that_of_ninety_five_percent() -> None:
    found = summary([answer("unrelated", "independent", right=True)] * 59, [], [])
    assert found["unrelated"]["rate_at_most"] == pytest.approx(0.0495, abs=1e-3)
