# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Pages for terminals and Markdown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.components import Component
from bot.model.costs import Cost
from bot.model.lineage import Relation, Verdict
from bot.model.reports import Comparison, Transparency, TransparencyPart
from bot.render.pages import Page, Table, markdown, plain
from bot.render.quoting import prose
from bot.render.summaries import comparison_page, scan_page, transparency_words
from bot.render.tone import lint
from tests.samples.judged import DEEPSEEK, QWEN, REPOSITORIES, SUSPECT, WHISPER, WHOLE_MODEL, lineage, part

TABLE = Table(("name", "what"), (("日本", "one"), ("b", "two")))


def test_columns_are_aligned_also_where_signs_are_wide() -> None:
    assert plain(Page("Title", (TABLE,))) == "Title\n\n  name  what\n  日本  one\n  b     two\n"


def test_a_long_last_column_is_broken_below_itself() -> None:
    table = Table(("rule", "what"), (("a", "word " * 20),))
    lines = plain(Page("T", (table,)), width=60).splitlines()
    assert len(lines) == 5
    assert all(len(line) <= 60 for line in lines)
    assert lines[-1].startswith("        word")


def test_an_empty_table_is_left_out() -> None:
    assert plain(Page("T", (Table(("a",), ()),))) == "T\n"


def test_other_peoples_control_characters_do_not_reach_the_terminal() -> None:
    printed = plain(Page("a\x1b]0;title\x07", ("b\u202ec\x1b[31m", Table(("x",), (("\x1b[2J",),)))))
    assert "\x1b" not in printed
    assert "\u202e" not in printed


def test_other_peoples_markup_is_escaped_in_markdown() -> None:
    printed = markdown(Page("T", (Table(("x",), (("a|b <script>*c* @all",),)),)))
    assert r"| a\|b \*c\* all |" in printed


def test_our_own_addresses_stay_and_a_bar_cannot_end_a_cell() -> None:
    printed = markdown(Page("T", (Table(("x",), ((prose("see https://spdx.org | there"),),)),)))
    assert "| see https://spdx.org / there |" in printed


def test_a_sampled_share_is_never_called_everything() -> None:
    whole = lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, inherited_fraction=1.0))
    copied = lineage(
        part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, inherited_fraction=1.0, relation=Relation.COPY)
    )
    assert "99.9 %" in plain(scan_page(replace(WHOLE_MODEL.report(), lineage=whole)))
    assert "100 %" in plain(scan_page(replace(WHOLE_MODEL.report(), lineage=copied)))


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 2 cells, found 1"):
        Table(("a", "b"), (("only one",),))


@pytest.mark.parametrize("name", REPOSITORIES)
def test_every_finding_is_on_the_page(name: str) -> None:
    report = REPOSITORIES[name].report()
    printed = plain(scan_page(report))
    assert all(finding.rule in printed for finding in report.assessment.findings)


def test_a_finding_about_a_base_of_a_base_says_through_which_model() -> None:
    report = WHOLE_MODEL.report()
    far = replace(report.assessment.findings[0], via=(QWEN, WHISPER))
    printed = plain(scan_page(replace(report, assessment=replace(report.assessment, findings=(far,)))), width=1000)
    assert f"It comes from {DEEPSEEK.repo}, through {QWEN.repo} and {WHISPER.repo}." in printed
    assert "through" not in plain(scan_page(report), width=1000)


def test_claims_are_quoted_without_a_word_about_them_and_the_score_has_its_share() -> None:
    said = "Our model was trained from scratch \x1b[2J by <b>us</b> | [here](https://evil.example)."
    report = WHOLE_MODEL.with_files(README_md=f"# Example\n\n{said}").report()
    printed = plain(scan_page(report))
    [line] = [line for line in printed.splitlines() if "scratch" in line and "claim-contradicted" not in line]
    assert " ".join(line.split()) == "the model “Our model was trained from scratch [2J by us | here.”"
    assert "Transparency: " in printed
    assert "of 10, over the " in printed
    assert "evil.example" not in markdown(scan_page(report))


def test_a_score_over_too_little_is_none() -> None:
    part = TransparencyPart(name="base", possible=2.0, earned=2.0)
    rest = TransparencyPart(name="recipe", possible=8.0, earned=None)
    assert (
        transparency_words(Transparency(parts=(part, rest)))
        == "Transparency: no score, over the 20 % of its points that could be told."
    )


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_scan_and_a_comparison_are_told_in_the_tone_of_posts(name: str) -> None:
    report = REPOSITORIES[name].report()
    compared = Comparison(suspect=SUSPECT, reference=QWEN, lineage=report.lineage, cost=Cost())
    for page in (scan_page(report), comparison_page(compared)):
        assert lint(plain(page)) == lint(markdown(page)) == ()
        assert "what we found" in plain(page)
