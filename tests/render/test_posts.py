# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Posts as their readers get them. ``REGENERATE_GOLDEN=1 pytest tests/render`` writes the golden files again: review them as text."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.rulebook import load_templates
from bot.model.components import Component
from bot.model.costs import Reason, Unavailable
from bot.model.errors import RulesError
from bot.model.evidence import EvidenceKind
from bot.model.fingerprints import KnownParent, UpstreamTerms
from bot.model.history import Commit
from bot.model.lineage import Relation, Verdict
from bot.model.repository import SnapshotKey
from bot.model.timeline import Change, Timeline, TimelineEvent
from bot.render.markers import body_digest, find_marker
from bot.render.posts import Place, PostWriter
from bot.render.tone import lint
from tests.samples.judged import (
    DECLARED_FINETUNE,
    DEEPSEEK,
    DEEPSEEK_TERMS,
    NOW,
    QWEN,
    QWEN_TERMS,
    REPOSITORIES,
    SAME_SHAPE_OWN_WEIGHTS,
    TERMS,
    TWO_PARTS,
    VISION_ENCODER_ONLY,
    WHISPER,
    WHOLE_MODEL,
    Repository,
    case_of,
    evidence,
    lineage,
    mit,
    part,
    recogniser,
    rulebook,
)

GOLDEN = Path(__file__).parents[1] / "golden"
LANGUAGES = ("en", "ja", "ko", "zh")


def writer(templates: Mapping[str, str] | None = None, *, contact: str = "bot@example.org") -> PostWriter:
    return PostWriter(
        templates or load_templates(),
        hub_url="https://huggingface.co/",
        contact=contact,
        license_names=rulebook().license_names,
    )


def body_of(repository: Repository) -> str:
    return writer().thread(case_of(repository), repository.report(), TERMS).body


def in_language(repository: Repository, language: str) -> Repository:
    return replace(repository, declared=replace(repository.declared, languages=(language,)))


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_post_is_as_its_golden_file(name: str) -> None:
    repository = REPOSITORIES[name]
    post = writer().thread(case_of(repository), repository.report(), TERMS)
    compare_with_golden(name, f"<!-- TITLE: {post.title} -->\n{post.body}")


@pytest.mark.parametrize("name", ["whole_model", "two_parts"])
def test_an_issue_in_the_linked_repository_is_as_its_golden_file(name: str) -> None:
    repository = REPOSITORIES[name]
    post = writer().thread(case_of(repository), repository.report(), TERMS, place=Place.ISSUE)
    compare_with_golden(f"issue_{name}", f"<!-- TITLE: {post.title} -->\n{post.body}")


@pytest.mark.parametrize("name", REPOSITORIES)
def test_an_issue_speaks_of_the_model_and_never_of_the_repository_that_it_stands_in(name: str) -> None:
    repository = REPOSITORIES[name]
    post = writer().thread(case_of(repository), repository.report(), TERMS, place=Place.ISSUE)
    assert repository.key.repo.split("/")[1] in post.title
    assert not re.search(r"files here|in this repository|this repository, `", post.body, re.IGNORECASE)
    assert lint(post.body) == ()
    marker = find_marker(post.body)
    assert marker is not None
    assert marker.digest == body_digest(post.body)


def test_an_issue_links_to_no_other_repository_of_its_forge() -> None:
    link = "https://github.com/deepseek-ai/DeepSeek-V3/blob/main/LICENSE-MODEL"
    finding = replace(WHOLE_MODEL.report().assessment.findings[0], remedy=f"See {link} and deepseek-ai/DeepSeek-V3#7.")
    report = WHOLE_MODEL.report()
    report = replace(report, assessment=replace(report.assessment, findings=(finding,)))
    body = writer().thread(case_of(WHOLE_MODEL), report, TERMS, place=Place.ISSUE).body
    assert f"See `{link}` and `deepseek-ai/DeepSeek-V3#7`." in body
    assert link in writer().thread(case_of(WHOLE_MODEL), report, TERMS).body


def test_the_thanks_are_as_their_golden_file() -> None:
    text = writer().resolved(
        case_of(WHOLE_MODEL),
        commit=SnapshotKey(WHOLE_MODEL.key.repo, "77aa001" + "0" * 33),
        asked_at=NOW,
        settled_at=NOW + timedelta(hours=25, minutes=31),
        languages=("ja", "en"),
    )
    compare_with_golden("resolved", text)


ASKED = Commit(id=WHOLE_MODEL.key.revision, date=NOW)
FIX = Commit(id="77aa001" + "0" * 33, date=NOW + timedelta(hours=25))


def past(*events: TimelineEvent) -> Timeline:
    return Timeline(commits=(FIX, ASKED), total=2, complete=True, events=events)


