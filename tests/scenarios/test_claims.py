# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a card says about its model's making is read over the real client, costs no request, and stands in no post."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.localhub import samples
from tests.scenarios.world import World, words

REPO = samples.RAKUTEN_LIKE
CARD = """---
license: apache-2.0
---
# A model

It was trained from scratch by our team. The tokenizer was trained from scratch, too.

> The press: "This model was developed in-house."

```
This model was developed in-house.
```

Unlike OLMo, which was trained from scratch by others, it is fast.

## Evaluation

It reads well.
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("claims"), [REPO]) as world:
        yield world


def test_the_claims_of_a_card_are_in_the_document_and_cost_no_request(world: World) -> None:
    before = world.document(REPO)
    again = world.document(REPO)
    world.hub.repositories.commit(REPO, {"README.md": CARD.encode()}, title="Update card")
    after = world.document(REPO)
    assert before["declared"]["claims"] == []
    assert [(each["kind"], each["component"], each["language"]) for each in after["declared"]["claims"]] == [
        ("from_scratch", "whole_model", "en"),
        ("from_scratch", "tokenizer", "en"),
    ]
    assert after["declared"]["claims"][0]["sentence"] == "It was trained from scratch by our team."
    # Of the history, which was read because something is missing, the next scan asks for the commits alone.
    assert world.document(REPO)["cost"]["requests"] == again["cost"]["requests"]


def test_neither_claim_nor_score_stands_in_a_post(world: World) -> None:
    world.hub.repositories.commit(REPO, {"README.md": CARD.encode()}, title="Update card")
    world.poll()
    posts = [words(thread).casefold() for thread in world.threads(REPO)]
    assert posts
    assert all(word not in post for post in posts for word in ("trained from scratch", "transparency", "score"))


def test_the_score_is_told_with_its_parts_and_their_sources(world: World) -> None:
    document = world.document(REPO)
    parts = {part["name"]: part for part in document["transparency"]["parts"]}
    assert 0 <= document["transparency"]["score"] <= 10
    assert (parts["architecture"]["truth"], parts["architecture"]["source"]) == ("yes", "config.json")
    assert (parts["evaluation"]["truth"], parts["evaluation"]["source"]) == ("yes", "README.md, Evaluation")
    assert parts["obligations"]["truth"] == "no"
    assert "transparency" not in {finding["rule"] for finding in document["findings"]}
