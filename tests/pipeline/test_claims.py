# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A claim and the files contradict each other only where both are clear; everything else is silence or "cannot tell"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.components import Component
from bot.model.findings import Confidence, Severity
from bot.model.licensing import RepositoryContents
from bot.model.truth import Truth
from bot.pipeline.claims import claim_contradicted, contradicted_claim
from bot.pipeline.origins import Origin, origins_of
from tests.samples.judged import TERMS, VISION_ENCODER_ONLY, WHOLE_MODEL, Repository, rulebook

SCRATCH = "Our model was trained from scratch."


def saying(repository: Repository, text: str, **files: str) -> tuple[Origin, RepositoryContents]:
    """The first origin of a repository whose card says this."""
    changed = repository.with_files(README_md=f"# Example\n\n{text}\n", **files)
    contents = changed.contents
    return origins_of(changed.lineage, changed.snapshot, contents, TERMS, rulebook())[0], contents


def contradicted(repository: Repository, text: str, **files: str) -> Truth:
    origin, contents = saying(repository, text, **files)
    return claim_contradicted(origin, contents, rulebook())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SCRATCH, Truth.YES),
        ("This is a self-developed language model.", Truth.YES),
        ("本モデルは当社がフルスクラッチで開発しました。", Truth.YES),
        (f"{SCRATCH} It outperforms DeepSeek-V3.", Truth.YES),
        (f"{SCRATCH} It uses the DeepSeek-V3 architecture.", Truth.YES),
        (f"{SCRATCH} Many thanks to DeepSeek-V3.", Truth.UNKNOWN),
        (f"{SCRATCH} It is based on the DeepSeek-V3 architecture.", Truth.UNKNOWN),
        ("Continued pretraining of DeepSeek-V3; tokenizer built from scratch.", Truth.NO),
        (f"{SCRATCH} The weights come from DeepSeek-V3.", Truth.NO),
        ("The tokenizer was trained from scratch.", Truth.NO),
        ("The vision encoder was trained from scratch.", Truth.NO),
        ("The model was not trained from scratch.", Truth.NO),
        ("A model for Japanese.", Truth.NO),
    ],
)
def test_a_claim_about_the_whole_is_set_beside_a_proven_origin(text: str, expected: Truth) -> None:
    assert contradicted(WHOLE_MODEL, text) is expected


def test_a_base_in_the_metadata_or_in_a_notice_leaves_nothing_contradicted() -> None:
    declared = replace(
        WHOLE_MODEL, declared=replace(WHOLE_MODEL.declared, base_models=("deepseek-ai/DeepSeek-V3-0324",))
    )
    assert contradicted(declared, SCRATCH) is Truth.NO
    assert contradicted(WHOLE_MODEL, SCRATCH, NOTICE="This model builds on DeepSeek-V3.") is Truth.NO


def test_a_claim_about_the_whole_and_a_reused_part_is_for_a_person_to_read() -> None:
    assert contradicted(VISION_ENCODER_ONLY, SCRATCH) is Truth.UNKNOWN
    assert contradicted(VISION_ENCODER_ONLY, "The vision encoder was trained from scratch.") is Truth.UNKNOWN
    assert contradicted(VISION_ENCODER_ONLY, "The language backbone was trained from scratch.") is Truth.NO


def test_weak_evidence_contradicts_nobody() -> None:
    origin, contents = saying(WHOLE_MODEL, SCRATCH)
    for confidence in (Confidence.LOW, Confidence.MEDIUM):
        assert claim_contradicted(replace(origin, confidence=confidence), contents, rulebook()) is Truth.UNKNOWN


def test_a_card_that_could_not_be_read_says_nothing_for_or_against() -> None:
    origin, contents = saying(WHOLE_MODEL, "")
    unread = replace(contents, unread=("README.md",), claims=())
    assert claim_contradicted(origin, unread, rulebook()) is Truth.UNKNOWN


def test_the_claim_that_is_shown_is_the_one_that_meets_the_origin() -> None:
    origin, contents = saying(WHOLE_MODEL, f"The tokenizer was trained from scratch. {SCRATCH}")
    shown = contradicted_claim(origin, contents)
    assert shown is not None
    assert (shown.sentence, shown.component, origin.component) == (SCRATCH, None, Component.TEXT_MODEL)


def test_a_contradicted_claim_is_quoted_and_left_to_a_person() -> None:
    changed = WHOLE_MODEL.with_files(README_md=f"# Example\n\n{SCRATCH}\n")
    (finding,) = [each for each in changed.assess().findings if each.rule == "claim-contradicted"]
    assert SCRATCH.rstrip(".") in finding.message
    assert finding.for_a_person
    assert finding.severity is Severity.ADVICE
    silent = WHOLE_MODEL.with_files(README_md="# Example\n\nA model for Japanese.\n").assess()
    assert "claim-contradicted" not in {each.rule for each in silent.findings}
    assert "claim-contradicted" not in {each.rule for each in silent.cannot_tell}
