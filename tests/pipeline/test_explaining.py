# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rules and licenses as people and scripts read them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.model.errors import RulesError
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.pipeline.explaining.licenses import explained_license, license_document
from bot.pipeline.explaining.overview import broken_book, check_page, checked_book, found_by_name, near_names
from bot.pipeline.explaining.pages import LICENSES, OVERVIEW, generated_pages, with_table
from bot.pipeline.explaining.rules import condition_words, explained_rule, rule_document
from bot.pipeline.explaining.sections import documentation_page, terminal_page
from bot.pipeline.explaining.words import (
    CLASSES,
    COVERAGE,
    COVERED,
    DUTIES,
    place_words,
    relation_words,
    shipped_words,
)
from bot.policy.conditions import condition
from bot.policy.licenses import Coverage, LicenseClass, LicenseRule, Place, Shipped
from bot.policy.rulebook import Rulebook
from bot.render.pages import markdown, plain


@cache
def book() -> Rulebook:
    return load_rulebook(Path(__file__).parents[1] / "samples" / "rules")


def license_of(identifier: str) -> LicenseRule:
    found = book().license(identifier)
    assert found is not None
    return found


def page(identifier: str) -> str:
    return documentation_page(explained_license(license_of(identifier), book().policies, links=True))


def section(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_closed_word_has_its_words() -> None:
    assert DUTIES.keys() == set(Duty)
    assert CLASSES.keys() == set(LicenseClass)
    assert COVERAGE.keys() == COVERED.keys() == set(Coverage)
    assert all(relation_words([each]) for each in Relation)
    assert all(place_words([each]) for each in Place)
    assert all(shipped_words(each) for each in Shipped)


def test_a_license_page_tells_clause_place_words_and_that_nobody_verified_it() -> None:
    text = page("llama3.1")
    assert "| begin the model's name with a mark | obligation | section 1.b.i | not verified | " in text
    assert "met in: the repository's name" in text
    assert "| put the dictated sentence into a notice file | “Llama 3.1 is licensed under" in text
    assert "[name-clause](../name-clause.md)" in section(text, "Rules that look at it")
    assert "`@permissive`, `@public-domain`" in section(text, "What a derivative may declare")
    assert "stand-in of our own" in text


def test_a_duty_that_no_file_can_meet_says_so() -> None:
    assert "no file can meet it" in page("cc-by-nd-4.0")
    assert "derivatives-not-allowed" in section(page("cc-by-nd-4.0"), "Rules that look at it")


def test_a_page_has_no_empty_sections() -> None:
    assert "## Dictated words" not in page("mit")
    assert "## What no file can show" not in page("mit")


@pytest.mark.parametrize(("coverage", "words"), [("no_duty", "asks nothing"), ("uncovered", "Nobody has read it")])
def test_what_is_not_asked_and_what_was_not_read_are_two_things(coverage: str, words: str) -> None:
    value = {"id": "own", "name": "Own", "class": "community", "coverage": coverage, "hub_ids": []}
    explained = explained_license(LicenseRule.from_mapping("own.yaml", value), book().policies)
    assert words in documentation_page(explained)
    assert "## What it asks" not in documentation_page(explained)


def test_limits_and_examples_stand_on_the_page() -> None:
    value = {
        "id": "own",
        "name": "Own",
        "class": "community",
        "coverage": "no_duty",
        "hub_ids": ["own"],
        "license_names": ["our-own"],
        "limits": [{"id": "users", "clause": "section 2", "words": "Above 700 million users a license is needed."}],
        "examples": {"silent": [{"note": "bare | all", "relation": "copy", "rule": "license-text-missing"}]},
    }
    explained = explained_license(LicenseRule.from_mapping("own.yaml", value), book().policies)
    text = documentation_page(explained)
    assert "| users | section 2 | Above 700 million users a license is needed. |" in text
    assert "| license-text-missing | stays silent | copies | bare / all |" in text
    assert "or `license: other` with the name `our-own`" in text


def test_a_rule_names_the_licenses_that_ask_for_it() -> None:
    rule = next(each for each in book().policies if each.id == "name-clause")
    text = plain(terminal_page(explained_rule(rule, book().licenses)))
    assert "A person judges every finding of it" in text
    assert re.search(r"llama3\.1 +section 1\.b\.i +obligation", text)
    assert "name_prefix_owed and not name_prefix_present" in text
    assert "docs/rules/name-clause.md" in text


def test_conditions_inside_conditions_are_told_apart() -> None:
    what = condition("x", {"all": ["whole_model", {"any": ["notice_found", {"not": {"all": ["notice_whole"]}}]}]})
    assert condition_words(what) == "whole_model and (notice_found or not (notice_whole))"


def test_addresses_survive_as_markdown_and_what_could_ping_does_not() -> None:
    explained = explained_license(license_of("llama3.1"), book().policies)
    text = markdown(terminal_page(explained))
    assert "https://www.llama.com/llama3_1/license" in text
    assert "`@" not in text


def test_documents_are_written_as_the_files_are() -> None:
    told = license_document(license_of("creativeml-openrail-m"))
    assert told["relicensing"] == {
        "conflicts": ["@permissive", "@public-domain"],
        "unless_passed_on": True,
        "clause": "section 4",
    }
    rule = next(each for each in book().policies if each.id == "license-text-missing")
    assert rule_document(rule)["when"] == {"all": ["license_text_owed", {"not": "license_text_present"}]}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("mit", "mit"),
        ("MIT", "mit"),
        ("Apache License 2.0", "apache-2.0"),
        ("LicenseRef-llama3.1", "llama3.1"),
        ("Name-Clause", "name-clause"),
        ("weather", None),
    ],
)
def test_rules_and_licenses_are_found_by_any_of_their_names(name: str, found: str | None) -> None:
    rule = found_by_name(book(), name)
    assert (rule.id if rule else None) == found


