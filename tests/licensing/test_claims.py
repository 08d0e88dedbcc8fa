# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sentences that say where a model comes from are found; those that only use the words are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.licensing.claims import ClaimFinder, claim_finder, language_of
from bot.model.claims import Claim, ClaimKind
from bot.model.components import Component
from bot.model.truth import Truth
from tests.samples.judged import rulebook

SENTENCES = Path(__file__).parents[1] / "samples" / "claims"
SAID = "We trained it from scratch."


@cache
def finder() -> ClaimFinder:
    return claim_finder(rulebook().claims, rulebook().languages)


def claims(card: str, repo: str = "example-lab/model") -> tuple[Claim, ...]:
    return finder().find(card, repo=repo)


def about(sentence: str) -> str:
    """The part that the claims of a card with this sentence are about, or none."""
    parts = {claim.component.value if claim.component else "whole" for claim in claims(f"# A card\n\n{sentence}\n")}
    return "+".join(sorted(parts)) or "none"


def sentences(name: str) -> Iterator[tuple[str, str, str]]:
    loaded = yaml.safe_load((SENTENCES / f"{name}.yaml").read_text(encoding="utf-8"))
    for language, groups in loaded.items():
        for expected, listed in groups.items():
            for sentence in listed:
                yield language, expected, sentence


@pytest.mark.parametrize(
    ("language", "expected", "sentence"),
    [each for name in ("tuned", "held_out", "fresh", "last") for each in sentences(name)],
)
def test_a_sentence_says_of_the_right_part_what_it_says(language: str, expected: str, sentence: str) -> None:
    assert (language_of(sentence), about(sentence)) == (language, expected)


def test_a_claim_keeps_its_sentence_its_language_and_its_phrase() -> None:
    found = claims("# Tern\n\nTern is *our* model, trained\nfrom [scratch](https://example.org). It is small.")
    assert found == (
        Claim(
            phrase="from-scratch-en",
            kind=ClaimKind.FROM_SCRATCH,
            sentence="Tern is our model, trained from scratch.",
            language="en",
        ),
    )


def test_both_kinds_in_one_sentence_are_two_claims() -> None:
    found = claims("Our in-house model was trained from scratch.")
    assert {claim.kind for claim in found} == {ClaimKind.FROM_SCRATCH, ClaimKind.OWN_DEVELOPMENT}


@pytest.mark.parametrize(
    "card",
    [
        f"```\n{SAID}\n```",
        f"~~~text\n{SAID}\n~~~",
        f"> {SAID}",
        f"> Somebody wrote:\n{SAID}",
        f"| row |\n|---|\n| {SAID} |",
        f"Text.\n\n    {SAID}\n",
        f"<!-- {SAID} -->",
        f"<blockquote>{SAID}</blockquote>",
        f"<pre>{SAID}</pre>",
        f"<table><tr><td>{SAID}</td></tr></table>",
        f"Use `{SAID}` as an example.",
        f"He said “{SAID}”",
        f"---\ndescription: {SAID}\n---\n",
        f"@misc{{x,\n  title = {{A model}},\n  note = {{{SAID}}},\n}}",
        f"![{SAID}](image.png)",
        f"```python\n# {SAID}",
        "## Related work\n\nModels that were trained from scratch need more data.",
        "## Tokenizer code\n\n- [ ] Was it trained from scratch?",
    ],
)
def test_words_that_are_not_the_author_s_make_no_claim(card: str) -> None:
    assert claims(card) == ()


@pytest.mark.parametrize(
    "card",
    [
        f"# Tern\n\n{SAID}",
        f"# Tern\n\n- Fast\n- {SAID}",
        f"<div align='center'><b>{SAID}</b></div>",
        f"> quoted\n\n{SAID}",
        f"```\ncode\n```\n{SAID}",
        f"| a |\n|---|\n| b |\n\n{SAID}",
        "# Tern-7B: a language model trained from scratch",
        f"Text<br>{SAID}",
    ],
)
def test_the_author_s_own_words_are_found_wherever_they_stand(card: str) -> None:
    assert [claim.component for claim in claims(card)] == [None]


def test_a_pronoun_speaks_of_what_the_sentence_before_spoke_of() -> None:
    assert about("We use a new tokenizer. It was trained from scratch on Finnish text.") == "tokenizer"
    assert about("Our baseline is Qwen2.5-7B. It was trained from scratch.") == "none"
    assert about("Tern is a language model. It was trained from scratch.") == "whole"


def test_a_heading_tells_what_a_sentence_without_a_subject_is_about() -> None:
    assert about("## Vision encoder\n\nTrained from scratch at native resolution.") == "vision_encoder"
    assert about("## Benchmarks\n\nAll trained from scratch.") == "none"


def test_the_publisher_of_a_known_model_speaks_of_it_as_their_own() -> None:
    sentence = "Qwen3-8B was trained from scratch."
    assert claims(sentence, "someone/Qwen3-8B-GGUF") == ()
    assert len(claims(sentence, "Qwen/Qwen3-8B")) == 1


def test_what_cannot_be_told_is_no_claim_and_no_denial() -> None:
    assert finder().read("The press called it “trained from scratch”.") is Truth.UNKNOWN
    assert claims("The press called it “trained from scratch”.") == ()


def test_every_phrase_comes_out_as_its_examples_say() -> None:
    assert list(finder().unproven()) == []


def test_four_languages_are_covered_for_both_kinds() -> None:
    assert {(phrase.language, phrase.kind) for phrase in finder().phrases} == {
        (language, kind) for language in ("en", "ja", "ko", "zh") for kind in ClaimKind
    }


def test_a_card_full_of_claims_is_cut() -> None:
    assert len(claims(" ".join(f"Model number {number} was trained from scratch." for number in range(80)))) == 50


def test_a_component_is_told_beside_the_whole() -> None:
    found = claims("The model was trained from scratch. The vision encoder was trained from scratch.")
    assert [claim.component for claim in found] == [None, Component.VISION_ENCODER]


WORDS = st.sampled_from(
    [
        "trained",
        "from scratch",
        "not",
        "the tokenizer",
        "Qwen",
        "unlike",
        ",",
        "`",
        '"',
        ">",
        "<q",
        "|",
        "\n",
        "#",
        "自研",
        "ゼロから学習",
        "처음부터 학습",
    ]
)


@given(st.lists(WORDS, max_size=40))
def test_a_claim_is_always_a_sentence_of_the_card(words: list[str]) -> None:
    card = " ".join(words)
    for claim in claims(card):
        assert "\n" not in claim.sentence
        assert set(claim.sentence.split()) <= set(card.replace("`", " ` ").split()) | set(card.split())


def test_a_card_made_of_nothing_but_claims_is_read_to_a_limit_and_no_further() -> None:
    denied = " ".join(f"Model {number} was not trained from scratch." for number in range(399))
    assert len(claims(f"{denied} Our model was trained from scratch.")) == 1
    assert claims(f"{denied} It was not trained from scratch. Our model was trained from scratch.") == ()
