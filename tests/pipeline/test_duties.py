# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Duties of the licenses beyond MIT and Apache, and what conflicts with them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.model.components import Component
from bot.model.findings import Severity
from bot.model.fingerprints import UpstreamTerms
from bot.model.licensing import Duty, RecognisedText, TextMatch
from bot.model.lineage import Relation, Verdict
from bot.model.reports import Assessment
from bot.model.repository import Declared, SnapshotKey
from bot.model.truth import Truth
from bot.pipeline.assess import assess
from bot.pipeline.duties.declared import declared_license
from bot.pipeline.duties.standing import _BY_LICENSE, _OTHERS
from bot.policy.rulebook import Rulebook
from tests.samples.judged import DEEPSEEK, Repository, lineage, part

SENTENCE = (
    "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved."
)
BARE = Repository(
    files={"README.md": "# Example"},
    lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK)),
    declared=Declared(license_id="mit"),
)


@cache
def book() -> Rulebook:
    return load_rulebook(Path(__file__).parents[1] / "samples" / "rules")


def judged(
    repository: Repository, license_id: str, *, texts: tuple[RecognisedText, ...] = (), gated: bool | None = None
) -> Assessment:
    contents = replace(repository.contents, license_texts=texts)
    known = {DEEPSEEK: UpstreamTerms(license_id=license_id, gated=gated)}
    return assess(repository.lineage, repository.snapshot, contents, known, book())


def fired(assessment: Assessment) -> set[str]:
    return {each.rule for each in assessment.findings if each.severity is not Severity.ADVICE}


def untold(assessment: Assessment) -> set[str]:
    return {each.rule for each in assessment.cannot_tell}


def declaring(license_id: str | None, *, name: str | None = None, base: bool = False) -> Repository:
    bases = (DEEPSEEK.repo,) if base else ()
    return replace(BARE, declared=Declared(license_id=license_id, license_name=name, base_models=bases))


def llama_text(match: TextMatch = TextMatch.EXACT) -> RecognisedText:
    return RecognisedText(path="LICENSE", license_id="llama3.1", match=match)


def test_every_duty_has_its_check() -> None:
    assert _BY_LICENSE.keys() | _OTHERS.keys() == set(Duty)


def test_nothing_of_a_vendor_s_license_is_there() -> None:
    assert fired(judged(declaring("llama3.1"), "llama3.1")) == {
        "license-text-missing",
        "notice-sentence-missing",
        "name-clause",
        "display-attribution-missing",
    }


def test_everything_of_a_vendor_s_license_is_there() -> None:
    right = replace(
        declaring("llama3.1", base=True).with_files(NOTICE=SENTENCE, README_md="# Example\n\n**Built with Llama**"),
        key=SnapshotKey("acme/llama-3.1-ja", "a" * 40),
    )
    found = judged(right, "llama3.1", texts=(llama_text(),))
    assert fired(found) == set()
    assert {state.obligation.duty: state.where for state in found.states} == {
        Duty.INCLUDE_LICENSE_TEXT: ("LICENSE",),
        Duty.NOTICE_SENTENCE: ("NOTICE",),
        Duty.NAME_PREFIX: ("name",),
        Duty.DISPLAY_ATTRIBUTION: ("README.md",),
        Duty.USE_RESTRICTIONS: ("metadata", "LICENSE"),
    }
    assert all(state.met is Truth.YES for state in found.states)


@pytest.mark.parametrize(
    ("match", "is_there"), [(TextMatch.NEAR, True), (TextMatch.ADDED, True), (TextMatch.MODIFIED, False)]
)
def test_a_text_counts_where_it_holds_all_terms(match: TextMatch, is_there: bool) -> None:  # noqa: FBT001 - a row of the table
    found = judged(declaring("llama3.1"), "llama3.1", texts=(llama_text(match),))
    assert "license-text-missing" not in fired(found)
    assert ("license-text-missing" not in untold(found)) is is_there


def test_the_sentence_in_the_card_alone_is_for_a_person_to_judge() -> None:
    found = judged(declaring("llama3.1").with_files(README_md=SENTENCE), "llama3.1")
    assert "notice-sentence-missing" in untold(found)


def test_the_sentence_in_a_license_file_counts_for_nothing() -> None:
    found = judged(declaring("llama3.1").with_files(LICENSE=SENTENCE), "llama3.1")
    assert "notice-sentence-missing" in fired(found)


def test_an_unrecognised_file_that_names_the_license_may_be_its_text() -> None:
    words = "Llama 3.1 Community License Agreement " + "some words of an agreement " * 40
    found = judged(declaring("llama3.1").with_files(LICENSE=words), "llama3.1")
    assert "license-text-missing" in untold(found)


