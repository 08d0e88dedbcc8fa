# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""From lineage, licenses and contents to findings: what is asked, what is silent, what cannot be told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.components import Component
from bot.model.evidence import EvidenceKind
from bot.model.findings import Confidence, Severity, Tier
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty
from bot.model.lineage import Relation, Verdict
from bot.model.reports import Assessment
from bot.model.repository import Declared, SnapshotKey
from bot.model.truth import Truth
from tests.samples.judged import (
    DECLARED_FINETUNE,
    DEEPSEEK,
    DEEPSEEK_TERMS,
    GROWN_VOCABULARY,
    QWEN,
    QWEN_TERMS,
    SAME_SHAPE_OWN_WEIGHTS,
    TERMS,
    TWO_PARTS,
    VISION_ENCODER_ONLY,
    WHOLE_MODEL,
    Repository,
    apache,
    evidence,
    lineage,
    mit,
    part,
)

NOTICE = mit("Copyright (c) 2023 DeepSeek")


def rules(assessment: Assessment, *, advice: bool = True) -> list[str]:
    return [each.rule for each in assessment.findings if advice or each.severity is not Severity.ADVICE]


def unanswered(assessment: Assessment) -> set[str]:
    return {each.rule for each in assessment.cannot_tell}


def test_a_derived_model_without_a_word_lacks_text_and_copyright_line() -> None:
    assert rules(WHOLE_MODEL.assess(), advice=False) == ["copyright-notice-missing", "license-text-missing"]


def test_the_findings_name_commits_license_and_holder() -> None:
    finding = WHOLE_MODEL.assess().findings[0]
    assert (finding.subject, finding.upstream, finding.component) == (WHOLE_MODEL.key, DEEPSEEK, Component.TEXT_MODEL)
    assert "Copyright (c) 2023 DeepSeek" in finding.message


def test_a_notice_with_line_and_text_leaves_nothing_that_the_license_asks() -> None:
    assert rules(WHOLE_MODEL.with_files(NOTICE=NOTICE).assess()) == ["base-model-undeclared"]


def test_the_text_in_the_card_is_as_good_as_a_file() -> None:
    assert rules(WHOLE_MODEL.with_files(README_md=f"# Example\n\n{NOTICE}").assess(), advice=False) == []


def test_a_license_file_with_another_holder_lacks_the_copyright_line_alone() -> None:
    swapped = WHOLE_MODEL.with_files(LICENSE=mit("Copyright (c) 2026 Example Lab"))
    assert rules(swapped.assess(), advice=False) == ["copyright-notice-missing"]


def test_a_grown_vocabulary_is_asked_like_the_whole_model() -> None:
    found = GROWN_VOCABULARY.assess()
    assert rules(found, advice=False) == ["copyright-notice-missing", "license-text-missing"]
    assert {each.relation for each in found.obligations} == {Relation.EXPANDED_VOCABULARY}


def test_apache_metadata_over_an_mit_upstream_is_no_conflict() -> None:
    fixed = WHOLE_MODEL.with_files(NOTICE=NOTICE)
    assert fixed.declared.license_id == "apache-2.0"
    assert all(each.severity is not Severity.CONFLICT for each in fixed.assess().findings)


def test_a_reused_vision_encoder_is_the_only_thing_spoken_of() -> None:
    found = VISION_ENCODER_ONLY.assess()
    assert rules(found, advice=False) == ["license-text-missing"]
    assert {each.component for each in found.findings} == {Component.VISION_ENCODER}
    assert {each.component for each in found.obligations} == {Component.VISION_ENCODER}


def test_a_reused_part_with_everything_right_is_silent() -> None:
    right = VISION_ENCODER_ONLY.with_files(
        LICENSE=apache(), NOTICE="The vision encoder comes from Qwen2.5-VL. Copyright 2024 Alibaba Cloud"
    )
    found = right.assess()
    assert (found.findings, found.cannot_tell) == ((), ())


def test_the_same_shape_with_its_own_weights_gives_nothing_at_all() -> None:
    found = SAME_SHAPE_OWN_WEIGHTS.assess({SAME_SHAPE_OWN_WEIGHTS.lineage.compared_with[0]: DEEPSEEK_TERMS})
    assert (found.obligations, found.findings, found.cannot_tell) == ((), (), ())


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.DERIVED])
def test_no_other_verdict_than_derived_creates_anything(verdict: Verdict) -> None:
    unproven = replace(WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, verdict, DEEPSEEK, log10_p=-90.0)))
    found = unproven.assess()
    assert (found.obligations, found.findings, found.cannot_tell) == ((), (), ())


@pytest.mark.parametrize("component", [Component.TOKENIZER, Component.CODE])
def test_a_reused_tokenizer_or_code_alone_is_nothing_to_speak_of(component: Component) -> None:
    reused = replace(WHOLE_MODEL, lineage=lineage(part(component, Verdict.DERIVED, DEEPSEEK)))
    assert reused.assess().findings == ()