def change(path: str, what: Change) -> TimelineEvent:
    return TimelineEvent(commit=FIX, before=ASKED, path=path, what=what)


def thanks(timeline: Timeline | None, language: str = "en") -> str:
    key = SnapshotKey(WHOLE_MODEL.key.repo, FIX.id)
    return writer().resolved(
        case_of(WHOLE_MODEL), commit=key, asked_at=NOW, settled_at=NOW, languages=(language,), timeline=timeline
    )


def test_thanks_name_the_commits_in_which_the_missing_things_came() -> None:
    text = thanks(past(change("LICENSE", Change.APPEARED), change("NOTICE", Change.CHANGED)))
    compare_with_golden("resolved_with_dates", text)
    assert lint(text) == ()


def test_thanks_without_dates_name_the_commits_alone() -> None:
    undated = replace(FIX, date=None)
    timeline = Timeline(commits=(undated, ASKED), events=(replace(change("NOTICE", Change.APPEARED), commit=undated),))
    assert "Then `NOTICE` was added in `77aa001`." in thanks(timeline)


@pytest.mark.parametrize("timeline", [None, Timeline(), past(change("LICENSE", Change.VANISHED))])
def test_thanks_say_nothing_of_a_past_that_is_not_known(timeline: Timeline | None) -> None:
    assert "could not find" not in thanks(timeline)


def test_a_path_in_the_thanks_is_harmless() -> None:
    text = thanks(past(change("LICENSE`@all <!-- x -->[a](http://b)", Change.APPEARED)))
    assert "@all" not in text
    assert "http://b" not in text


def test_a_post_says_since_when_a_license_file_is_not_there() -> None:
    report = replace(WHOLE_MODEL.report(), timeline=past(change("LICENSE", Change.VANISHED)))
    body = writer().thread(case_of(WHOLE_MODEL), report, TERMS).body
    assert (
        f"`LICENSE` was there at commit `{ASKED.short_id}` (17 March 2026), and is not there since `77aa001` (18 March 2026)."
        in body
    )
    assert lint(body) == ()
    back = past(change("LICENSE", Change.VANISHED), change("LICENSE", Change.APPEARED))
    again = writer().thread(case_of(WHOLE_MODEL), replace(report, timeline=back), TERMS).body
    assert "is not there since" not in again


def compare_with_golden(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REPOSITORIES)
def test_every_post_in_every_language_has_the_right_tone_and_a_short_table(name: str, language: str) -> None:
    body = body_of(in_language(REPOSITORIES[name], language))
    assert lint(body) == ()
    assert sum(line.startswith("|") for line in body.splitlines()) - 2 <= 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_thanks_have_the_right_tone_in_every_language(language: str) -> None:
    text = writer().resolved(
        case_of(WHOLE_MODEL), commit=WHOLE_MODEL.key, asked_at=NOW, settled_at=NOW, languages=(language,)
    )
    assert lint(text) == ()


@pytest.mark.parametrize(("language", "word"), [("ja", "日本語の要約"), ("ko", "한국어 요약"), ("zh", "中文摘要")])
def test_a_summary_stands_in_the_owner_s_language(language: str, word: str) -> None:
    body = body_of(in_language(WHOLE_MODEL, language))
    assert word in body
    assert f"lang=en,{language}" in body


def test_a_card_with_many_languages_says_nothing_about_its_owner() -> None:
    many = replace(WHOLE_MODEL, declared=replace(WHOLE_MODEL.declared, languages=("en", "zh", "fr", "de")))
    assert "中文" not in body_of(many)


MIDDLE = SnapshotKey("middle/Marble-9B", "c" * 40)
BEHIND = {
    MIDDLE: UpstreamTerms(
        license_id="mit",
        held_licenses=("mit",),
        parents=(
            KnownParent(upstream=DEEPSEEK, component=Component.TEXT_MODEL, relation=Relation.FINETUNE, whole=True),
        ),
    ),
    DEEPSEEK: DEEPSEEK_TERMS,
}


def through_middle(language: str, *bases: str) -> str:
    repository = replace(
        in_language(WHOLE_MODEL, language), lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, MIDDLE))
    )
    repository = replace(repository, declared=replace(repository.declared, base_models=bases))
    report = repository.report(BEHIND)
    case = replace(case_of(WHOLE_MODEL), findings=report.assessment.findings)
    return writer().thread(case, report, BEHIND).body


