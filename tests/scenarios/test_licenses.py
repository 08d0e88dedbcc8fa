# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Fine-tunes and copies under licenses of all kinds, with everything right and with something missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bot.cli.exits import Exit, exit_of_scan
from bot.localhub import samples
from bot.localhub.procedural.encodings import Floats
from bot.localhub.samples import configs, texts
from bot.localhub.samples.architectures import llama
from bot.localhub.samples.sample import Files, repository
from bot.localhub.samples.storing import as_bfloat16
from bot.localhub.samples.weights import trained, tuned
from bot.model.cases import CaseState
from bot.model.findings import Severity
from tests.scenarios.world import World

RULES = Path(__file__).parents[1] / "samples" / "rules"
AGREEMENT = (RULES / "licenses" / "texts" / "llama3.1.txt").read_text(encoding="utf-8")
SENTENCE = (
    "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta Platforms, Inc. All Rights Reserved."
)
MIT = texts.mit("Copyright (c) 2024 Example Base")
NOTICE = "Example Base Model\nThis product has a tokenizer by Example Words."
DATE = datetime(2026, 3, 1, tzinfo=UTC)

NC, RAIL, LLAMA, MIT_BASE, APACHE_BASE = (
    f"example-base/{name}" for name in ("Noncommercial-8B", "Rail-8B", "Llama-3.1-8B", "Mit-8B", "Apache-8B")
)
SEEDS = {NC: 201, RAIL: 202, LLAMA: 203, MIT_BASE: 204, APACHE_BASE: 205}
_CHANGED = "Fine-tuned for Japanese."


def _encoded(files: Mapping[str, str]) -> Files:
    return {name: text.encode() for name, text in files.items()}


def _upstream(repo: str, license_id: str, **files: str) -> samples.Sample:
    def files_of() -> Files:
        card = texts.card(repo.split("/")[1], "A base model.", license=license_id)
        weights = as_bfloat16(trained(llama(configs.LLAMA), seed=SEEDS[repo]))
        made = repository(card=card, config=configs.LLAMA, tensors=weights, vocabulary_size=configs.LLAMA["vocab_size"])
        return {**made, **_encoded(files)}

    return samples.Sample(repo=repo, files=files_of, created_at=DATE)


def _made_from(base: str, repo: str, license_id: str, words: str = _CHANGED, **files: str) -> samples.Sample:
    def files_of() -> Files:
        card = texts.card(
            repo.split("/")[1], words, license=license_id, base_model=base, base_model_relation="finetune"
        )
        weights = tuned(trained(llama(configs.LLAMA), seed=SEEDS[base]), seed=sum(repo.encode()), relative_noise=0.02)
        made = repository(
            card=card,
            config=configs.LLAMA,
            tensors=as_bfloat16(weights),
            vocabulary_size=configs.LLAMA["vocab_size"],
        )
        return {**made, **_encoded(files)}

    return samples.Sample(repo=repo, files=files_of, created_at=DATE)


def _quantized(repo: str, **files: str) -> samples.Sample:
    """Every value in eight bits."""

    def files_of() -> Files:
        base = trained(llama(configs.LLAMA), seed=SEEDS[MIT_BASE])
        values = {name: each if each.ndim < 2 else _in_eight_bits(each) for name, each in base.items()}
        card = texts.card(
            repo.split("/")[1],
            "Quantized to eight bits.",
            license="mit",
            base_model=MIT_BASE,
            base_model_relation="quantized",
        )
        made = repository(
            card=card,
            config=configs.LLAMA,
            tensors=as_bfloat16(values),
            vocabulary_size=configs.LLAMA["vocab_size"],
        )
        return {**made, **_encoded(files)}

    return samples.Sample(repo=repo, files=files_of, created_at=DATE)


def _in_eight_bits(values: Floats) -> Floats:
    scale = np.abs(values).max(axis=1, keepdims=True) / np.float32(127)
    rounded: Floats = np.asarray(np.round(values / scale) * scale, np.float32)
    return rounded


_HEADER = "# Copyright 2024 Example Base. All rights reserved.\n"
_CODE = "\n".join(f"    self.part_{number} = Layer(config.part_size, number={number})" for number in range(120))


