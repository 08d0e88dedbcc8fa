# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Models of their own in somebody else's shape: norms with a cosine above 0.96, equal configurations, and not one word about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.localhub import samples
from bot.model.repository import SnapshotKey
from tests.scenarios.world import World

CASES = [(samples.SOLAR_LIKE, samples.GLM_AIR), (samples.TWIN, samples.DEEPSEEK_V3)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    repos = [repo for repo, _ in CASES]
    with World(tmp_path_factory.mktemp("shape"), [*repos, samples.DECLARED_FINETUNE]) as world:
        world.poll()
        yield world


@pytest.mark.parametrize(("repo", "lookalike"), CASES)
def test_the_verdict_is_independent_as_far_as_sampled(world: World, repo: str, lookalike: str) -> None:
    document = world.document(repo)
    assert document["verdict"] == "independent"
    # The samples share a tokenizer file, which is told and makes nothing derived.
    told = [(part["component"], part["verdict"]) for part in document["lineage"]]
    assert told == [("text_model", "independent"), ("tokenizer", "derived")]
    assert document["lineage"][0]["inherited_fraction"] == 0
    assert document["lineage"][0]["log10_p"] > -3
    assert lookalike in {key["repo"] for key in document["compared_with"]}
    assert document["not_checked"] == []


@pytest.mark.parametrize(("repo", "_lookalike"), CASES)
def test_a_shared_structure_would_have_been_seen(world: World, repo: str, _lookalike: str) -> None:
    [part] = world.scan(repo).lineage.components
    assert part.detectable is not None
    assert part.detectable < 0.3
    assert part.coverage > 0.7


@pytest.mark.parametrize(("repo", "_lookalike"), CASES)
def test_there_is_no_finding(world: World, repo: str, _lookalike: str) -> None:
    assessment = world.scan(repo).assessment
    assert assessment.findings == ()
    assert assessment.obligations == ()
    assert assessment.cannot_tell == ()


def test_everything_was_scanned(world: World) -> None:
    for repo, _ in CASES:
        assert world.app.casebook.scan_report(SnapshotKey(repo, world.head(repo))) is not None


def test_no_case_and_no_action_object_exists(world: World) -> None:
    assert world.app.casebook.cases() == []
    assert world.app.casebook.pending_actions() == []
    assert world.app.casebook.next_case_number() == 1


def test_nothing_was_written_anywhere(world: World) -> None:
    assert world.written() == 0
    assert [repo.id for repo in world.hub.repositories.all() if world.threads(repo.id)] == []


def test_a_declared_finetune_that_passes_everything_on_is_left_alone(world: World) -> None:
    report = world.scan(samples.DECLARED_FINETUNE)
    assert report.lineage.verdict.value == "derived"
    assert report.assessment.obligations
    assert report.assessment.findings == ()
    assert world.app.casebook.case_of(samples.DECLARED_FINETUNE) is None
