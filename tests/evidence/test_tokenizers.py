# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Vocabularies against sketches: what was cut, extended or shifted keeps its order; what was made apart does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.tokenizers import SAMPLE, counterparts, match_tokenizers, sketch_of
from bot.formats.tokenizers.registry import read_vocabulary
from bot.model.components import Component, Role
from bot.model.fingerprints import TensorReference
from bot.model.repository import SnapshotKey
from bot.model.tokenizers import ENTRY_BYTES, TokenizerMatch, Vocabulary
from tests.samples.vocabularies import as_tokenizer, words

KEY = SnapshotKey("acme/base", "a" * 40)
EVERY = words(20_000)
ROWS = TensorReference(
    name="embed_tokens",
    component=Component.TEXT_MODEL,
    role=Role.EMBEDDING,
    part="embed_tokens",
    layer=None,
    expert=None,
    shape=(20_000, 256),
    first_row=1024,
    rows=8,
    columns=256,
    codes=bytes(256),
    row_digests=(),
    dtype="F32",
)


def vocabulary(tokens: Sequence[str]) -> Vocabulary:
    return read_vocabulary("tokenizer.json", as_tokenizer(tokens))


def matched(own: Sequence[str], other: Sequence[str] = EVERY) -> TokenizerMatch:
    return match_tokenizers(vocabulary(own), {KEY: sketch_of(vocabulary(other), ())})[0]


def shuffled(tokens: Sequence[str]) -> list[str]:
    return [tokens[place] for place in np.random.default_rng(3).permutation(len(tokens))]


def test_a_sketch_takes_49_kilobytes_whatever_the_vocabulary() -> None:
    assert len(sketch_of(vocabulary(EVERY), [ROWS]).entries) == SAMPLE * ENTRY_BYTES == 49_152
    assert len(sketch_of(vocabulary(EVERY), [ROWS]).rows) == 8 * ENTRY_BYTES


def test_the_same_vocabulary_is_all_in_order() -> None:
    found = matched(EVERY)
    assert (found.common, found.order, found.same_ids) == (SAMPLE, 1.0, SAMPLE)
    assert (found.share_of_own, found.share_of_upstream) == (1.0, 1.0)


def test_a_shifted_and_extended_vocabulary_keeps_its_order_under_other_ids() -> None:
    found = matched([*words(700, seed=1), *EVERY, *words(9000, seed=2)])
    assert (found.order, found.same_ids, found.share_of_upstream) == (1.0, 0, 1.0)
    assert found.share_of_own == pytest.approx(20_000 / 29_700, abs=0.03)


def test_a_trimmed_vocabulary_keeps_its_order() -> None:
    found = matched(EVERY[::3])
    assert (found.order, found.share_of_own) == (1.0, 1.0)
    assert found.share_of_upstream == pytest.approx(1 / 3, abs=0.03)


def test_another_order_of_the_same_tokens_is_no_relation() -> None:
    found = matched(shuffled(EVERY))
    assert found.common == SAMPLE
    assert found.order < 0.05
    assert found.log10_p > -3


def test_samples_of_small_and_large_vocabularies_meet() -> None:
    """The smaller one's tokens below the larger one's limit are compared, not only those in both samples."""
    found = matched(EVERY[:2000], EVERY)
    assert found.common == pytest.approx(2000 * SAMPLE / 20_000, rel=0.2)
    found = matched(EVERY, EVERY[:2000])
    assert found.common == 2000


def test_short_tokens_do_not_count() -> None:
    letters = [chr(number) for number in range(97, 123)]
    found = matched([*letters, *words(300, seed=5)], [*letters, *words(300, seed=6)])
    assert (found.common, found.order, found.log10_p) == (0, 0.0, 0.0)


def test_sketches_of_another_method_are_left_out() -> None:
    sketch = replace(sketch_of(vocabulary(EVERY), [ROWS]), method="tokens/0")
    assert match_tokenizers(vocabulary(EVERY), {KEY: sketch}) == []
    assert counterparts(vocabulary(EVERY), sketch, 1024, 8) == []


def test_rows_are_found_by_text_wherever_they_are() -> None:
    sketch, moved = sketch_of(vocabulary(EVERY), [ROWS]), shuffled(EVERY)
    found = counterparts(vocabulary(moved), sketch, 1024, 8)
    assert [row for row, _ in found] == list(range(8))
    assert [moved[own] for _, own in found] == EVERY[1024:1032]
    few = [text for text in moved if text not in EVERY[1024:1029]]
    assert [row for row, _ in counterparts(vocabulary(few), sketch, 1024, 8)] == [5, 6, 7]


@given(st.sets(st.integers(0, 499), min_size=1), st.integers(0, 40))
def test_deleting_and_inserting_tokens_never_breaks_the_order(kept: set[int], before: int) -> None:
    own = [*words(before, seed=9), *(EVERY[place] for place in sorted(kept))]
    found = matched(own, EVERY[:500])
    assert (found.common, found.in_order) == (len(kept), len(kept))
