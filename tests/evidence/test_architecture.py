# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Reading config.json, whatever stands in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence.architecture import compare_architectures, read_architecture
from bot.model.errors import InputError
from bot.model.fingerprints import Architecture
from bot.model.repository import SnapshotKey

KEY = SnapshotKey("acme/base", "0" * 40)


def test_sizes_are_read_under_their_various_names() -> None:
    assert read_architecture(b'{"n_embd": 768, "n_layer": 12, "n_head": 12}').hidden_size == 768


def test_a_model_of_several_parts_states_its_language_model() -> None:
    text = json.dumps({"hidden_size": 1, "text_config": {"hidden_size": 4096}, "vision_config": {"hidden_size": 1280}})
    assert read_architecture(text.encode()).hidden_size == 4096


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_object_is_refused(text: bytes) -> None:
    with pytest.raises(InputError, match=r"config\.json"):
        read_architecture(text)


@given(
    st.dictionaries(
        st.sampled_from(["hidden_size", "vocab_size", "architectures", "model_type", "text_config"]),
        st.none() | st.text() | st.integers() | st.lists(st.text()),
    )
)
def test_values_of_any_type_are_taken_or_left(value: dict[str, object]) -> None:
    found = read_architecture(json.dumps(value).encode())
    assert found.hidden_size is None or found.hidden_size > 0


def test_the_sentence_says_what_is_the_same_and_what_is_not() -> None:
    one = Architecture(layers=4, hidden_size=256, vocabulary_size=1000)
    found = compare_architectures(one, Architecture(layers=4, hidden_size=256, vocabulary_size=640), KEY)
    assert found is not None
    assert found.detail == "4 layers, width 256: the same as the upstream's; vocabulary 1000 instead of 640"
    assert found.log10_p is None


def test_nothing_in_common_is_no_evidence() -> None:
    assert compare_architectures(Architecture(layers=4), Architecture(hidden_size=9), KEY) is None
