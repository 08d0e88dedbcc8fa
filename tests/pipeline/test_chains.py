# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Bases of bases: how far they are followed, what somebody is to them, and what is only advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.model.components import Component
from bot.model.evidence import EvidenceKind
from bot.model.findings import Confidence, Severity, Tier
from bot.model.fingerprints import KnownParent, UpstreamTerms
from bot.model.licensing import Duty
from bot.model.lineage import Relation, Verdict
from bot.model.repository import Declared, SnapshotKey
from bot.pipeline.chains import DEEPEST, Step, ancestors, shown_by
from bot.pipeline.origins import Origin, origins_of
from tests.samples.judged import WHOLE_MODEL, Repository, apache, evidence, lineage, mit, part, rulebook

LINE = "Copyright (c) 2024 Base"
BASE, MIDDLE = SnapshotKey("base/Boulder-9B", "b" * 40), SnapshotKey("middle/Marble-9B", "c" * 40)
BASE_TERMS = UpstreamTerms(license_id="mit", license_text=mit(LINE), copyright_lines=(LINE,))
Terms = Mapping[SnapshotKey, UpstreamTerms]


def parent(key: SnapshotKey = BASE, component: Component = Component.TEXT_MODEL, **changes: object) -> KnownParent:
    return replace(
        KnownParent(upstream=key, component=component, relation=Relation.FINETUNE, whole=True),
        **changes,  # type: ignore[arg-type]
    )


def of_middle(**declared: object) -> Repository:
    found = lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, MIDDLE))
    return replace(WHOLE_MODEL, lineage=found, declared=Declared(license_id="mit", **declared))  # type: ignore[arg-type]


def origins(repository: Repository, terms: Terms) -> dict[str, Origin]:
    found = origins_of(repository.lineage, repository.snapshot, repository.contents, terms, rulebook())
    return {each.upstream.repo: each for each in found}


def step(relation: Relation = Relation.FINETUNE, *components: Component) -> Step:
    return Step(
        upstream=MIDDLE, relation=relation, components=frozenset(components) or None, whole=True, is_proven=True
    )


def test_a_proven_and_a_declared_base_stand_behind_an_upstream_with_their_way() -> None:
    other = SnapshotKey("other/Model", "d" * 40)
    terms = {
        MIDDLE: UpstreamTerms(
            parents=(parent(),), base_models=("Base/boulder-9B", "Other/model"), base_model_relation="merge"
        ),
        BASE: BASE_TERMS,
        other: UpstreamTerms(),
    }
    found = ancestors([step()], terms)
    assert [(each.upstream, each.via, each.is_proven) for each in found] == [
        (BASE, (MIDDLE,), True),
        (other, (MIDDLE,), False),
    ]
    assert found[1].relation is Relation.MERGE


def test_cycles_end_and_a_base_that_nobody_knows_is_left_out() -> None:
    terms = {
        MIDDLE: UpstreamTerms(base_models=(BASE.repo, "nobody/knows")),
        BASE: UpstreamTerms(base_models=(MIDDLE.repo,)),
    }
    assert [each.upstream for each in ancestors([step()], terms)] == [BASE]


def test_a_chain_is_followed_over_eight_upstreams_and_no_further() -> None:
    keys = [MIDDLE, *(SnapshotKey(f"link/{number}", "e" * 40) for number in range(DEEPEST + 3))]
    terms = {key: UpstreamTerms(parents=(parent(behind),)) for key, behind in pairwise(keys)}
    found = ancestors([step()], terms)
    assert [len(each.via) for each in found] == list(range(1, DEEPEST + 1))


def test_a_card_with_hundreds_of_bases_is_followed_to_64() -> None:
    many = [SnapshotKey(f"many/{number}", "f" * 40) for number in range(200)]
    terms = {MIDDLE: UpstreamTerms(base_models=tuple(key.repo for key in many)), **dict.fromkeys(many, UpstreamTerms())}
    assert len(ancestors([step()], terms)) == 64