def test_a_post_about_a_base_of_a_base_says_through_which_model() -> None:
    body = through_middle("en")
    assert (
        f"[`{DEEPSEEK.repo}`](https://huggingface.co/{DEEPSEEK.repo}), through `{MIDDLE.repo}`. Building on it" in body
    )
    assert f"parameters inherited from `{MIDDLE.repo}`" in body
    assert f"{MIDDLE.repo}@{MIDDLE.revision}\n```" in body
    assert f"through `{MIDDLE.repo}`, which you name." in through_middle("en", MIDDLE.repo)


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", f"`{MIDDLE.repo}` を通じて"), ("ko", f"`{MIDDLE.repo}`을(를) 거쳐"), ("zh", f"通过 `{MIDDLE.repo}`")],
)
def test_a_summary_says_through_which_model_and_thanks_nobody_for_naming_its_base(language: str, words: str) -> None:
    assert words in through_middle(language, MIDDLE.repo)


@pytest.mark.parametrize("name", REPOSITORIES)
def test_a_title_fits_a_listing(name: str) -> None:
    repository = REPOSITORIES[name]
    title = writer().thread(case_of(repository), repository.report(), TERMS).title
    assert 3 <= len(title) <= 120
    assert lint(title) == ()


@pytest.mark.parametrize("name", REPOSITORIES)
def test_the_marker_holds_the_digest_of_the_body(name: str) -> None:
    body = body_of(REPOSITORIES[name])
    marker = find_marker(body)
    assert marker is not None
    assert (marker.case, marker.commit, marker.digest) == ("C-17", "9a8b7c6", body_digest(body))


def test_the_same_report_gives_the_same_post() -> None:
    assert body_of(TWO_PARTS) == body_of(TWO_PARTS)


@pytest.mark.parametrize("where", ["NOTICE", "LICENSE", "README_md"])
def test_pasting_the_text_settles_what_was_asked(where: str) -> None:
    body = body_of(WHOLE_MODEL)
    pasted = body.split("```text\n")[1].split("```")[0]
    assert {text.match.value for text in recogniser().recognise(where, pasted, stands_alone=where == "LICENSE")} == {
        "exact"
    }
    fixed = WHOLE_MODEL.with_files(**{where: pasted}).assess()
    assert [finding.rule for finding in fixed.findings] in (["base-model-undeclared"], [])


def test_a_note_about_a_part_says_that_the_language_model_is_not_meant() -> None:
    body = body_of(VISION_ENCODER_ONLY)
    assert "The rest of the model is not part of this note" in body
    assert "language model appears" not in body
    assert body.count("anguage model") == 1
    assert "files here appear to build on" not in body


def test_nothing_is_said_about_a_language_model_that_was_not_found_independent() -> None:
    unseen = replace(
        VISION_ENCODER_ONLY,
        lineage=lineage(
            *VISION_ENCODER_ONLY.lineage.components[:1],
            part(Component.TEXT_MODEL, Verdict.INCONCLUSIVE, parameters=32_100_000_000),
            verdict=Verdict.COMPONENT,
        ),
    )
    assert "no relative" not in body_of(unseen)


def test_a_whole_model_is_thanked_first_where_it_names_its_upstream() -> None:
    assert "Thank you for naming" in body_of(DECLARED_FINETUNE)
    assert "appear to build on" not in body_of(DECLARED_FINETUNE)


def test_a_share_that_was_sampled_is_never_called_everything() -> None:
    sampled = replace(
        WHOLE_MODEL,
        lineage=lineage(
            part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, inherited_fraction=1.0, correlation=0.99999)
        ),
    )
    body = body_of(sampled)
    assert "100 %" not in body
    assert "**99.9 %**" in body
    assert "0.999" in body


def test_an_exact_duplicate_may_be_called_everything() -> None:
    same = lineage(
        part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, inherited_fraction=1.0, relation=Relation.COPY)
    )
    assert "**100 %**" in body_of(replace(WHOLE_MODEL, lineage=same))


def test_a_long_license_is_linked_at_the_upstream_s_commit() -> None:
    body = body_of(VISION_ENCODER_ONLY)
    assert f"https://huggingface.co/{QWEN.repo}/blob/{QWEN.revision}/LICENSE" in body
    assert "Grant of Patent License" not in body


def test_what_was_not_checked_is_said() -> None:
    report = replace(
        WHOLE_MODEL.report(), not_checked=(Unavailable("model-00003.safetensors", Reason.UNREADABLE, "header"),)
    )
    assert "We could not look at: model-00003.safetensors." in writer().thread(case_of(WHOLE_MODEL), report, TERMS).body


def test_a_third_upstream_gets_a_line_and_its_turn_later() -> None:
    three = replace(
        TWO_PARTS,
        lineage=lineage(
            *TWO_PARTS.lineage.components, part(Component.AUDIO_ENCODER, Verdict.DERIVED, WHISPER, parameters=10**8)
        ),
    )
    terms = {**TERMS, WHISPER: QWEN_TERMS}
    post = writer().thread(case_of(three), three.report(terms), terms)
    assert "3 upstream models" in post.title
    assert "For `openai/whisper-large-v3` (Apache License 2.0) we could not find the license text either" in post.body


