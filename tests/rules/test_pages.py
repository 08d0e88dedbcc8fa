# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every rule has its page, every page its rule, and they say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.pipeline.explaining.pages import OVERVIEW, generated_pages
from bot.policy.rules import Rule

PAGES = Path(__file__).parents[2] / "docs" / "rules"
HEADINGS = (
    "## What it says",
    "## Why it matters",
    "## Evidence it needs",
    "## How to put it right",
    "## When it is wrong",
    "## Since",
)
RULES = {rule.id: rule for rule in load_rulebook().policies}


def test_the_pages_are_what_the_command_makes_of_the_files() -> None:
    overview = (PAGES / OVERVIEW).read_text(encoding="utf-8")
    made = generated_pages(load_rulebook(), overview)
    for name, text in made.items():
        assert (PAGES / name).read_text(encoding="utf-8") == text, f"run `hubnotice rules pages docs/rules`: {name}"
    assert {f"licenses/{page.name}" for page in (PAGES / "licenses").iterdir()} == made.keys() - {OVERVIEW}


def test_rules_and_pages_are_the_same_set() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == RULES.keys()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_page_agrees_with_its_rule(rule: Rule) -> None:
    page = (PAGES / f"{rule.id}.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("## ")] == list(HEADINGS)
    assert f"# {rule.id}\n" in page
    assert rule.title in page
    assert f"Severity: **{rule.severity.value}**" in page
    assert f"Version {rule.since}." in page.split("## Since")[1]
    assert "Before" in page
    assert "After" in page


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_the_overview_lists_every_rule(rule: Rule) -> None:
    assert f"[{rule.id}]({rule.id}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_proves_itself_by_its_examples(rule: Rule) -> None:
    assert len({example.expected for example in rule.examples}) == 3
    rule.prove(f"rules/policies/{rule.id}.yaml")