@pytest.mark.parametrize(
    ("nearer", "farther", "whole_way"),
    [
        (Relation.QUANTIZED, Relation.FINETUNE, Relation.FINETUNE),
        (Relation.COPY, Relation.QUANTIZED, Relation.QUANTIZED),
        (Relation.ADAPTER, Relation.FINETUNE, Relation.ADAPTER),
        (Relation.FINETUNE, Relation.ADAPTER, Relation.ADAPTER),
        (Relation.COMPONENT_REUSE, Relation.FINETUNE, Relation.COMPONENT_REUSE),
        (Relation.MERGE, Relation.FINETUNE, Relation.MERGE),
        (Relation.UNDETERMINED, Relation.COPY, Relation.UNDETERMINED),
    ],
)
def test_two_steps_make_one_relation(nearer: Relation, farther: Relation, whole_way: Relation) -> None:
    terms = {MIDDLE: UpstreamTerms(parents=(parent(relation=farther),))}
    assert ancestors([step(nearer)], terms)[0].relation is whole_way


def test_every_relation_has_its_place() -> None:
    for nearer in Relation:
        for farther in Relation:
            terms = {MIDDLE: UpstreamTerms(parents=(parent(relation=farther),))}
            assert ancestors([step(nearer)], terms)[0].relation in {nearer, farther}


def test_only_what_was_reused_leads_further() -> None:
    vision = parent(component=Component.VISION_ENCODER, whole=False)
    terms = {
        MIDDLE: UpstreamTerms(parents=(vision,), base_models=("text/Base",)),
        SnapshotKey("text/Base", "a" * 40): BASE_TERMS,
    }
    assert [each.upstream.repo for each in ancestors([step(Relation.FINETUNE, Component.TEXT_MODEL)], terms)] == [
        "text/Base"
    ]
    [found] = ancestors([step(Relation.COMPONENT_REUSE, Component.VISION_ENCODER)], terms)
    assert (found.upstream, found.whole, found.components) == (BASE, False, frozenset({Component.VISION_ENCODER}))


def test_text_lines_and_notice_count_where_the_upstream_in_between_holds_them() -> None:
    owed = replace(BASE_TERMS, notice_text="Base Model\nThis product has parts by Base.")
    assert shown_by(UpstreamTerms(license_id="apache-2.0"), owed) == frozenset()
    tagged = shown_by(UpstreamTerms(license_id="mit"), owed)
    assert Duty.STATE_CHANGES in tagged
    assert Duty.INCLUDE_LICENSE_TEXT not in tagged
    holding = UpstreamTerms(held_licenses=("mit",), held_copyrights=(LINE,), notice_text=f"Middle\n{owed.notice_text}")
    assert shown_by(holding, owed) == frozenset(Duty)


def test_nothing_is_shown_of_a_license_that_is_not_known() -> None:
    assert shown_by(UpstreamTerms(held_licenses=("mit",)), UpstreamTerms(copyright_lines=(LINE,))) == frozenset()


def test_what_was_dropped_in_between_is_advice_and_what_was_kept_is_asked() -> None:
    middle = UpstreamTerms(license_id="apache-2.0", parents=(parent(),))
    dropped = of_middle().assess({MIDDLE: middle, BASE: BASE_TERMS})
    strengths = {each.duty: each.strength for each in dropped.obligations if each.via}
    assert set(strengths.values()) == {Severity.ADVICE}
    kept = of_middle().assess({MIDDLE: replace(middle, held_licenses=("mit",)), BASE: BASE_TERMS})
    strengths = {each.duty: each.strength for each in kept.obligations if each.via}
    assert strengths == {
        Duty.INCLUDE_LICENSE_TEXT: Severity.OBLIGATION,
        Duty.RETAIN_COPYRIGHT_NOTICE: Severity.ADVICE,
    }


