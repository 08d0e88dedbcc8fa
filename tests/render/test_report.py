# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The HTML report: complete, inert, and in need of nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bot.adapters.rulebook import load_templates
from bot.model.components import Component
from bot.model.costs import Cost, Reason, Unavailable
from bot.model.errors import RulesError
from bot.model.lineage import Verdict
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey
from bot.render.pictures.case import NOTHING_KEPT
from bot.render.report import ReportWriter, segments
from bot.render.report_words import can_say, cannot_say
from bot.render.tone import lint
from tests.samples.bills import HOSTILE, HOSTILE_WORDS
from tests.samples.judged import (
    DECLARED_FINETUNE,
    DEEPSEEK,
    QWEN,
    REPOSITORIES,
    SAME_SHAPE_OWN_WEIGHTS,
    SUSPECT,
    TWO_PARTS,
    VISION_ENCODER_ONLY,
    WHOLE_MODEL,
    lineage,
    part,
    rulebook,
)
from tests.samples.pictures import MOE


def pictured() -> ScanReport:
    report = WHOLE_MODEL.report()
    return replace(report, lineage=replace(report.lineage, pictures=MOE))


TITLES = {rule.id: rule.title for rule in rulebook().policies}
REPORTS = {
    **{name: repository.report() for name, repository in REPOSITORIES.items()},
    "independent": SAME_SHAPE_OWN_WEIGHTS.report(),
    "hostile": HOSTILE.report(),
    "pictured": pictured(),
}
_VOID = {"meta", "link", "img", "br", "hr", "input", "base"}


class Page(HTMLParser):
    """Tags with their attributes, and the text outside the style sheet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(report: ScanReport) -> str:
    return ReportWriter(load_templates(), version="0.1.0").page(report, TITLES)


def with_words(words: str) -> ScanReport:
    """Every field of other people's making says this."""
    report = WHOLE_MODEL.report()
    key = SnapshotKey("org/" + "".join(sign for sign in words if sign.isprintable()), "f" * 40)
    parts = [replace(each, upstream=key, new_parts=(words,), files=(words,)) for each in report.lineage.components]
    findings = [replace(each, message=words, remedy=words, upstream=key) for each in report.assessment.findings]
    return replace(
        report,
        subject=key,
        lineage=replace(report.lineage, components=tuple(parts), compared_with=(key,)),
        assessment=replace(report.assessment, findings=tuple(findings)),
        not_checked=(Unavailable(words, Reason.UNREADABLE, words),),
    )


def rows_of(text: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"<rect class=\"\w+\" x=\"[\d.]+\" y=\"0\" width=\"([\d.]+)\"", text))


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_well_formed_and_asks_nothing_of_the_outside(name: str) -> None:
    text = page(REPORTS[name])
    parsed = Page(text)
    assert parsed.open == []
    assert not {tag for tag, _ in parsed.tags} & {"script", "img", "link", "iframe", "object", "embed", "form", "a"}
    for _, attributes in parsed.tags:
        assert not attributes.keys() & {"src", "href", "srcset", "style", "action"}
        assert not [each for each in attributes if each.startswith("on")]
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    "words",
    [
        HOSTILE_WORDS,
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "`<b>`</style></title><script>alert(1)</script>",
        "{{ 7 * 7 }}{% include 'x' %}",
    ],
)
def test_hostile_words_stay_words(words: str) -> None:
    harmless = {tag for tag, _ in Page(page(WHOLE_MODEL.report())).tags}
    text = page(with_words(words))
    parsed = Page(text)
    assert parsed.open == []
    assert {tag for tag, _ in parsed.tags} <= harmless
    assert not [each for _, attributes in parsed.tags for each in attributes if each.startswith("on")]
    assert "\u202e" not in text


@pytest.mark.parametrize("name", sorted(set(REPORTS) - {"hostile"}))
def test_every_report_is_in_the_tone_of_posts(name: str) -> None:
    assert lint(Page(page(REPORTS[name])).text) == ()


def test_it_says_what_was_found_and_what_to_do() -> None:
    text = Page(page(WHOLE_MODEL.report())).text
    assert SUSPECT.repo in text
    assert (
        "shares its weights with deepseek-ai/DeepSeek-V3-0324@e9b33ad (finetune): 99.0 % of its 671.0 billion" in text
    )
    assert "The upstream's license text is not in the repository" in text
    assert "Add the line “Copyright (c) 2023 DeepSeek”" in text
    assert "not found" in text
    assert f"hubnotice compare {SUSPECT.repo}@{SUSPECT.revision} {DEEPSEEK.repo}@{DEEPSEEK.revision}" in text


