# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""An issue goes to the owner's own repository or nowhere."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.trackers.linked import FIELDS, linked_repository, repositories_in

MODEL = "acme/Tiny-7B"
UPSTREAM: Mapping[str, str | None] = {"Qwen/Qwen2.5-7B": "Code: https://github.com/QwenLM/Qwen2.5"}


def linked(
    card: str = "", metadata: Mapping[str, object] | None = None, cards: Mapping[str, str | None] = UPSTREAM
) -> str | None:
    return linked_repository(MODEL, metadata or {}, card, cards).repo


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "value",
    [
        "https://github.com/acme-labs/tiny",
        "https://www.github.com/acme-labs/tiny/",
        "github.com/acme-labs/tiny.git",
        "git@github.com:acme-labs/tiny.git",
        "https://github.com/acme-labs/tiny/tree/main/train",
        ["https://github.com/acme-labs/tiny", "https://github.com/Acme-Labs/Tiny.git"],
    ],
)
def test_a_field_of_the_metadata_names_the_repository(field: str, value: object) -> None:
    found = linked("see https://github.com/acme/other", {field: value})
    assert found is not None
    assert found.casefold() == "acme-labs/tiny"


@pytest.mark.parametrize(
    "metadata",
    [
        {"repo": "https://github.com/acme/tiny", "code": "https://github.com/acme/train"},
        {"repository": ["https://github.com/acme/a", "https://github.com/acme/b"]},
        {"repo": "https://gitlab.com/acme/tiny"},
        {"repo": "acme/tiny"},
        {"code": ["https://github.com/acme/tiny", "https://example.org/code"]},
    ],
)
def test_fields_that_name_several_or_something_else_name_nothing(metadata: dict[str, object]) -> None:
    assert linked("https://github.com/acme/tiny", metadata) is None


@pytest.mark.parametrize("value", [None, "", 7, {}, [], [None], {"url": "https://github.com/acme/x"}])
def test_a_field_of_another_kind_counts_as_absent(value: object) -> None:
    assert linked("[code](https://github.com/Acme/tiny)", {"repo": value}) == "Acme/tiny"


@pytest.mark.parametrize(
    "card",
    [
        "Code: https://github.com/acme/tiny",
        "[code](http://www.github.com/ACME/tiny/issues/3), [more](https://github.com/acme/tiny/blob/main/a.py).",
        "```\ngit clone https://github.com/acme/tiny.git\n```\nand https://github.com/huggingface/transformers",
        "我们的代码在github.com/acme/tiny。",
        "Find us at github.com/acme/tiny.",
    ],
)
def test_the_only_repository_of_the_owner_in_the_card_is_taken(card: str) -> None:
    found = linked(card)
    assert found is not None
    assert found.casefold() == "acme/tiny"


@pytest.mark.parametrize(
    "card",
    [
        "",
        "https://github.com/acme",
        "https://github.com/acme/tiny and https://github.com/acme/train",
        "https://github.com/huggingface/transformers",
        "https://github.com.evil.example/acme/tiny",
        "https://evil.example/github.com/acme/tiny",
        "https://evil.example/?u=x.github.com/acme/tiny",
        "https://notgithub.com/acme/tiny",
        "https://gist.github.com/acme/tiny",
        "https://raw.githubusercontent.com/acme/tiny/main/a",
        "https://someone@github.com/acme/tiny",
        "https://g\u0456thub.com/acme/tiny",
        "<!-- https://github.com/acme/tiny -->",
        "<!-- https://github.com/acme/tiny",
        "https://github.com/acme/..",
        "https://github.com/acme/" + "a" * 101,
        "https://github.com/acme-/tiny",
        "https://github.com/sponsors/acme",
    ],
)
def test_what_is_ambiguous_foreign_or_hidden_is_not_taken(card: str) -> None:
    assert linked(card) is None


@pytest.mark.parametrize("field", ["https://github.com/QwenLM/Qwen2.5", "https://github.com/qwenlm/qwen2.5.git"])
def test_a_copied_card_does_not_lead_to_the_upstreams_repository(field: str) -> None:
    assert linked("", {"repo": field}) is None


def test_a_repository_of_the_upstreams_publisher_is_not_taken_even_where_its_card_links_to_none() -> None:
    assert linked("", {"repo": "https://github.com/QwenLM/Qwen2.5"}, {"Qwen/Qwen2.5-7B": ""}) is None
    assert linked("", {"repo": "https://github.com/deepseek-ai/V3"}, {"deepseek-ai/V3": ""}) is None


def test_a_foreign_repository_is_not_taken_where_an_upstreams_card_was_not_read() -> None:
    assert linked("", {"repo": "https://github.com/facebookresearch/llama"}, {"meta-llama/L": None}) is None
    assert linked("", {"repo": "https://github.com/acme/tiny"}, {"meta-llama/L": None}) == "acme/tiny"


def test_a_publisher_who_builds_on_itself_gets_no_issue_at_the_upstreams() -> None:
    cards: dict[str, str | None] = {"acme/Base": "https://github.com/acme/tiny"}
    assert linked("https://github.com/acme/tiny", cards=cards) is None


def test_every_answer_says_why() -> None:
    for card in ("", "https://github.com/acme/tiny", "https://github.com/acme/a https://github.com/acme/b"):
        assert linked_repository(MODEL, {}, card, UPSTREAM).reason


HOSTILE = [
    "<!--" * 100_000,
    "github.com/" * 100_000,
    "https://github.com/acme/" + "a-" * 200_000,
    "git@" * 200_000,
    "https://github.com/" + "-" * 400_000,
    "github.com/acme/" + "." * 400_000,
    "https://github.com/acme/tiny " * 100_000,
]


@pytest.mark.parametrize("card", HOSTILE, ids=lambda card: card[:24])
def test_a_hostile_card_is_read_to_its_limit_and_no_further(card: str) -> None:
    assert linked(card, {"repo": [card] * 1000}) in {None, "acme/tiny"}
    assert linked(card) in {None, "acme/tiny"}


@given(st.text(alphabet="githubcom./:@acme-<>!\u0456\n ", max_size=300))
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    for repo in repositories_in(text):
        assert repo in text
        assert repo.count("/") == 1
