# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What stands behind an upstream counts: parents of merges, bases of bases, bases of adapters, and the license of each very commit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.cli.exits import Exit, exit_of_scan
from bot.localhub import samples
from bot.localhub.samples import configs, texts
from bot.localhub.samples.architectures import llama
from bot.localhub.samples.sample import Files, repository
from bot.localhub.samples.storing import as_bfloat16
from bot.localhub.samples.weights import Weights, trained, tuned
from bot.model.cases import CaseState
from bot.model.findings import Finding, Severity
from bot.model.reports import ScanReport
from bot.ports.progress import Silence
from tests.samples.models import as_file
from tests.scenarios.world import World, words

RULES = Path(__file__).parents[1] / "samples" / "rules"
AGREEMENT = (RULES / "licenses" / "texts" / "llama3.1.txt").read_text(encoding="utf-8")
LINE = "Copyright (c) 2024 Example Base"
MIT = texts.mit(LINE)
OWN_MIT = texts.mit("Copyright (c) 2026 Acme")

MIT_BASE, LLAMA, SPLIT = "example-base/Mit-8B", "example-llama/Llama-3.1-8B", "example-split/Split-8B"
KEEPING, DROPPING, LAUNDERING = "middle/Keeping-8B", "middle/Dropping-8B", "middle/Laundered-8B"
OWN_MIDDLE = "acme/Middle-8B"
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)


@cache
def weights_of(repo: str) -> Weights:
    """Of a base by its name, of anything else a fine-tune of what it is made from."""
    base = _MADE_FROM.get(repo)
    seed = sum(repo.encode())
    return (
        trained(llama(configs.LLAMA), seed=seed)
        if base is None
        else tuned(base_weights(base), seed=seed, relative_noise=0.05)
    )


def base_weights(repo: str) -> Weights:
    one, _, other = repo.partition("+")
    if not other:
        return weights_of(one)
    first, second = weights_of(one), weights_of(other)
    return {name: np.float32(0.6) * first[name] + np.float32(0.4) * second[name] for name in first}


_MADE_FROM: Mapping[str, str] = {
    KEEPING: MIT_BASE,
    DROPPING: MIT_BASE,
    OWN_MIDDLE: MIT_BASE,
    LAUNDERING: LLAMA,
    "acme/Merge-8B": f"{MIT_BASE}+{LLAMA}",
    "acme/Silent-Merge-8B": f"{MIT_BASE}+{LLAMA}",
    "lab/Of-Keeping-8B": KEEPING,
    "acme/Of-Dropping-8B": DROPPING,
    "acme/Of-Own-8B": OWN_MIDDLE,
    "acme/Of-Laundered-8B": LAUNDERING,
    "acme/Of-Split-8B": SPLIT,
    "acme/Bare-Of-Split-8B": SPLIT,
}


def model(repo: str, metadata: Mapping[str, Any], *, date: datetime = FIRST, **files: str) -> samples.Sample:
    def files_of() -> Files:
        made = repository(
            card=texts.card(repo.split("/")[1], "Trained further.", **metadata),
            config=configs.LLAMA,
            tensors=as_bfloat16(weights_of(repo)),
            vocabulary_size=configs.LLAMA["vocab_size"],
        )
        return {**made, **{name.replace("_", "-"): text.encode() for name, text in files.items()}}

    return samples.Sample(repo=repo, files=files_of, created_at=date)


def of(base: str | list[str], license_id: str = "mit", relation: str = "finetune") -> dict[str, Any]:
    return {"license": license_id, "base_model": base, "base_model_relation": relation}


def adapter(repo: str, base: str) -> samples.Sample:
    def files_of() -> Files:
        random = np.random.default_rng(7)
        module = "base_model.model.model.layers.{}.self_attn.q_proj.lora_{}.weight"
        shape = weights_of(base)["model.layers.0.self_attn.q_proj.weight"].shape
        tensors = {
            module.format(layer, letter): random.normal(size=size).astype(np.float32)
            for layer in range(configs.LLAMA["num_hidden_layers"])
            for letter, size in (("A", (8, shape[1])), ("B", (shape[0], 8)))
        }
        config = {"peft_type": "LORA", "r": 8, "base_model_name_or_path": base}
        return {
            "README.md": texts.card(repo.split("/")[1], "A LoRA adapter.", **of(base, relation="adapter")).encode(),
            "adapter_config.json": json.dumps(config).encode(),
            "adapter_model.safetensors": as_file(tensors),
        }

    return samples.Sample(repo=repo, files=files_of, created_at=LAST)