def test_what_one_of_two_like_commits_dropped_is_advice() -> None:
    middle = UpstreamTerms(license_id="mit", held_licenses=("mit",), weights="same", parents=(parent(),))
    dropping = {replace(MIDDLE, revision=letter * 40): replace(middle, held_licenses=()) for letter in "ad"}
    assert Duty.INCLUDE_LICENSE_TEXT not in origins(of_middle(), {MIDDLE: middle, BASE: BASE_TERMS})[BASE.repo].untold
    found = origins(of_middle(), {MIDDLE: middle, BASE: BASE_TERMS, **dropping})
    assert Duty.INCLUDE_LICENSE_TEXT in found[BASE.repo].untold


def test_the_base_of_a_base_need_not_be_declared() -> None:
    found = of_middle(base_models=(MIDDLE.repo,)).assess(
        {MIDDLE: UpstreamTerms(license_id="mit", parents=(parent(),)), BASE: BASE_TERMS}
    )
    assert "base-model-undeclared" not in {each.rule for each in found.findings}
    assert {each.tier for each in found.findings} == {Tier.DECLARED}


def test_whoever_names_the_base_of_a_base_knows_of_it() -> None:
    terms = {MIDDLE: UpstreamTerms(parents=(parent(),)), BASE: BASE_TERMS}
    for card, knows in (("The weights go back to Boulder-9B.", True), ("Better than Boulder-9B.", False)):
        found = origins(of_middle().with_files(README_md=f"# Model\n\n{card}"), terms)[BASE.repo]
        assert bool(found.untold) is not knows


def test_one_publisher_of_two_neighbours_speaks_for_both_and_what_is_behind_them_counts() -> None:
    newer = SnapshotKey("base/Boulder-2-9B", "d" * 40)
    terms = {
        MIDDLE: UpstreamTerms(parents=(parent(newer),)),
        newer: UpstreamTerms(parents=(parent(),)),
        BASE: BASE_TERMS,
    }
    assert set(origins(of_middle(), terms)) == {MIDDLE.repo, newer.repo}
    oldest = SnapshotKey("oldest/Model", "e" * 40)
    terms = {**terms, BASE: UpstreamTerms(parents=(parent(oldest),)), oldest: BASE_TERMS}
    assert origins(of_middle(), terms)[oldest.repo].via == (MIDDLE, newer, BASE)


def test_one_s_own_models_in_between_excuse_nothing() -> None:
    own = SnapshotKey("example-lab/Middle", "c" * 40)
    repository = replace(of_middle(), lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, own)))
    found = origins(repository, {own: UpstreamTerms(parents=(parent(),)), BASE: BASE_TERMS})
    assert set(found) == {BASE.repo}
    assert not found[BASE.repo].untold


def test_confidence_is_that_of_the_weakest_step() -> None:
    terms = {MIDDLE: UpstreamTerms(base_models=(BASE.repo,)), BASE: BASE_TERMS}
    assert origins(of_middle(), terms)[BASE.repo].confidence is Confidence.MEDIUM
    terms = {MIDDLE: UpstreamTerms(parents=(parent(),)), BASE: BASE_TERMS}
    assert origins(of_middle(), terms)[BASE.repo].confidence is Confidence.HIGH


def merge_of(*others: SnapshotKey, **declared: object) -> Repository:
    beside = tuple(evidence(EvidenceKind.TWO_PARENTS, each) for each in others)
    main = part(Component.TEXT_MODEL, Verdict.DERIVED, MIDDLE, relation=Relation.MERGE)
    main = replace(main, evidence=(*main.evidence, *beside))
    return replace(of_middle(**declared), lineage=lineage(main))


def test_every_parent_of_a_merge_is_an_origin_and_only_named_ones_are_spoken_of() -> None:
    terms = {MIDDLE: UpstreamTerms(license_id="mit"), BASE: BASE_TERMS}
    found = origins(merge_of(BASE), terms)
    assert {repo: each.tier for repo, each in found.items()} == {MIDDLE.repo: Tier.UNDECLARED, BASE.repo: Tier.UNCLEAR}
    assert found[BASE.repo].relation is Relation.MERGE
    named = origins(merge_of(BASE, base_models=(MIDDLE.repo, BASE.repo)), terms)
    assert {each.tier for each in named.values()} == {Tier.DECLARED}


