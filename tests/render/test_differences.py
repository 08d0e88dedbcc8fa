# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A comparison of every tensor, as document and as page."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.model.costs import Cost, Reason, Unavailable
from bot.model.differences import FullComparison, MatchedBy, Measured, TensorDifference
from bot.model.reports import Comparison
from bot.model.tensors import DType, TensorSpec
from bot.render.differences import full_blocks, full_document
from bot.render.documents import comparison_document
from bot.render.pages import Page, markdown, plain
from tests.samples.judged import QWEN, SUSPECT, WHOLE_MODEL
from tests.samples.schemas import check_document


def spec(name: str, *shape: int, dtype: DType = DType.BF16) -> TensorSpec:
    return TensorSpec(name=name, dtype=dtype, shape=shape, file="model.safetensors", start=0, stop=0)


MEASURED = Measured(values=5000, equal=2500, close=4999, not_finite=1, correlation=0.99996, difference=0.01234, rank=4)
CODES = Measured(values=0, equal=0, close=None, not_finite=0, correlation=None, difference=None, rank=None)
TUNED = TensorDifference(
    suspect=spec("new.w", 50, 100),
    reference=spec("w", 60, 100, dtype=DType.F32),
    matched_by=MatchedBy.CONTENT,
    measured=MEASURED,
)
TABLE = TensorDifference(
    suspect=spec("ids", 0, dtype=DType.I64),
    reference=spec("ids", 0, dtype=DType.I64),
    matched_by=MatchedBy.NAME,
    measured=CODES,
)
FULL = FullComparison(
    tensors=(TUNED, TABLE),
    only_suspect=(spec("vision.w", 10, 500),),
    only_reference=(spec("old\x1b[2J.w"),),
    not_compared=(Unavailable("head", Reason.UNSUPPORTED, "shape 1 against 2"),),
    parameters=10_000,
)


def test_a_document_has_an_entry_for_each_pair_and_totals_beside_them() -> None:
    document = full_document(FULL)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["tensors"][0] == {  # type: ignore[index]
        "name": "new.w",
        "reference": "w",
        "matched_by": "content",
        "file": "model.safetensors",
        "reference_file": "model.safetensors",
        "dtype": "BF16",
        "reference_dtype": "F32",
        "shape": [50, 100],
        "reference_shape": [60, 100],
        "parameters": 5000,
        "compared": 5000,
        "equal": 0.5,
        "within_tolerance": 0.9998,
        "not_finite": 1,
        "correlation": 0.99996,
        "difference": 0.01234,
        "rank": 4,
    }
    totals = document["tensor_totals"]
    assert isinstance(totals, dict)
    assert (totals["equal"], totals["compared"], totals["tolerance"], totals["rank_limit"]) == (0.25, 5000, 0.01, 64)
    assert totals["only_suspect"][0]["name"] == "vision.w"
    assert totals["not_compared"] == [{"what": "head", "reason": "unsupported", "detail": "shape 1 against 2"}]


def test_an_empty_tensor_has_no_share() -> None:
    assert full_document(FULL)["tensors"][1]["equal"] is None  # type: ignore[index]


def test_a_page_tells_totals_pairs_and_what_had_no_partner() -> None:
    printed = plain(Page("title", full_blocks(FULL)))
    assert "50 % were compared: 25 % are exactly equal, 49 % differ by at most 1 %" in " ".join(printed.split())
    assert "only in the suspect" in printed
    assert "\x1b" not in printed
    row = next(line for line in printed.splitlines() if "new.w" in line)
    assert row.split("  ")[1].strip() == "new.w"
    assert all(words in row for words in ("50x100, 60x100", "BF16, F32", "50 %", "99.9 %", "0.999", "0.0123"))


def test_a_rank_at_the_limit_is_told_as_no_less() -> None:
    high = replace(FULL, tensors=(replace(TUNED, measured=replace(MEASURED, rank=64)),))
    assert ">= 64" in plain(Page("title", full_blocks(high)))


def test_markdown_escapes_the_names_of_others() -> None:
    odd = replace(FULL, only_suspect=(spec("<img src=x>|`"),))
    assert "<img" not in markdown(Page("title", full_blocks(odd)))


def test_the_whole_document_is_as_its_schema_says() -> None:
    found = Comparison(suspect=SUSPECT, reference=QWEN, lineage=WHOLE_MODEL.lineage, cost=Cost(), full=FULL)
    check_document(comparison_document(found))