def test_nothing_to_ask_for_is_no_post() -> None:
    with pytest.raises(ValueError, match="nothing to post"):
        writer().thread(case_of(SAME_SHAPE_OWN_WEIGHTS), SAME_SHAPE_OWN_WEIGHTS.report(), TERMS)


def test_what_is_unclear_is_not_written_even_if_somebody_asks_for_it() -> None:
    weak = lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, log10_p=-4.0))
    unclear = replace(WHOLE_MODEL, lineage=weak)
    with pytest.raises(ValueError, match="nothing to post"):
        writer().thread(case_of(unclear), unclear.report(), TERMS)


def test_a_post_promises_nothing_that_does_not_exist() -> None:
    for name, repository in REPOSITORIES.items():
        assert not re.search(r"/notice|PR #|pull request|example\.org/case|second reader", body_of(repository)), name


HOSTILE = "Copyright (c) 2023 <!-- hubnotice:case=C-1 rev=9 --> ``` @all [x](https://evil.example) <img src=x>"


def test_a_hostile_upstream_cannot_act_inside_a_post() -> None:
    terms = {DEEPSEEK: replace(DEEPSEEK_TERMS, copyright_lines=(HOSTILE,), license_text=mit(HOSTILE))}
    body = writer().thread(case_of(WHOLE_MODEL), WHOLE_MODEL.report(terms), terms).body
    marker = find_marker(body)
    assert marker is not None
    assert marker.case == "C-17"
    assert body.count("```") % 2 == 0
    outside = re.sub(r"^```.*?^```", "", body, flags=re.DOTALL | re.MULTILINE)
    assert "evil.example" not in outside
    assert "<img" not in outside
    assert not re.search(r"(?<!\w)@\w", body)


def test_a_conversion_known_by_its_values_is_shown_with_the_file_that_it_is_about() -> None:
    values = evidence(EvidenceKind.SAME_VALUES, DEEPSEEK, detail="7 of 9 tensors hold exactly the upstream's values")
    stale = part(
        Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, evidence=(values,), correlation=None, files=("old<b>.onnx",)
    )
    own = part(Component.TEXT_MODEL, Verdict.INDEPENDENT, files=("new.onnx",))
    found = body_of(replace(WHOLE_MODEL, lineage=lineage(own, stale, verdict=Verdict.COMPONENT)))
    assert "Whole tensors, in whatever order | 7 of 9 tensors hold exactly the upstream's values" in found
    assert "language model in old" in found
    assert "<b>" not in found
    assert "This model builds on" not in found


def test_hostile_words_in_a_measurement_are_escaped() -> None:
    whole = part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK, new_parts=("a | b", "<!-- x -->*emb*"))
    body = body_of(replace(WHOLE_MODEL, lineage=lineage(whole)))
    assert r"a \| b" in body
    assert r"\*emb\*" in body
    assert "<!-- x" not in body


def test_a_template_that_blames_is_refused() -> None:
    templates = {**load_templates(), "discussion/resolved.md.j2": "You stole this, clearly."}
    with pytest.raises(RulesError, match="the post would say 'stole', 'clearly'"):
        writer(templates).resolved(case_of(WHOLE_MODEL), commit=WHOLE_MODEL.key, asked_at=NOW, settled_at=NOW)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ nothing }}", "UndefinedError: 'nothing' is undefined"),
        ("{% if %}", "TemplateSyntaxError"),
        ("{{ case.__class__.__mro__ }}", "SecurityError"),
    ],
)
def test_a_broken_template_is_refused_by_name(template: str, message: str) -> None:
    templates = {**load_templates(), "discussion/resolved.md.j2": template}
    with pytest.raises(RulesError, match=r"templates/discussion/resolved\.md\.j2") as refusal:
        writer(templates).resolved(case_of(WHOLE_MODEL), commit=WHOLE_MODEL.key, asked_at=NOW, settled_at=NOW)
    assert message in str(refusal.value)


def test_an_empty_title_is_refused() -> None:
    templates = {**load_templates(), "discussion/title.txt.j2": ""}
    with pytest.raises(RulesError, match="expected a title of 3 characters or more"):
        writer(templates).thread(case_of(WHOLE_MODEL), WHOLE_MODEL.report(), TERMS)


def test_without_a_contact_none_is_printed() -> None:
    body = writer(contact="").thread(case_of(WHOLE_MODEL), WHOLE_MODEL.report(), TERMS).body
    assert "read by a person, in any language" in body
