# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localhub import cards


def card(block: str) -> str:
    return f"---\n{block}\n---\n# Title\n"


def test_metadata_lies_between_the_fences() -> None:
    text = card("license: mit\nbase_model:\n- a/b\n- c/d\ndate: 2026-03-17").replace("\n", "\r\n")
    assert cards.metadata(text) == {"license": "mit", "base_model": ["a/b", "c/d"], "date": "2026-03-17"}


@pytest.mark.parametrize(
    "text", ["", "# Title", "---\nlicense: mit\n", card("- a\n- b"), card("license: [mit"), card("")]
)
def test_without_readable_metadata_there_is_none(text: str) -> None:
    assert cards.metadata(text) == {}


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    assert isinstance(cards.metadata(card(text)), dict)


@pytest.mark.parametrize(
    ("metadata", "paths", "relation"),
    [
        ({"base_model": "a/b"}, ["config.json"], "finetune"),
        ({"base_model": ["a/b", "c/d"]}, ["config.json"], "merge"),
        ({"base_model": "a/b"}, ["adapter_config.json"], "adapter"),
        ({"base_model": "a/b"}, ["model.Q4.gguf"], "quantized"),
        ({"base_model": "a/b", "base_model_relation": "merge"}, ["model.Q4.gguf"], "merge"),
    ],
)
def test_the_relation_is_declared_or_inferred(metadata: dict[str, object], paths: list[str], relation: str) -> None:
    assert cards.relation_to_base(metadata, paths) == relation
    assert f"base_model:{relation}:a/b" in cards.tags(metadata, None, paths)


def test_licenses_and_languages_become_tags() -> None:
    tags = cards.tags({"license": ["MIT", "apache-2.0"], "language": ["ja", "en"]}, {"model_type": "llama"}, [])
    assert {"license:mit", "license:apache-2.0", "ja", "en", "llama", "region:us"} == set(tags)
