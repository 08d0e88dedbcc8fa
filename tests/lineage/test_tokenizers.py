# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From matched vocabularies to a verdict on the tokenizer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.lineage.tokenizers import LEAST_COMMON, tokenizer_lineage
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.model.tokenizers import TokenizerMatch


def match(repo: str = "acme/base", **changes: Any) -> TokenizerMatch:  # noqa: ANN401 - of the match's own fields
    values: dict[str, Any] = {
        "upstream": SnapshotKey(repo, "a" * 40),
        "path": "tokenizer.json",
        "upstream_path": "tokenizer.json",
        "common": 1000,
        "in_order": 1000,
        "same_ids": 1000,
        "log10_p": -2000.0,
        "share_of_upstream": 1.0,
        "share_of_own": 1.0,
        "tokens": 10_000,
        "upstream_tokens": 10_000,
    }
    return TokenizerMatch(**(values | changes))


def concluded(*matches: TokenizerMatch, older: bool = False) -> ComponentLineage:
    return tokenizer_lineage(matches, method="tokens/1", is_older=lambda _: older)


@pytest.mark.parametrize(
    ("changes", "relation"),
    [
        ({}, Relation.COPY),
        ({"is_same_file": True, "common": 0, "in_order": 0}, Relation.COPY),
        ({"same_ids": 0}, Relation.CONVERTED),
        ({"share_of_own": 0.66}, Relation.EXPANDED_VOCABULARY),
        ({"share_of_upstream": 0.4}, Relation.PRUNED),
        ({"share_of_upstream": 0.9, "share_of_own": 0.5}, Relation.UNDETERMINED),
    ],
)
def test_the_relation_says_which_vocabulary_holds_the_other(changes: dict[str, Any], relation: Relation) -> None:
    found = concluded(match(**changes))
    assert (found.verdict, found.relation, found.parameters) == (Verdict.DERIVED, relation, 0)


@pytest.mark.parametrize(
    ("in_order", "verdict"),
    [(730, Verdict.DERIVED), (729, Verdict.INCONCLUSIVE), (251, Verdict.INCONCLUSIVE), (250, Verdict.INDEPENDENT)],
)
def test_the_share_in_order_decides(in_order: int, verdict: Verdict) -> None:
    assert concluded(match(in_order=in_order, share_of_upstream=0.8)).verdict is verdict


def test_the_same_tokens_in_another_order_were_shuffled() -> None:
    found = concluded(match(in_order=60, same_ids=1))
    assert (found.verdict, found.relation) == (Verdict.DERIVED, Relation.CONVERTED)


def test_the_p_value_never_decides_and_is_never_the_components() -> None:
    found = concluded(match(in_order=190, log10_p=-300.0, share_of_upstream=0.8))
    assert (found.verdict, found.log10_p) == (Verdict.INDEPENDENT, 0.0)
    assert [each.log10_p for each in found.evidence] == [None]


def test_too_few_common_tokens_say_nothing() -> None:
    few = match(common=LEAST_COMMON - 1, in_order=LEAST_COMMON - 1)
    assert concluded(few).verdict is Verdict.NOT_ASSESSED
    assert concluded().upstream is None


def test_the_nearest_is_the_one_with_the_most_in_common() -> None:
    far = match("acme/far", share_of_own=0.6)
    unrelated = match("acme/unrelated", in_order=100, share_of_upstream=0.9)
    assert concluded(far, unrelated, match("acme/near", share_of_own=0.95)).upstream == SnapshotKey(
        "acme/near", "a" * 40
    )


def test_who_was_first_took_nothing() -> None:
    found = concluded(match(), older=True)
    assert (found.verdict, found.relation) == (Verdict.SIBLING, Relation.COPY)
