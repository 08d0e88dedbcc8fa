# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A language model of one's own with Qwen2.5-VL's vision encoder under other names: the statement is about the encoder alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.localhub import samples
from bot.model.cases import CaseState
from bot.model.components import Component
from bot.model.lineage import Verdict
from tests.scenarios.world import World, words

REPO, UPSTREAM = samples.NAVER_LIKE, samples.QWEN_VL


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("vision"), [REPO]) as world:
        world.poll()
        yield world


def test_the_vision_encoder_is_derived_and_the_language_model_is_not(world: World) -> None:
    document = world.document(REPO)
    parts = {part["component"]: part for part in document["lineage"]}
    assert document["verdict"] == "component"
    assert parts["vision_encoder"]["verdict"] == "derived"
    assert parts["vision_encoder"]["relation"] == "component_reuse"
    assert parts["vision_encoder"]["upstream"]["repo"] == UPSTREAM
    assert parts["text_model"]["verdict"] == "independent"
    assert parts["text_model"]["inherited_fraction"] == 0
    # The samples share one tokenizer file.
    assert {name for name, part in parts.items() if part["verdict"] == "derived"} == {"vision_encoder", "tokenizer"}


def test_the_share_of_the_component_is_stated(world: World) -> None:
    lineage = world.scan(REPO).lineage
    [part] = [each for each in lineage.components if each.verdict is Verdict.DERIVED]
    assert part.parameters / lineage.parameters == pytest.approx(samples.naver_vision_share(), abs=0.001)
    assert part.correlation == pytest.approx(0.985, abs=0.01)


def test_every_finding_is_about_the_vision_encoder(world: World) -> None:
    case = world.case(REPO)
    assert case.state is CaseState.POSTED
    assert {finding.component for finding in case.findings} == {Component.VISION_ENCODER}
    assert {"license-text-missing", "component-undeclared"} <= {finding.rule for finding in case.findings}


def test_the_post_speaks_of_the_encoder_and_says_that_it_does_not_speak_of_the_language_model(world: World) -> None:
    [thread] = world.threads(REPO)
    text = words(thread)
    assert "vision encoder" in thread.title
    assert "**The rest of the model is not part of this note.**" in text
    assert "Please do not read this as a statement about it." in text
    said = [line for line in text.splitlines() if "language model" in line]
    assert said
    assert all("found no relative" in line for line in said)