UPSTREAMS = (
    _upstream(NC, "cc-by-nc-4.0"),
    _upstream(RAIL, "creativeml-openrail-m"),
    _upstream(LLAMA, "llama3.1", LICENSE=AGREEMENT),
    _upstream(MIT_BASE, "mit", LICENSE=MIT, **{"modeling_base.py": _HEADER + _CODE}),
    _upstream(APACHE_BASE, "apache-2.0", LICENSE=texts.apache("2024 Example Base"), NOTICE=NOTICE),
)
_APACHE = texts.apache("2024 Example Base")
DERIVATIVES = (
    _made_from(NC, "acme/Relicensed-8B", "mit", LICENSE=texts.mit("Copyright (c) 2026 Acme")),
    _made_from(
        LLAMA,
        "acme/Llama-3.1-Right-8B",
        "llama3.1",
        f"{_CHANGED} **Built with Llama.**",
        LICENSE=AGREEMENT,
        NOTICE=SENTENCE,
    ),
    _made_from(LLAMA, "acme/Bare-8B", "llama3.1"),
    _made_from(RAIL, "acme/Unrestricted-8B", "apache-2.0"),
    _made_from(MIT_BASE, "acme/Replaced-8B", "mit", LICENSE=texts.mit("Copyright (c) 2026 Acme")),
    _quantized("acme/Mit-8B-8-bit", LICENSE=MIT),
    _quantized("acme/Mit-8B-bare-8-bit"),
    _made_from(MIT_BASE, "acme/Code-8B", "mit", LICENSE=MIT, **{"modeling_acme.py": f"import torch\n\n{_CODE}\n"}),
    _made_from(MIT_BASE, "acme/Headed-Code-8B", "mit", LICENSE=MIT, **{"modeling_acme.py": _HEADER + _CODE}),
    _made_from(APACHE_BASE, "acme/Dropped-8B", "apache-2.0", LICENSE=_APACHE),
    _made_from(APACHE_BASE, "acme/Kept-8B", "apache-2.0", LICENSE=_APACHE, NOTICE=f"Acme 8B\n{NOTICE}"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    repos = [each.repo for each in DERIVATIVES]
    with World(
        tmp_path_factory.mktemp("licenses"), repos, upstreams=UPSTREAMS, derivatives=DERIVATIVES, rules=RULES
    ) as world:
        yield world


@pytest.mark.parametrize(
    ("repo", "code", "expected"),
    [
        ("acme/Relicensed-8B", Exit.CONFLICT, {"license-conflict", "license-reference-missing"}),
        ("acme/Llama-3.1-Right-8B", Exit.DONE, set()),
        (
            "acme/Bare-8B",
            Exit.ATTRIBUTION_MISSING,
            {"license-text-missing", "notice-sentence-missing", "display-attribution-missing", "name-clause"},
        ),
        ("acme/Unrestricted-8B", Exit.CONFLICT, {"license-conflict", "restrictions-not-passed-on"}),
        ("acme/Replaced-8B", Exit.ATTRIBUTION_MISSING, {"copyright-notice-missing"}),
        ("acme/Mit-8B-8-bit", Exit.DONE, set()),
        ("acme/Mit-8B-bare-8-bit", Exit.ATTRIBUTION_MISSING, {"license-text-missing", "copyright-notice-missing"}),
        ("acme/Dropped-8B", Exit.ATTRIBUTION_MISSING, {"notice-file-missing"}),
        ("acme/Kept-8B", Exit.DONE, set()),
    ],
)
def test_what_is_found_and_how_the_scan_ends(world: World, repo: str, code: Exit, expected: set[str]) -> None:
    report = world.scan(repo)
    weighty = {each.rule for each in report.assessment.findings if each.severity is not Severity.ADVICE}
    assert weighty == expected, report.assessment.cannot_tell
    assert exit_of_scan(report) is code


@pytest.mark.parametrize(("repo", "told"), [("acme/Code-8B", True), ("acme/Headed-Code-8B", False)])
def test_a_program_file_that_lost_its_header_is_told_as_advice(world: World, repo: str, told: bool) -> None:  # noqa: FBT001 - a parameter
    report = world.scan(repo)
    found = {each.rule: each.severity for each in report.assessment.findings}
    assert found.get("code-header-missing") is (Severity.ADVICE if told else None)
    assert exit_of_scan(report) is Exit.DONE


def test_the_document_says_how_each_obligation_is_met(world: World) -> None:
    met = {each["duty"]: each for each in world.document("acme/Llama-3.1-Right-8B")["obligations"]}
    assert {each["met"] for each in met.values()} == {"yes"}
    assert met["notice_sentence"]["where"] == ["NOTICE"]
    assert met["notice_sentence"]["wordings"] == [SENTENCE]


def test_conflicts_and_names_wait_for_a_person_and_the_rest_is_posted(world: World) -> None:
    world.poll()
    for repo in ("acme/Relicensed-8B", "acme/Unrestricted-8B", "acme/Bare-8B"):
        assert world.case(repo).state is CaseState.IN_REVIEW
        assert world.threads(repo) == []
    assert world.case("acme/Dropped-8B").state is CaseState.POSTED