def test_commercial_use_of_noncommercial_weights_is_a_conflict() -> None:
    [finding] = [each for each in judged(BARE, "cc-by-nc-4.0").findings if each.rule == "license-conflict"]
    assert finding.severity is Severity.CONFLICT
    assert "section 2(a)(1)" in finding.message


@pytest.mark.parametrize(
    ("upstream", "declared", "expected"),
    [
        ("cc-by-nc-4.0", "mit", Truth.YES),
        ("cc-by-nc-4.0", "cc-by-nc-4.0", Truth.NO),
        ("cc-by-nc-4.0", None, Truth.NO),
        ("cc-by-nc-4.0", "other", Truth.UNKNOWN),
        ("cc-by-nc-4.0", "a-license-of-tomorrow", Truth.UNKNOWN),
        ("cc-by-sa-4.0", "apache-2.0", Truth.YES),
        ("cc-by-sa-4.0", "cc-by-sa-4.0", Truth.NO),
        ("llama3.1", "apache-2.0", Truth.YES),
        ("llama3.1", "llama3.1", Truth.NO),
        ("creativeml-openrail-m", "mit", Truth.YES),
        ("mit", "apache-2.0", Truth.NO),
        ("mit", "other", Truth.NO),
        ("apache-2.0", "mit", Truth.NO),
        ("nobody-knows", "mit", Truth.UNKNOWN),
    ],
)
def test_what_a_declared_license_gives_away(upstream: str, declared: str | None, expected: Truth) -> None:
    found = judged(declaring(declared), upstream)
    said = (
        Truth.YES
        if "license-conflict" in fired(found)
        else Truth.of(None if "license-conflict" in untold(found) else False)
    )
    assert said is expected


def test_restrictions_that_are_named_are_no_conflict_where_the_license_lets_them_be_passed_on_so() -> None:
    found = judged(
        BARE.with_files(README_md="Use is subject to the restrictions of Attachment A."), "creativeml-openrail-m"
    )
    assert fired(found) == set()


def test_the_upstream_s_own_text_beside_another_tag_is_for_a_person_to_read() -> None:
    found = judged(declaring("apache-2.0"), "llama3.1", texts=(llama_text(),))
    assert "license-conflict" in untold(found)


def test_the_name_of_a_license_tells_what_other_means() -> None:
    assert "license-conflict" not in fired(judged(declaring("other", name="Llama3.1"), "llama3.1"))
    assert "license-conflict" in fired(judged(declaring("other", name="mit"), "llama3.1"))


@pytest.mark.parametrize(
    ("relation", "expected"),
    [(Relation.FINETUNE, "fired"), (Relation.COPY, "silent"), (Relation.UNDETERMINED, "untold")],
)
def test_changed_versions_of_what_must_not_be_changed(relation: Relation, expected: str) -> None:
    made = replace(BARE, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, relation=relation)))
    found = judged(made, "cc-by-nd-4.0")
    rule = "derivatives-not-allowed"
    assert ("fired" if rule in fired(found) else "untold" if rule in untold(found) else "silent") == expected


def test_a_dropped_gate_is_advice_and_asked_only_where_somebody_looked() -> None:
    open_copy = {each.rule: each.severity for each in judged(BARE, "mit", gated=True).findings}
    assert open_copy["gate-dropped"] is Severity.ADVICE
    assert "gate-dropped" not in {each.rule for each in judged(BARE, "mit", gated=False).findings}
    assert "gate-dropped" not in untold(judged(BARE, "mit"))


def test_credit_and_reference_in_the_card_are_enough() -> None:
    card = f"# Example\n\nMade from https://huggingface.co/{DEEPSEEK.repo}, under CC-BY-NC-4.0."
    found = judged(declaring("cc-by-nc-4.0").with_files(README_md=card), "cc-by-nc-4.0")
    assert fired(found) == set()


def test_without_credit_there_is_a_finding() -> None:
    assert fired(judged(declaring("cc-by-nc-4.0"), "cc-by-nc-4.0")) == {"credit-missing"}


def test_what_could_not_be_read_is_no_finding() -> None:
    unread = replace(declaring("llama3.1"), unread=("LICENSE", "NOTICE", "README.md"))
    assert fired(judged(unread, "llama3.1")) == {"name-clause"}


def test_a_name_is_for_a_person_to_judge_under_every_preset() -> None:
    named = [each for each in judged(declaring("llama3.1"), "llama3.1").findings if each.rule == "name-clause"]
    assert all(each.for_a_person for each in named)
    for preset in book().presets:
        assert preset.ruling(named)[0].value != "approved"


def test_a_license_may_be_named_by_its_identifier_of_spdx() -> None:
    subject = replace(BARE, declared=Declared(license_id="other", license_name="Apache-2.0"))
    assert declared_license(subject.contents, subject.snapshot, load_rulebook()) == "apache-2.0"