def test_a_model_of_the_same_organisation_owes_itself_nothing() -> None:
    own = replace(WHOLE_MODEL, key=SnapshotKey("deepseek-ai/DeepSeek-V4", "a" * 40))
    assert own.assess().findings == ()


def test_two_upstreams_are_asked_for_separately() -> None:
    found = TWO_PARTS.assess()
    assert {(each.upstream, each.component) for each in found.findings} == {
        (DEEPSEEK, Component.TEXT_MODEL),
        (QWEN, Component.VISION_ENCODER),
    }


def test_several_parts_from_one_upstream_are_asked_for_once() -> None:
    both = replace(
        WHOLE_MODEL,
        lineage=lineage(
            part(Component.VISION_ENCODER, Verdict.DERIVED, QWEN, parameters=600_000_000),
            part(Component.TEXT_MODEL, Verdict.DERIVED, QWEN),
        ),
    )
    found = both.assess()
    assert rules(found, advice=False) == ["license-text-missing"]
    assert {each.component for each in found.findings} == {Component.TEXT_MODEL}


# What is not known never becomes a finding.


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {DEEPSEEK: UpstreamTerms()},
        {DEEPSEEK: UpstreamTerms(license_id="acme-terms-1.0")},
        {DEEPSEEK: UpstreamTerms(license_id=None, unread=("LICENSE",))},
    ],
    ids=["no terms", "no license", "uncovered", "unread"],
)
def test_an_unknown_or_uncovered_license_leads_to_cannot_tell(terms: dict[SnapshotKey, UpstreamTerms]) -> None:
    found = WHOLE_MODEL.assess(terms)
    assert rules(found, advice=False) == []
    assert {"license-text-missing", "copyright-notice-missing"} <= unanswered(found)
    assert found.obligations == ()


def test_an_uncovered_license_is_named() -> None:
    found = WHOLE_MODEL.assess({DEEPSEEK: UpstreamTerms(license_id="acme-terms-1.0")})
    assert any("'acme-terms-1.0' is not covered" in each.missing for each in found.cannot_tell)


@pytest.mark.parametrize("path", ["LICENSE", "NOTICE", "README.md"])
def test_an_unread_file_turns_missing_into_cannot_tell(path: str) -> None:
    found = replace(WHOLE_MODEL, unread=(path,)).assess()
    assert found.findings == ()
    assert all(path in each.missing for each in found.cannot_tell)


def test_a_changed_license_text_is_for_a_person_to_read() -> None:
    changed = NOTICE.replace("without restriction", "for research alone")
    assert changed != NOTICE
    found = WHOLE_MODEL.with_files(LICENSE=changed).assess()
    assert rules(found, advice=False) == []
    assert unanswered(found) == {"license-text-missing"}


def test_an_mit_upstream_that_ships_no_text_leaves_nothing_to_include() -> None:
    found = WHOLE_MODEL.assess(
        {DEEPSEEK: UpstreamTerms(license_id="mit", copyright_lines=("Copyright (c) 2023 DeepSeek",))}
    )
    assert rules(found, advice=False) == ["copyright-notice-missing"]


# Notices.

NOTICE_TERMS = replace(
    QWEN_TERMS, notice_path="NOTICE", notice_text="Qwen2.5-VL by Alibaba Cloud\nIncludes code of Bolt Labs 2024"
)
WITH_LICENSE = VISION_ENCODER_ONLY.with_files(LICENSE=apache())


def test_a_notice_of_the_upstream_that_did_not_come_along_is_missing() -> None:
    assert rules(WITH_LICENSE.assess({QWEN: NOTICE_TERMS}), advice=False) == ["notice-file-missing"]


def test_part_of_a_notice_is_advice() -> None:
    found = WITH_LICENSE.with_files(NOTICE="Qwen2.5-VL by Alibaba Cloud").assess({QWEN: NOTICE_TERMS})
    assert rules(found, advice=False) == []
    assert "notice-file-altered" in rules(found)


def test_a_notice_inside_the_license_file_counts() -> None:
    found = WITH_LICENSE.with_files(LICENSE=f"{apache()}\n{NOTICE_TERMS.notice_text}").assess({QWEN: NOTICE_TERMS})
    assert rules(found, advice=False) == []


def test_an_unread_notice_of_the_upstream_cannot_be_asked_for() -> None:
    found = WITH_LICENSE.assess({QWEN: replace(QWEN_TERMS, unread=("NOTICE",))})
    assert rules(found, advice=False) == []
    assert "notice-file-missing" in unanswered(found)


# Declared base models.


def test_a_declared_upstream_is_asked_for_as_declared() -> None:
    found = DECLARED_FINETUNE.assess()
    assert rules(found) == ["copyright-notice-missing", "license-text-missing"]
    assert {each.tier for each in found.findings} == {Tier.DECLARED}


def test_a_declaration_counts_where_the_weights_could_not_be_compared() -> None:
    unread = replace(DECLARED_FINETUNE, lineage=lineage(part(Component.TEXT_MODEL, Verdict.NOT_ASSESSED)))
    found = unread.assess()
    assert rules(found) == ["copyright-notice-missing", "license-text-missing"]
    assert {each.confidence for each in found.findings} == {Confidence.MEDIUM}


