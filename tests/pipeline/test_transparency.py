# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The transparency score: what six kinds of cards tell their readers, and what earned each part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.cards import declared, front_matter
from bot.licensing.claims import claim_finder
from bot.model.licensing import RecognisedText, RepositoryContents, TextMatch
from bot.model.reports import Transparency, TransparencyPart
from bot.model.repository import FileEntry, Snapshot
from bot.model.truth import Truth
from bot.pipeline.transparency import transparency
from bot.policy.facts import Fact, Facts
from tests.samples.judged import SUSPECT, rulebook

CARDS = Path(__file__).parents[1] / "samples" / "cards"


def judged(card: str | None, *files: str, told: tuple[Facts, ...] = (), is_read: bool = True) -> Transparency:
    """A repository with this card and these files beside it."""
    book = rulebook()
    paths = sorted([*files, *(["README.md"] if card is not None else []), "model.safetensors"])
    snapshot = Snapshot(
        key=SUSPECT,
        files=tuple(FileEntry(path=path, size=10) for path in paths),
        declared=declared(front_matter(card or "")),
    )
    text = card if card is not None and is_read else ""
    contents = RepositoryContents(
        key=SUSPECT,
        license_texts=tuple(
            RecognisedText(path=path, license_id="mit", match=TextMatch.EXACT) for path in files if path == "LICENSE"
        ),
        copyright_lines=(),
        notices=(),
        license_files=(),
        card_text=text,
        declared_license=snapshot.declared.license_id,
        declared_base_models=snapshot.declared.base_models,
        card_read=card is not None and is_read,
        claims=claim_finder(book.claims, book.languages).find(text, repo=SUSPECT.repo),
    )
    return transparency(snapshot, contents, told, book.transparency)


def sample(name: str) -> str:
    return (CARDS / f"{name}.md").read_text(encoding="utf-8")


def earned(found: Transparency) -> dict[str, float | None]:
    return {part.name: part.earned for part in found.parts}


def source(found: Transparency, name: str) -> str:
    return next(part.source for part in found.parts if part.name == name)


@pytest.mark.parametrize(
    ("name", "files", "parts"),
    [
        # architecture, base, training data, recipe, evaluation, license, obligations, contact
        ("moe", ("config.json", "LICENSE"), (1.5, 0.0, 1.5, 0.0, 1.0, 1.0, None, 1.0)),
        ("series", ("config.json",), (1.5, 2.0, 0.0, 0.0, 1.0, 1.0, None, 0.0)),
        ("collection", ("LICENSE",), (1.5, 0.0, 1.5, 0.0, 1.0, 1.0, None, 1.0)),
        ("bare", (), (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, None, 0.0)),
        ("japanese", ("config.json",), (1.5, 2.0, 1.5, 1.0, 1.0, 0.5, None, 1.0)),
        ("korean", ("config.json",), (1.5, 2.0, 1.5, 0.0, 1.0, 0.5, None, 0.0)),
    ],
)
def test_a_card_earns_what_it_tells(name: str, files: tuple[str, ...], parts: tuple[float | None, ...]) -> None:
    assert tuple(earned(judged(sample(name), *files)).values()) == parts


def test_every_part_that_earned_something_names_its_source() -> None:
    found = judged(sample("japanese"), "config.json")
    assert source(found, "architecture") == "config.json"
    assert source(found, "base").startswith("本モデルは、当社がフルスクラッチで開発した")
    assert source(found, "training_data") == "datasets: example/ja-corpus"
    assert source(found, "recipe") == "README.md, 学習設定"
    assert all(bool(part.source) is bool(part.earned) for part in found.parts if part.earned is not None)


def test_the_score_is_over_what_could_be_told() -> None:
    found = judged(sample("moe"), "config.json", "LICENSE")
    assert (found.told, found.score) == (0.9, round(10 * 6.0 / 9.0, 1))


def test_a_card_that_was_not_read_lowers_nothing() -> None:
    unread = judged(sample("moe"), "config.json", "LICENSE", is_read=False)
    assert earned(unread) == {
        "architecture": 1.5,
        "base": None,
        "training_data": None,
        "recipe": None,
        "evaluation": None,
        "license": 1.0,
        "obligations": None,
        "contact": None,
    }
    assert unread.told == 0.25
    assert unread.score is None


def test_no_card_at_all_tells_nothing_and_that_is_known() -> None:
    found = judged(None, "config.json")
    assert (earned(found)["training_data"], found.score) == (0.0, round(10 * 1.5 / 9.0, 1))


def test_a_base_counts_where_every_established_upstream_is_named() -> None:
    named, unnamed = {Fact.UPSTREAM_NAMED: Truth.YES}, {Fact.UPSTREAM_NAMED: Truth.NO}
    card = sample("series")
    assert earned(judged(card, told=(named,)))["base"] == 2.0
    assert earned(judged(card, told=(named, unnamed)))["base"] == 1.0
    assert earned(judged(card, told=(unnamed,)))["base"] == 0.0
    assert earned(judged(card, told=({Fact.UPSTREAM_NAMED: Truth.UNKNOWN},)))["base"] is None


def test_obligations_count_as_far_as_they_can_be_told() -> None:
    facts = {
        Fact.LICENSE_TEXT_OWED: Truth.YES,
        Fact.LICENSE_TEXT_PRESENT: Truth.YES,
        Fact.COPYRIGHT_NOTICE_OWED: Truth.YES,
        Fact.COPYRIGHT_NOTICE_PRESENT: Truth.NO,
        Fact.CHANGES_OWED: Truth.YES,
        Fact.CHANGES_STATED: Truth.UNKNOWN,
        Fact.NOTICE_OWED: Truth.NO,
        Fact.NOTICE_WHOLE: Truth.NO,
    }
    found = judged(sample("moe"), told=(facts,))
    assert (earned(found)["obligations"], source(found, "obligations")) == (
        0.5,
        "1 of 2 that upstream licenses ask for",
    )


def test_a_hostile_sentence_is_no_markup_in_the_source() -> None:
    line = "Contact [us](https://evil.example) or `@all` <b>via mail@example.org</b> " + "very " * 100 + "soon."
    shown = source(judged(f"# Card\n\n{line}"), "contact")
    assert len(shown) <= 160
    assert all(sign not in shown for sign in ("http", "`", "<", "]("))


def test_more_points_than_there_are_is_a_mistake_of_ours() -> None:
    part = TransparencyPart(name="base", possible=2.0, earned=2.0)
    with pytest.raises(ValueError, match="expected 0 to 2"):
        replace(part, earned=2.5)