def test_severity_confidence_and_basis_are_three_things() -> None:
    text = Page(page(WHOLE_MODEL.report())).text
    assert "to fix The upstream's" in text
    assert "high; inferred from the files" in text
    assert "high; the repository names the upstream itself" in Page(page(DECLARED_FINETUNE.report())).text


def test_an_independent_model_is_told_how_far_that_reaches() -> None:
    report = SAME_SHAPE_OWN_WEIGHTS.report()
    (said,) = can_say(report)
    assert said.startswith("The language model shares nothing, as far as sampled, with zai-org/GLM-4.5-Air@")
    assert said.endswith("rows with a correlation of 0.05 or more would have been seen.")
    assert "Findings None." in Page(page(report)).text


def test_what_stays_open_comes_before_what_no_scan_can_tell() -> None:
    unclear = part(Component.TEXT_MODEL, Verdict.INCONCLUSIVE, QWEN)
    unseen = part(Component.VISION_ENCODER, Verdict.NOT_ASSESSED)
    first, second, *rest = cannot_say(replace(WHOLE_MODEL, lineage=lineage(unclear, unseen)).report())
    assert first == f"Whether the language model comes from {QWEN}: the evidence is not clear either way."
    assert second == "Where the vision encoder comes from: it could not be compared with anything."
    assert rest[-1] == "Anything about people: what stands here is about files."


def test_the_bar_and_its_table_have_the_same_numbers() -> None:
    report = TWO_PARTS.report()
    drawn = segments(report)
    assert sum(each.count for each in drawn) == report.lineage.parameters
    assert sum(each.share for each in drawn) == pytest.approx(1.0)
    text = page(report)
    assert sum(float(width) for width in rows_of(text)) == pytest.approx(1000, abs=0.01)
    assert all(cell in text for each in drawn for cell in each.row)


def test_only_what_was_inherited_is_drawn_as_inherited() -> None:
    kinds = {
        each.words.split(":")[0]: each.kind for each in segments(VISION_ENCODER_ONLY.report()) if each.share > 0.01
    }
    assert kinds == {"vision encoder": "inherited", "language model": "own"}


def test_a_report_without_components_has_no_bar() -> None:
    report = WHOLE_MODEL.report()
    bare = replace(report, lineage=replace(report.lineage, components=(), parameters=0))
    assert segments(bare) == ()
    assert "<svg" not in page(bare)


def test_what_was_not_checked_and_the_cost_stand_there() -> None:
    report = replace(
        WHOLE_MODEL.report(),
        not_checked=(Unavailable("model.nemo", Reason.UNSUPPORTED, "not yet"),),
        cost=Cost(1.25, 3_100_000, 12),
        size=1_100_000_000,
    )
    text = Page(page(report)).text
    assert "model.nemo unsupported not yet" in text
    assert "3.1 MB of 1.1 GB moved (0.2 %), 12 requests, 1.2 s." in text


def test_a_local_path_is_quoted_for_the_shell() -> None:
    report = WHOLE_MODEL.named("local-0123", "/tmp/my model; rm -rf x").report()
    assert "hubnotice scan '/tmp/my model; rm -rf x'" in Page(page(report)).text


def test_a_second_page_has_the_same_bytes() -> None:
    assert page(WHOLE_MODEL.report()) == page(WHOLE_MODEL.report())


def test_a_broken_template_is_named() -> None:
    templates = {**load_templates(), "report/scan.html.j2": "{{ nothing_of_this_name }}"}
    with pytest.raises(RulesError, match=r"templates/report/scan\.html\.j2: .*nothing_of_this_name"):
        ReportWriter(templates, version="0.1.0").page(WHOLE_MODEL.report(), TITLES)


def test_pictures_stand_in_the_page_and_the_controls_come_first() -> None:
    parsed = Page(page(pictured()))
    names = [attributes["id"] for tag, attributes in parsed.tags if tag == "figure"]
    assert names == ["picture-blocks", "picture-layers-text_model", "picture-shares"]
    assert "15 of 15 measured cells agree" in parsed.text
    assert "0.998" in parsed.text
    assert "Bar of all parameters" not in page(pictured())


def test_a_report_of_an_earlier_version_says_why_there_are_none() -> None:
    assert NOTHING_KEPT in Page(page(WHOLE_MODEL.report())).text


def test_on_paper_wide_tables_are_lists_and_nothing_is_folded() -> None:
    text = ReportWriter(load_templates(), version="0.1.0").print_page(pictured(), TITLES)
    parsed = Page(text)
    assert parsed.open == []
    assert all("open" in attributes for tag, attributes in parsed.tags if tag == "details")
    assert "measured 0.998; unrelated 0.02" in parsed.text
    assert "csv" not in {attributes.get("class") for _, attributes in parsed.tags}
    widest = max(row.count("<th ") for row in text.split("</tr>"))
    assert widest <= 7