def test_weights_that_say_independent_overrule_a_declaration() -> None:
    refuted = replace(DECLARED_FINETUNE, lineage=lineage(part(Component.TEXT_MODEL, Verdict.INDEPENDENT, DEEPSEEK)))
    assert refuted.assess().findings == ()


def test_a_declared_upstream_that_the_catalog_does_not_know_is_left_alone() -> None:
    unknown = replace(
        DECLARED_FINETUNE,
        lineage=lineage(part(Component.TEXT_MODEL, Verdict.NOT_ASSESSED)),
        declared=Declared(base_models=("somebody/else",)),
    )
    found = unknown.assess()
    assert (found.findings, found.cannot_tell) == ((), ())


@pytest.mark.parametrize("relation", ["adapter", None])
def test_an_adapter_holds_nothing_of_the_upstream(relation: str | None) -> None:
    adapter = Repository(
        files={"README.md": "LoRA", "adapter_config.json": "{}", "adapter_model.safetensors": ""},
        lineage=lineage(part(Component.TEXT_MODEL, Verdict.NOT_ASSESSED)),
        declared=Declared(base_models=(DEEPSEEK.repo,), base_model_relation=relation),
    )
    assert adapter.assess().findings == ()


# Tiers and confidence.


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": "Further trained from DeepSeek-V3."},
        {"README.md": "x", "NOTICE": "Built with deepseek-ai/DeepSeek-V3-0324"},
    ],
)
def test_a_repository_that_names_its_upstream_is_tier_a(files: dict[str, str]) -> None:
    found = replace(WHOLE_MODEL, files=files).assess()
    assert {each.tier for each in found.findings} == {Tier.DECLARED}


def test_the_name_in_the_configuration_counts_as_naming() -> None:
    found = replace(WHOLE_MODEL, name_hint="deepseek-ai/DeepSeek-V3-0324").assess()
    assert {each.tier for each in found.findings} == {Tier.DECLARED}


def test_a_comparison_table_is_no_naming() -> None:
    found = WHOLE_MODEL.with_files(README_md="| model | score |\n|---|---|\n| DeepSeek-V3 | 88 |\n").assess()
    assert {each.tier for each in found.findings} == {Tier.UNDECLARED}


def test_weak_numbers_without_a_name_are_unclear() -> None:
    weak = replace(WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, log10_p=-4.0)))
    assert {(each.tier, each.confidence) for each in weak.assess().findings} == {(Tier.UNCLEAR, Confidence.LOW)}


def test_identical_files_are_certain_without_a_test_of_weights() -> None:
    same = part(
        Component.TEXT_MODEL,
        Verdict.DERIVED,
        DEEPSEEK,
        log10_p=0.0,
        relation=Relation.COPY,
        evidence=(evidence(EvidenceKind.IDENTICAL_FILE, DEEPSEEK),),
    )
    found = replace(WHOLE_MODEL, lineage=lineage(same)).assess()
    assert {each.confidence for each in found.findings} == {Confidence.HIGH}


# Obligations and advice.


def test_obligations_name_their_clauses() -> None:
    found = replace(VISION_ENCODER_ONLY, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, QWEN))).assess()
    assert {(each.duty, each.clause) for each in found.obligations} == {
        (Duty.INCLUDE_LICENSE_TEXT, "section 4(a)"),
        (Duty.STATE_CHANGES, "section 4(b)"),
        (Duty.RETAIN_COPYRIGHT_NOTICE, "section 4(c)"),
    }
    assert "changes-not-stated" in rules(found)


def test_a_copyright_line_under_apache_is_advice() -> None:
    finding = next(each for each in VISION_ENCODER_ONLY.assess().findings if each.rule == "copyright-notice-missing")
    assert finding.severity is Severity.ADVICE


def test_a_hostile_copyright_line_is_made_harmless() -> None:
    line = "Copyright (c) 2023 Evil [x](https://evil.example) `@all` <b>"
    terms = {DEEPSEEK: replace(DEEPSEEK_TERMS, copyright_lines=(line,))}
    message = next(
        each for each in WHOLE_MODEL.assess(terms).findings if each.rule == "copyright-notice-missing"
    ).message
    assert all(sign not in message for sign in ("http", "@", "`", "<", "]("))


def test_transparency_tells_what_is_there_and_counts_only_what_can_be_told() -> None:
    before = {part.name: part.truth for part in WHOLE_MODEL.assess().transparency.parts}
    after = {part.name: part.truth for part in WHOLE_MODEL.with_files(NOTICE=NOTICE).assess().transparency.parts}
    independent = {part.name: part.truth for part in SAME_SHAPE_OWN_WEIGHTS.assess().transparency.parts}
    assert (before["obligations"], after["obligations"]) == (Truth.NO, Truth.YES)
    assert independent["obligations"] is Truth.UNKNOWN


def test_the_same_material_gives_the_same_assessment() -> None:
    assert TWO_PARTS.assess(dict(TERMS)) == TWO_PARTS.assess(dict(reversed([*TERMS.items()])))