UPSTREAMS = (
    model(MIT_BASE, {"license": "mit"}, LICENSE=MIT),
    model(LLAMA, {"license": "other", "license_name": "llama3.1"}, LICENSE_MODEL=AGREEMENT, LICENSE_CODE=MIT),
    model(SPLIT, {"license": "mit"}, LICENSE=MIT),
    model(KEEPING, {"license": "mit"}, date=LAST, LICENSE=OWN_MIT, NOTICE=texts.notice(MIT_BASE, MIT)),
    model(DROPPING, {"license": "mit"}, date=LAST),
    model(OWN_MIDDLE, {"license": "mit"}, date=LAST),
    model(LAUNDERING, {"license": "mit"}, date=LAST),
)
DERIVATIVES = (
    model("acme/Merge-8B", of([MIT_BASE, LLAMA], "llama3.1", "merge")),
    model("acme/Silent-Merge-8B", {"license": "llama3.1"}),
    adapter("acme/Adapter-8B", MIT_BASE),
    model("lab/Of-Keeping-8B", of(KEEPING), LICENSE=OWN_MIT),
    model("acme/Of-Dropping-8B", of(DROPPING)),
    model("acme/Of-Own-8B", of(OWN_MIDDLE)),
    model("acme/Of-Laundered-8B", of(LAUNDERING)),
    model("acme/Of-Split-8B", of(SPLIT), LICENSE=MIT),
    model("acme/Bare-Of-Split-8B", of(SPLIT)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    repos = [each.repo for each in DERIVATIVES]
    folder = tmp_path_factory.mktemp("chains")
    with World(folder, repos, upstreams=UPSTREAMS, derivatives=DERIVATIVES, rules=RULES) as world:
        card = texts.card("Split-8B", "Now under another license.", license="llama3.1")
        world.hub.repositories.commit(SPLIT, {"LICENSE": AGREEMENT.encode(), "README.md": card.encode()})
        world.app.add_to_catalog(SPLIT, Silence())
        yield world


def weighty(report: ScanReport, upstream: str | None = None) -> set[str]:
    return {each.rule for each in _about(report, upstream) if each.severity is not Severity.ADVICE}


def advice(report: ScanReport, upstream: str) -> set[str]:
    return {each.rule for each in _about(report, upstream) if each.severity is Severity.ADVICE}


def _about(report: ScanReport, upstream: str | None) -> list[Finding]:
    return [each for each in report.assessment.findings if upstream in {None, each.upstream.repo}]


def test_both_parents_of_a_merge_are_owed(world: World) -> None:
    report = world.scan("acme/Merge-8B")
    assert report.lineage.components[0].relation.value == "merge"
    assert {each.upstream.repo for each in report.assessment.findings} == {MIT_BASE, LLAMA}
    assert weighty(report, MIT_BASE) == {"license-text-missing", "copyright-notice-missing"}
    assert {"license-text-missing", "notice-sentence-missing", "name-clause"} <= weighty(report, LLAMA)
    assert exit_of_scan(report) is Exit.ATTRIBUTION_MISSING


def test_a_second_parent_that_nobody_names_is_too_unclear_to_speak_of(world: World) -> None:
    report = world.scan("acme/Silent-Merge-8B")
    tiers = {each.upstream.repo: each.tier.value for each in report.assessment.findings}
    # The fine-tune explains as much as its base does, and the base stands behind it.
    assert tiers == {MIT_BASE: "B", LAUNDERING: "C", LLAMA: "C"}


def test_an_adapter_with_its_base_declared_owes_an_mit_base_nothing(world: World) -> None:
    report = world.scan("acme/Adapter-8B")
    assert report.assessment.obligations == ()
    assert exit_of_scan(report) is Exit.DONE, report.not_checked


def test_what_the_model_in_between_passed_on_is_owed_to_its_base(world: World) -> None:
    report = world.scan("lab/Of-Keeping-8B")
    assert weighty(report, KEEPING) == set()
    assert weighty(report, MIT_BASE) == {"copyright-notice-missing"}
    assert exit_of_scan(report) is Exit.ATTRIBUTION_MISSING
    [duty] = [
        each for each in world.document("lab/Of-Keeping-8B")["obligations"] if each["via"] and each["met"] == "no"
    ]
    assert (duty["upstream"]["repo"], duty["duty"]) == (MIT_BASE, "retain_copyright_notice")
    assert [each["repo"] for each in duty["via"]] == [KEEPING]


def test_what_the_model_in_between_dropped_is_advice_alone(world: World) -> None:
    report = world.scan("acme/Of-Dropping-8B")
    assert weighty(report) == set()
    assert advice(report, MIT_BASE) == {"license-text-missing", "copyright-notice-missing"}
    assert exit_of_scan(report) is Exit.DONE


def test_one_s_own_model_in_between_is_no_excuse(world: World) -> None:
    report = world.scan("acme/Of-Own-8B")
    assert {each.upstream.repo for each in report.assessment.findings} == {MIT_BASE}
    assert weighty(report, MIT_BASE) == {"license-text-missing", "copyright-notice-missing"}


def test_a_license_that_somebody_else_gave_away_is_no_conflict_of_those_who_believed_it(world: World) -> None:
    report = world.scan("acme/Of-Laundered-8B")
    assert weighty(report) == set()
    assert "license-conflict" in {each.rule for each in report.assessment.cannot_tell}
    assert exit_of_scan(report) is Exit.NOT_CHECKED
    assert "license-conflict" in weighty(world.scan(LAUNDERING), LLAMA)


def test_the_license_for_the_model_decides_over_the_one_for_the_code(world: World) -> None:
    known = world.app.catalog.newest(LLAMA)
    assert known is not None
    assert (known.terms.license_id, known.terms.license_path) == ("llama3.1", "LICENSE-MODEL")


def test_whoever_keeps_the_terms_of_one_of_two_commits_is_in_order(world: World) -> None:
    report = world.scan("acme/Of-Split-8B")
    assert weighty(report) == set()
    assert exit_of_scan(report) is Exit.DONE, report.assessment.cannot_tell


def test_what_both_commits_ask_is_missing_and_the_rest_cannot_be_told(world: World) -> None:
    report = world.scan("acme/Bare-Of-Split-8B")
    assert weighty(report) == {"license-text-missing"}
    [finding] = [each for each in report.assessment.findings if each.severity is not Severity.ADVICE]
    assert finding.for_a_person
    assert "(mit)" in finding.message
    assert "(llama3.1)" in finding.message
    open_rules = {each.rule for each in report.assessment.cannot_tell}
    assert {"copyright-notice-missing", "notice-sentence-missing", "license-conflict"} <= open_rules


def test_a_fix_of_a_merge_brings_the_words_of_both_parents_and_leaves_the_name(world: World) -> None:
    planned = world.app.plan_fix("acme/Silent-Merge-8B", Silence())
    assert {each.path for each in planned.changes} >= {"NOTICE", "README.md"}
    assert LINE in "".join(each.after for each in planned.changes)
    left = {each.rule for each in planned.after.findings if each.severity is not Severity.ADVICE}
    assert left <= {"name-clause", "license-conflict"}
    assert len(left) < len(weighty(planned.report))


def test_a_post_says_through_which_model(world: World) -> None:
    world.poll()
    assert world.case("lab/Of-Keeping-8B").state is CaseState.POSTED
    [thread] = world.threads("lab/Of-Keeping-8B")
    assert f"build on [`{MIT_BASE}`]({world.hub.url}/{MIT_BASE}), through `{KEEPING}`, which you name." in words(thread)
    for repo in ("acme/Of-Dropping-8B", "acme/Of-Laundered-8B", "acme/Of-Split-8B", "acme/Adapter-8B"):
        assert world.threads(repo) == []
    assert world.case("acme/Bare-Of-Split-8B").state is CaseState.IN_REVIEW
