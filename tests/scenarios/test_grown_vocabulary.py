# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""DeepSeek-V2 with a larger vocabulary: new embeddings, a new head, and 85 % inherited."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.localhub import samples
from bot.model.lineage import Relation, Verdict
from tests.scenarios.world import World, words

REPO, UPSTREAM = samples.SAKURA_LIKE, samples.DEEPSEEK_V2


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("grown"), [REPO]) as world:
        world.poll()
        yield world


def test_the_relation_is_an_expanded_vocabulary_and_the_share_is_measured(world: World) -> None:
    lineage = world.scan(REPO).lineage
    [part] = lineage.components
    assert lineage.verdict is Verdict.DERIVED
    assert part.upstream is not None
    assert part.upstream.repo == UPSTREAM
    assert part.relation is Relation.EXPANDED_VOCABULARY
    assert part.inherited_fraction == pytest.approx(samples.sakura_inherited_fraction(), abs=0.03)
    assert set(part.new_parts) == {"embedding", "output head"}


def test_an_unrelated_model_of_the_same_shape_is_not_taken_for_the_upstream(world: World) -> None:
    lineage = world.scan(REPO).lineage
    assert samples.DEEPSEEK_V2_SHAPED in {key.repo for key in lineage.compared_with}
    assert {part.upstream.repo for part in lineage.components if part.upstream} == {UPSTREAM}


def test_the_post_tells_the_share_and_the_parts_that_are_new(world: World) -> None:
    [thread] = world.threads(REPO)
    share = re.search(r"\*\*(?:about )?(\d+(?:\.\d)?) %\*\*", words(thread))
    assert share is not None
    assert float(share[1]) == pytest.approx(100 * samples.sakura_inherited_fraction(), abs=3)
    assert "embedding, output head" in words(thread) or "output head, embedding" in words(thread)


def test_only_the_copyright_line_is_asked_for_where_the_text_is_there(world: World) -> None:
    owed = {finding.rule for finding in world.case(REPO).findings if finding.severity.value == "obligation"}
    assert owed == {"copyright-notice-missing"}
