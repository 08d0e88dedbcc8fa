# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""CycloneDX 1.6: valid by its schema, upstreams where every reader finds them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bot.adapters.documents.cyclonedx import write_json
from bot.model.bill import Bill
from tests.samples.bills import BILLS, HOSTILE_BILL, LICENSED, bill
from tests.samples.judged import DEEPSEEK, WHOLE_MODEL

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)
UPSTREAM = f"pkg:huggingface/{DEEPSEEK.repo}@{DEEPSEEK.revision}"


def document(made: Bill) -> Any:  # noqa: ANN401 - JSON
    return json.loads(write_json(made))


def properties(component: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    return {each["name"]: each["value"] for each in component["properties"]}


@pytest.mark.parametrize("name", [*BILLS, "hostile"])
def test_every_document_follows_its_schema(name: str) -> None:
    assert VALIDATOR.validate_str(write_json(HOSTILE_BILL if name == "hostile" else BILLS[name])) is None


def test_the_schema_would_refuse_a_model_card_with_a_word_of_our_own() -> None:
    made = document(BILLS["whole_model"])
    made["metadata"]["component"]["modelCard"]["invented"] = "word"
    assert VALIDATOR.validate_str(json.dumps(made)) is not None


def test_a_second_run_gives_the_same_bytes() -> None:
    assert write_json(bill(WHOLE_MODEL)) == write_json(bill(WHOLE_MODEL))


def test_an_upstream_is_ancestor_component_and_dependency() -> None:
    made = document(BILLS["whole_model"])
    model = made["metadata"]["component"]
    assert [each["purl"] for each in model["pedigree"]["ancestors"]] == [UPSTREAM]
    (listed,) = [each for each in made["components"] if each.get("purl") == UPSTREAM]
    depends = {each["ref"]: each.get("dependsOn", []) for each in made["dependencies"]}
    assert listed["bom-ref"] in depends[model["bom-ref"]]
    assert listed["copyright"] == "Copyright (c) 2023 DeepSeek"


def test_the_model_is_a_machine_learning_model_with_its_shares() -> None:
    model = document(BILLS["vision_encoder_only"])["metadata"]["component"]
    assert model["type"] == "machine-learning-model"
    shares = {each["value"] for each in model["modelCard"]["properties"]}
    assert "example-lab/Example-JA-700B: vision encoder: 0.0204067" in shares


def test_declared_and_concluded_are_told_apart() -> None:
    licenses = document(bill(LICENSED))["metadata"]["component"]["licenses"]
    assert [each["license"] for each in licenses] == [
        {"id": "MIT", "acknowledgement": "concluded"},
        {"id": "MIT", "acknowledgement": "declared"},
    ]


def test_none_and_not_determined_are_two_things() -> None:
    told = properties(document(BILLS["nothing_known"])["metadata"]["component"])
    assert told["hubnotice:license.declared"] == "none"
    assert told["hubnotice:license.concluded"] == "not_determined"


def test_hostile_words_stay_words() -> None:
    text = write_json(HOSTILE_BILL)
    assert "<script" not in text
    assert "javascript:" not in text
