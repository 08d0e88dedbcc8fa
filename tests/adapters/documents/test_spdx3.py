# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""SPDX 3.0.1 with the AI profile: valid by the model's own classes and by the conformance checker."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from ntia_conformance_checker import SbomChecker
from spdx_python_model import v3_0_1 as spdx3

from bot.adapters.documents.spdx3 import write_json
from bot.model.bill import Bill
from tests.samples.bills import BILLS, HOSTILE_BILL, bill
from tests.samples.judged import WHOLE_MODEL


def elements(made: Bill) -> list[dict[str, Any]]:
    graph: list[dict[str, Any]] = json.loads(write_json(made))["@graph"]
    return graph


@pytest.mark.parametrize("name", [*BILLS, "hostile"])
def test_every_document_is_read_by_the_model_without_a_loose_end(name: str) -> None:
    text = write_json(HOSTILE_BILL if name == "hostile" else BILLS[name])
    objects = spdx3.SHACLObjectSet()
    spdx3.JSONLDDeserializer().read(io.BytesIO(text.encode()), objects)
    told = {each for each in objects.missing_ids if not each.startswith("https://spdx.org/rdf/3.0.1/terms/")}
    assert told == set()
    assert len(list(objects.foreach_type(spdx3.ai_AIPackage))) == 1


@pytest.mark.parametrize("name", [name for name in BILLS if name != "nothing_known"])
def test_every_document_of_more_than_nothing_has_the_minimum_elements(name: str, tmp_path: Path) -> None:
    file = tmp_path / "document.spdx3.json"
    file.write_text(write_json(BILLS[name]), encoding="utf-8")
    checked = SbomChecker(str(file), compliance="ntia", sbom_spec="spdx3")
    assert checked.floating_component_ids == set()
    assert checked.compliant


def test_a_second_run_gives_the_same_bytes() -> None:
    assert write_json(bill(WHOLE_MODEL)) == write_json(bill(WHOLE_MODEL))


def test_none_and_not_determined_are_two_things() -> None:
    licenses = {
        each["relationshipType"]: each["to"] for each in elements(BILLS["nothing_known"]) if "relationshipType" in each
    }
    assert licenses["hasDeclaredLicense"] == ["expandedlicensing_NoneLicense"]
    assert licenses["hasConcludedLicense"] == ["expandedlicensing_NoAssertionLicense"]


def test_the_ai_profile_is_claimed_only_where_all_that_it_asks_for_is_there() -> None:
    def profiles(made: Bill) -> list[str]:
        (document,) = [each for each in elements(made) if each["type"] == "SpdxDocument"]
        told: list[str] = document["profileConformance"]
        return told

    assert "ai" in profiles(BILLS["whole_model"])
    assert "ai" not in profiles(bill(WHOLE_MODEL.named("local-0123", "/home/someone/example")))


def test_a_quantised_model_is_generated_from_its_upstream() -> None:
    made = BILLS["two_parts"]
    (model,) = [each for each in elements(made) if each["type"] == "ai_AIPackage"]
    told = [each for each in elements(made) if each.get("relationshipType") == "descendantOf"]
    assert model["spdxId"] in {each["from"] for each in told}
    assert all(each["comment"].startswith("Measured: ") for each in told)
