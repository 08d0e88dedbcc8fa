# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Upstreams under one license are served by one text in a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.adapters.rulebook import load_templates
from bot.model.components import Component
from bot.model.fingerprints import UpstreamTerms
from bot.model.lineage import Verdict
from bot.model.repository import SnapshotKey
from bot.render.posts import PostWriter
from tests.samples.judged import (
    DEEPSEEK,
    DEEPSEEK_TERMS,
    QWEN_TERMS,
    TWO_PARTS,
    WHISPER,
    apache,
    case_of,
    lineage,
    mit,
    part,
    recogniser,
    rulebook,
)

OPENAI = "Copyright (c) 2022 OpenAI"
WHISPER_TERMS = UpstreamTerms(
    license_id="mit", license_path="LICENSE", license_text=mit(OPENAI), copyright_lines=(OPENAI,)
)
BOTH = replace(
    TWO_PARTS,
    lineage=lineage(
        part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK),
        part(Component.AUDIO_ENCODER, Verdict.DERIVED, WHISPER, parameters=10**8),
    ),
)
MIT = {DEEPSEEK: DEEPSEEK_TERMS, WHISPER: WHISPER_TERMS}


def body_of(terms: Mapping[SnapshotKey, UpstreamTerms], names: Mapping[str, str] | None = None) -> str:
    writer = PostWriter(
        load_templates(),
        hub_url="https://huggingface.co",
        contact="",
        license_names=rulebook().license_names if names is None else names,
    )
    return writer.thread(case_of(BOTH), BOTH.report(terms), terms).body


def pasted(body: str) -> str:
    return body.partition("```text\n")[2].partition("```")[0]


def test_one_text_serves_two_upstreams_that_differ_in_their_holders() -> None:
    body = body_of(MIT)
    assert body.count("Permission is hereby granted") == 1
    assert body.count("Add the text of the MIT License") == 1
    assert "For `deepseek-ai/DeepSeek-V3-0324`, `openai/whisper-large-v3`:" in body
    assert body.count("asks that its text") == 2
    assert "In return, the same license asks" in body
    assert pasted(body).count("MIT License") == 2
    assert (
        "whisper-large-v3).\nEach is licensed under the MIT License.\n\nCopyright (c) 2022 OpenAI\n\nMIT License\n"
        in pasted(body)
    )


def test_pasting_the_one_text_settles_what_both_asked() -> None:
    text = pasted(body_of(MIT))
    assert "Copyright (c) 2023 DeepSeek" in text
    assert OPENAI in text
    assert {each.match.value for each in recogniser().recognise("NOTICE", text, stands_alone=False)} == {"exact"}
    fixed = BOTH.with_files(NOTICE=text)
    asked = {each.rule for each in fixed.report(MIT).assessment.findings}
    assert asked <= {"base-model-undeclared", "component-undeclared", "changes-not-stated"}


def test_a_text_with_other_words_stands_for_itself() -> None:
    other = replace(WHISPER_TERMS, license_text=mit(OPENAI) + "\nOur only change: show our name.\n")
    body = body_of({DEEPSEEK: DEEPSEEK_TERMS, WHISPER: other})
    assert body.count("Permission is hereby granted") == 2
    assert "For `openai/whisper-large-v3`:" in body


def test_an_upstream_whose_text_was_not_seen_stands_for_itself() -> None:
    unseen = replace(WHISPER_TERMS, license_text=None)
    assert "For `openai/whisper-large-v3`:" in body_of({DEEPSEEK: DEEPSEEK_TERMS, WHISPER: unseen})


def test_a_long_license_of_two_upstreams_is_linked_once() -> None:
    theirs = replace(
        QWEN_TERMS,
        license_text=apache().replace("[yyyy] [name of copyright owner]", "2022 OpenAI"),
        copyright_lines=("Copyright 2022 OpenAI",),
    )
    body = body_of({DEEPSEEK: QWEN_TERMS, WHISPER: theirs})
    assert body.count("The full license text is the upstream's") == 1
    assert "Copyright 2024 Alibaba Cloud\nCopyright 2022 OpenAI" in pasted(body)


def test_two_licenses_are_two_texts() -> None:
    body = body_of({DEEPSEEK: DEEPSEEK_TERMS, WHISPER: QWEN_TERMS})
    assert "the same license" not in body
    assert body.count("ready to paste") == 2


@pytest.mark.parametrize(("names", "shown"), [({"mit": "Expat License"}, "Expat License"), ({}, "mit")])
def test_a_license_is_called_by_its_name_as_far_as_one_is_known(names: Mapping[str, str], shown: str) -> None:
    assert f"the {shown} asks that its text" in body_of(MIT, names)
