# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a bill says, and what it leaves unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model.bill import Bill, Known, LicenseName, LicenseStatement, Part, PartKind, Tie
from bot.model.components import Component
from bot.model.costs import Reason, Unavailable
from bot.model.licensing import RecognisedText, TextMatch
from bot.model.lineage import Relation, Verdict
from bot.model.repository import Declared, FileEntry
from bot.pipeline.bills.build import Naming
from tests.samples.bills import BILLS, HOSTILE_BILL, LICENSED, bill
from tests.samples.judged import (
    DECLARED_FINETUNE,
    DEEPSEEK,
    NOW,
    QWEN,
    SAME_SHAPE_OWN_WEIGHTS,
    TERMS,
    VISION_ENCODER_ONLY,
    WHOLE_MODEL,
    lineage,
    part,
)


def ties(made: Bill) -> set[tuple[str, str, str]]:
    names = {each.ref: each.name for each in made.parts}
    return {(names[each.source], each.tie.value, names[each.target]) for each in made.relationships}


def facts(made: Part, name: str) -> list[str]:
    return [fact.value for fact in made.facts if fact.name == name]


def concluded(made: Bill) -> Known:
    return made.model.concluded.known


def test_a_bill_is_dated_by_the_commit_unless_somebody_says_otherwise() -> None:
    epoch = datetime(2020, 1, 1, tzinfo=UTC)
    assert bill(WHOLE_MODEL).created == NOW
    assert bill(WHOLE_MODEL, naming=Naming(creator="x-1", created=epoch)).created == epoch


def test_references_are_unique() -> None:
    for made in (*BILLS.values(), HOSTILE_BILL):
        assert len({each.ref for each in made.parts}) == len(made.parts)
        assert {end for tie in made.relationships for end in (tie.source, tie.target)} <= {
            each.ref for each in made.parts
        }


def test_a_local_folder_is_called_by_its_name_and_never_by_its_path() -> None:
    made = bill(WHOLE_MODEL.named("local-0123", "/home/someone/secret/example"))
    assert (made.name, made.model.supplier, made.model.purl, made.model.url) == ("example", None, None, None)
    said = replace(made, subject=WHOLE_MODEL.key)
    assert "someone" not in repr(said)


def test_a_local_folder_may_be_called_what_it_will_be_on_the_hub() -> None:
    naming = Naming(creator="x-1", published_as="acme/model")
    made = bill(WHOLE_MODEL.named("local-0123", "/home/someone/example"), naming=naming)
    assert (made.name, made.model.supplier, made.model.purl) == ("acme/model", "acme", None)


@pytest.mark.parametrize(
    ("relation", "tie"),
    [
        (Relation.COPY, Tie.COPY_OF),
        (Relation.QUANTIZED, Tie.GENERATED_FROM),
        (Relation.MERGE, Tie.GENERATED_FROM),
        (Relation.ADAPTER, Tie.DEPENDS_ON),
        (Relation.PRUNED, Tie.DESCENDANT_OF),
    ],
)
def test_a_relation_becomes_a_tie_and_a_dependency(relation: Relation, tie: Tie) -> None:
    made = bill(
        replace(WHOLE_MODEL, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, relation=relation)))
    )
    assert (made.name, tie.value, DEEPSEEK.repo) in ties(made)
    assert (made.name, "depends_on", DEEPSEEK.repo) in ties(made)


def test_only_the_reused_component_descends() -> None:
    made = bill(VISION_ENCODER_ONLY)
    descended = {(source, target) for source, tie, target in ties(made) if tie == "descendant_of"}
    assert descended == {(f"{made.name}: vision encoder", QWEN.repo)}


@pytest.mark.parametrize("verdict", [Verdict.INDEPENDENT, Verdict.INCONCLUSIVE, Verdict.SIBLING, Verdict.NOT_ASSESSED])
def test_what_is_not_established_is_a_fact_and_no_tie(verdict: Verdict) -> None:
    made = bill(replace(SAME_SHAPE_OWN_WEIGHTS, lineage=lineage(part(Component.TEXT_MODEL, verdict, QWEN))))
    assert made.of_kind(PartKind.UPSTREAM) == ()
    assert {tie for _, tie, _ in ties(made)} == {"contains"}
    assert facts(made.of_kind(PartKind.COMPONENT)[0], "verdict")[0].startswith(verdict.value)


def test_a_tokenizer_from_elsewhere_is_a_fact_and_no_tie() -> None:
    tokenizer = part(Component.TOKENIZER, Verdict.DERIVED, QWEN, parameters=0)
    made = bill(replace(SAME_SHAPE_OWN_WEIGHTS, lineage=replace(SAME_SHAPE_OWN_WEIGHTS.lineage, tokenizer=tokenizer)))
    assert made.of_kind(PartKind.UPSTREAM) == ()
    assert facts(made.of_kind(PartKind.COMPONENT)[-1], "verdict") == [f"derived, against {QWEN}"]


def test_a_base_that_only_the_card_names_has_no_version() -> None:
    made = bill(replace(SAME_SHAPE_OWN_WEIGHTS, declared=Declared(base_models=("acme/base",))), upstream_licenses=())
    (upstream,) = made.of_kind(PartKind.UPSTREAM)
    assert (upstream.name, upstream.version, upstream.purl) == ("acme/base", None, "pkg:huggingface/acme/base")
    assert upstream.declared.known is Known.NOT_DETERMINED


