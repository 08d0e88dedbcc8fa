# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Metadata of cards is changed by a line or two, whatever strangers wrote around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.cards import declared, front_matter
from bot.pipeline.fixing.metadata import with_base_model

KEYS = st.sampled_from(
    [
        "license: mit",
        "tags: [a, b]",
        "# a note",
        "language:\n  - ja\n  - en",
        "title: 'x: y'",
        "extra: >\n  folded\n  text",
    ]
)
BASES = st.sampled_from(
    [
        "",
        "base_model: acme/one",
        "base_model:\n- acme/one",
        "base_model:\n    - acme/one\n    - acme/two",
        "base_model: [acme/one, 'acme/two']",
        "base_model: []",
    ]
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# No metadata\n", "---\nbase_model: a/b\nbase_model_relation: finetune\n---\n\n# No metadata\n"),
        (
            "---\r\nlicense: mit\r\n---\r\n",
            "---\r\nlicense: mit\r\nbase_model: a/b\r\nbase_model_relation: finetune\r\n---\r\n",
        ),
        (
            "---\nbase_model: x/y\nbase_model_relation: merge\n---\n",
            "---\nbase_model:\n  - x/y\n  - a/b\nbase_model_relation: merge\n---\n",
        ),
        ("---\nbase_model: [x/y]\n---\n", "---\nbase_model: [x/y, a/b]\nbase_model_relation: finetune\n---\n"),
    ],
)
def test_one_model_is_added(before: str, after: str) -> None:
    assert with_base_model(before, "a/b", "finetune") == after


@pytest.mark.parametrize(
    "card",
    [
        "---\nbase_model: >\n  folded\n---\n",
        "---\n'base_model': x/y\n---\n",
        "---\nnot closed\n",
        "---\nbase_model: &a x/y\n---\n",
        "---\nbase_model: x/y # why\n---\n",
    ],
)
def test_unusual_shapes_are_left_to_people(card: str) -> None:
    assert with_base_model(card, "a/b", None) is None


def test_a_name_that_is_none_is_never_written() -> None:
    assert with_base_model("---\nlicense: mit\n---\n", "a/b\nlicense: x", None) is None


@given(st.lists(KEYS, max_size=4), BASES, st.lists(KEYS, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_nothing_else_changes(before: list[str], base: str, after: list[str], ending: str) -> None:
    lines = [*before, *([base] if base else []), *after]
    card = ("---\n" + "".join(f"{line}\n" for line in lines) + "---\n\n# Title\n").replace("\n", ending)
    keys = [line.partition(":")[0] for line in card.splitlines() if line[:1].isalpha()]
    changed = with_base_model(card, "acme/new", "finetune")
    if changed is None or len(keys) != len(set(keys)):
        return
    old, new = declared(front_matter(card)), declared(front_matter(changed))
    assert new.base_models == (*old.base_models, "acme/new")
    assert (old.license_id, old.languages) == (new.license_id, new.languages)
    gone = [line for line in card.splitlines() if line not in changed.splitlines()]
    assert all(line.startswith("base_model:") for line in gone)