def test_a_guessed_parent_gives_way_to_a_declared_one() -> None:
    relative = SnapshotKey("relative/Model", "d" * 40)
    terms = {MIDDLE: UpstreamTerms(), BASE: BASE_TERMS, relative: UpstreamTerms()}
    assert set(origins(merge_of(relative, base_models=(MIDDLE.repo, BASE.repo)), terms)) == {MIDDLE.repo, BASE.repo}


OTHER_COMMIT = replace(MIDDLE, revision="d" * 40)
MIT_TERMS = UpstreamTerms(license_id="mit", license_text=mit(LINE), copyright_lines=(LINE,), weights="same")
APACHE_TERMS = UpstreamTerms(
    license_id="apache-2.0", license_text=apache(), notice_text="Marble 9B\nMade by Middle.", weights="same"
)


def test_two_commits_with_the_same_weights_and_terms_are_one() -> None:
    found = origins(of_middle(), {MIDDLE: MIT_TERMS, OTHER_COMMIT: MIT_TERMS})
    assert found[MIDDLE.repo].alternatives == ()


@pytest.mark.parametrize(("digest", "count"), [("same", 1), ("other", 0), (None, 0)])
def test_another_commit_counts_where_its_weights_are_the_same(digest: str | None, count: int) -> None:
    found = origins(of_middle(), {MIDDLE: MIT_TERMS, OTHER_COMMIT: replace(APACHE_TERMS, weights=digest)})
    assert len(found[MIDDLE.repo].alternatives) == count


def test_of_a_repository_that_is_only_named_every_commit_counts() -> None:
    named = replace(
        of_middle(base_models=(MIDDLE.repo,)), lineage=lineage(part(Component.TEXT_MODEL, Verdict.NOT_ASSESSED))
    )
    found = origins(named, {MIDDLE: MIT_TERMS, OTHER_COMMIT: replace(APACHE_TERMS, weights="other")})
    assert len(found[MIDDLE.repo].readings) == 2


def test_only_what_every_commit_asks_is_missing_and_a_person_judges_it() -> None:
    found = of_middle().assess({MIDDLE: MIT_TERMS, OTHER_COMMIT: APACHE_TERMS})
    weighty = [each for each in found.findings if each.severity is not Severity.ADVICE]
    assert [each.rule for each in weighty] == ["license-text-missing"]
    assert weighty[0].for_a_person
    assert f"{MIDDLE} (mit)" in weighty[0].message
    assert f"{OTHER_COMMIT} (apache-2.0)" in weighty[0].message
    open_rules = {each.rule for each in found.cannot_tell}
    assert {"copyright-notice-missing", "notice-file-missing"} <= open_rules
    assert [each.duty for each in found.obligations] == [Duty.INCLUDE_LICENSE_TEXT]


def test_keeping_the_terms_of_one_commit_is_enough() -> None:
    terms = {MIDDLE: APACHE_TERMS, OTHER_COMMIT: MIT_TERMS}
    found = of_middle(base_models=(MIDDLE.repo,)).with_files(NOTICE=mit(LINE)).assess(terms)
    assert (found.findings, found.cannot_tell) == ((), ())


def test_a_commit_whose_license_is_not_known_makes_nothing_missing() -> None:
    found = of_middle(base_models=(MIDDLE.repo,)).assess(
        {MIDDLE: MIT_TERMS, OTHER_COMMIT: UpstreamTerms(weights="same")}
    )
    assert found.findings == ()
    assert "license-text-missing" in {each.rule for each in found.cannot_tell}


def test_where_only_the_notice_came_later_the_text_is_missing_for_certain() -> None:
    later = replace(MIT_TERMS, notice_text="Marble 9B\nMade by Middle.")
    found = of_middle().assess({MIDDLE: MIT_TERMS, OTHER_COMMIT: later})
    weighty = [each for each in found.findings if each.severity is not Severity.ADVICE]
    assert {each.rule for each in weighty} == {"license-text-missing", "copyright-notice-missing"}
    assert not any(each.for_a_person for each in weighty)