def test_a_declared_base_that_the_weights_contradict_is_no_tie() -> None:
    compared = SAME_SHAPE_OWN_WEIGHTS.lineage.components[0].upstream
    assert compared is not None
    made = bill(replace(SAME_SHAPE_OWN_WEIGHTS, declared=Declared(base_models=(compared.repo,))))
    assert made.of_kind(PartKind.UPSTREAM) == ()
    assert facts(made.model, "declared.base_model") == [compared.repo]


def test_a_license_is_none_only_where_everything_was_read() -> None:
    bare = replace(SAME_SHAPE_OWN_WEIGHTS, declared=Declared())
    assert bill(bare).model.declared.known is Known.NONE
    assert bill(bare, texts=None).model.declared.known is Known.NOT_DETERMINED
    found = (RecognisedText(path="LICENSE", license_id="mit", match=TextMatch.EXACT),)
    assert bill(bare, texts=found).model.declared.known is Known.NOT_DETERMINED


def test_unknown_is_the_hubs_word_for_not_determined() -> None:
    made = bill(replace(SAME_SHAPE_OWN_WEIGHTS, declared=Declared(license_id="unknown")))
    assert made.model.declared.known is Known.NOT_DETERMINED


def test_other_is_called_by_its_name_and_linked_only_by_the_web() -> None:
    declared = Declared(license_id="other", license_name="acme-1", license_link="LICENSE.md")
    told = bill(replace(SAME_SHAPE_OWN_WEIGHTS, declared=declared)).model.declared.license
    assert told == LicenseName(id="acme-1", name="acme-1")
    linked = replace(declared, license_link="https://example.org/acme")
    again = bill(replace(SAME_SHAPE_OWN_WEIGHTS, declared=linked)).model.declared.license
    assert again is not None
    assert again.url == "https://example.org/acme"


def test_a_license_is_concluded_from_its_text_alone() -> None:
    assert concluded(bill(LICENSED)) is Known.VALUE
    assert concluded(bill(LICENSED, texts=None)) is Known.NOT_DETERMINED
    changed = (RecognisedText(path="LICENSE", license_id="mit", match=TextMatch.ADDED),)
    assert concluded(bill(LICENSED, texts=changed)) is Known.NOT_DETERMINED


def test_nothing_is_concluded_over_an_upstream_of_another_license() -> None:
    other = replace(LICENSED, lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, QWEN)))
    assert concluded(bill(other)) is Known.NOT_DETERMINED
    assert concluded(bill(DECLARED_FINETUNE)) is Known.NOT_DETERMINED


def test_an_upstream_brings_its_own_text_and_lines() -> None:
    (upstream,) = bill(WHOLE_MODEL).of_kind(PartKind.UPSTREAM)
    assert upstream.copyright_lines == ("Copyright (c) 2023 DeepSeek",)
    assert upstream.declared.license is not None
    assert upstream.declared.license.text == TERMS[DEEPSEEK].license_text
    (unknown,) = bill(WHOLE_MODEL, terms={}).of_kind(PartKind.UPSTREAM)
    assert unknown.copyright_lines is None


def test_what_was_not_checked_is_a_fact() -> None:
    made = bill(WHOLE_MODEL, not_checked=(Unavailable("model.nemo", Reason.UNSUPPORTED, "not yet"),))
    assert facts(made.model, "not_checked") == ["model.nemo: unsupported not yet"]


def test_weights_and_licenses_come_first_where_there_are_too_many_files() -> None:
    many = [FileEntry(path=f"data/{place:05}.txt", size=1) for place in range(2100)]
    wanted = [FileEntry(path="z.safetensors", size=1, lfs_sha256="1" * 64), FileEntry(path="LICENSE", size=1)]
    made = bill(WHOLE_MODEL, files=(*many, *wanted))
    names = {each.name for each in made.of_kind(PartKind.FILE)}
    assert len(names) == 2000
    assert {"z.safetensors", "LICENSE"} <= names
    assert facts(made.model, "files_left_out") == ["102"]


def test_many_facts_are_cut_and_counted() -> None:
    skipped = tuple(Unavailable(f"file-{place}", Reason.BUDGET) for place in range(1000))
    told = facts(bill(WHOLE_MODEL, not_checked=skipped).model, "not_checked")
    assert len(told) == 201
    assert told[-1] == "and 800 more, left out here"


def test_hostile_names_get_no_address() -> None:
    upstreams = {each.name: each for each in HOSTILE_BILL.of_kind(PartKind.UPSTREAM)}
    assert upstreams["nobody/knows-this"].url == "https://huggingface.co/nobody/knows-this"
    assert all(each.url is None for name, each in upstreams.items() if "not a repository" in name or ".." in name)


@pytest.mark.parametrize("known", Known)
def test_a_statement_has_a_license_with_its_value_and_with_nothing_else(known: Known) -> None:
    name = LicenseName(id="mit", name="MIT")
    with pytest.raises(ValueError, match="expected a license"):
        LicenseStatement(known=known, license=None if known is Known.VALUE else name)