@pytest.mark.parametrize(
    ("name", "first"),
    [("license-txt-missing", "license-text-missing"), ("apache2", "apache-2.0"), ("llama-3.1", "llama3.1")],
)
def test_near_names_are_offered(name: str, first: str) -> None:
    assert near_names(book(), name)[0] == first


def test_nothing_is_offered_where_nothing_is_near() -> None:
    assert near_names(book(), "xyzzy-quux") == []


def test_a_check_tells_which_kinds_of_examples_a_license_lacks() -> None:
    notes = checked_book(book(), "ours").notes
    assert ("rules/licenses/llama3.1.yaml: no example where a rule fires or stays silent or cannot tell") in notes


def test_a_check_lists_every_mistake_and_every_file_that_nobody_reads() -> None:
    checked = broken_book(RulesError("a.yaml: one\nb.yaml: two"), "ours", ["licences/x.yaml"])
    assert len(checked.mistakes) == 3
    assert "To fix: 3." in plain(check_page(checked))


def test_the_overviews_list_everything_once() -> None:
    pages = generated_pages(book(), "# Rules\n\nHand-written.\n\n| old |\n|---|\n| x |\n\nAlso by hand.\n")
    assert pages[OVERVIEW].startswith("# Rules\n\nHand-written.\n\n| rule | severity | what it says |")
    assert pages[OVERVIEW].endswith("|\n\nAlso by hand.\n")
    assert "| old |" not in pages[OVERVIEW]
    assert pages[LICENSES].count("](mit.md)") == 1
    assert set(pages) == {OVERVIEW, LICENSES, *(f"licenses/{rule.id}.md" for rule in book().licenses)}


def test_making_pages_twice_changes_nothing() -> None:
    once = generated_pages(book(), None)
    assert generated_pages(book(), once[OVERVIEW]) == once


def test_a_text_without_a_table_gets_one() -> None:
    assert with_table("a\n", "| y |\n|---|") == "a\n\n| y |\n|---|\n"
