# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""SPDX 2.3: valid by two judges, the same in every run, whatever a repository is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ntia_conformance_checker import SbomChecker
from spdx_tools.spdx.model import Document, SpdxNoAssertion, SpdxNone
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from bot.adapters.documents.spdx import write_json, write_tag_value
from bot.adapters.documents.spdx_licenses import spelled
from bot.model.bill import Bill, LicenseName
from tests.samples.bills import BILLS, FILES, HOSTILE_BILL, LICENSED, bill
from tests.samples.judged import DEEPSEEK, SUSPECT, VISION_ENCODER_ONLY, WHOLE_MODEL

WRITERS = {".spdx.json": write_json, ".spdx": write_tag_value}


def parsed(made: Bill, folder: Path, suffix: str = ".spdx.json") -> Document:
    file = folder / f"document{suffix}"
    file.write_text(WRITERS[suffix](made), encoding="utf-8")
    return parse_file(str(file))


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", [*BILLS, "hostile"])
def test_every_document_is_valid(name: str, suffix: str, tmp_path: Path) -> None:
    made = HOSTILE_BILL if name == "hostile" else BILLS[name]
    assert validate_full_spdx_document(parsed(made, tmp_path, suffix)) == []


@pytest.mark.parametrize("name", BILLS)
def test_every_document_has_the_minimum_elements_and_nothing_floats(name: str, tmp_path: Path) -> None:
    file = tmp_path / "document.spdx.json"
    file.write_text(write_json(BILLS[name]), encoding="utf-8")
    checked = SbomChecker(str(file), compliance="ntia")
    assert checked.floating_component_ids == set()
    assert checked.compliant


def test_both_encodings_say_the_same(tmp_path: Path) -> None:
    made = BILLS["two_parts"]
    assert parsed(made, tmp_path, ".spdx") == parsed(made, tmp_path, ".spdx.json")


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_second_run_gives_the_same_bytes(suffix: str) -> None:
    write = WRITERS[suffix]
    assert write(bill(WHOLE_MODEL)) == write(bill(WHOLE_MODEL))


def test_another_content_has_another_address() -> None:
    first, second = (json.loads(write_json(BILLS[name])) for name in ("whole_model", "declared_finetune"))
    assert first["name"] == second["name"]
    assert first["documentNamespace"] != second["documentNamespace"]


def test_none_and_not_determined_are_two_things(tmp_path: Path) -> None:
    nothing = parsed(BILLS["nothing_known"], tmp_path).packages[0]
    assert nothing.license_declared == SpdxNone()
    assert nothing.license_concluded == SpdxNoAssertion()
    assert nothing.copyright_text == SpdxNoAssertion()


def test_a_license_is_concluded_where_its_text_stands_there_alone(tmp_path: Path) -> None:
    model = parsed(bill(LICENSED), tmp_path).packages[0]
    assert (str(model.license_declared), str(model.license_concluded)) == ("MIT", "MIT")


def test_a_license_that_spdx_does_not_know_comes_with_its_words(tmp_path: Path) -> None:
    document = parsed(BILLS["vision_encoder_only"], tmp_path)
    assert str(document.packages[0].license_declared) == "LicenseRef-hub-other"
    (told,) = document.extracted_licensing_info
    assert told.license_id == "LicenseRef-hub-other"
    assert "was not read" in (told.extracted_text or "")


@pytest.mark.parametrize("spdx", ["LicenseRef-MIT-Bootstrap", "OpenMDW-1.0", "GPL-3.0", "not ( an expression", None])
def test_what_the_library_would_take_for_something_else_gets_a_reference_of_ours(spdx: str | None) -> None:
    assert spelled(LicenseName(id="some-license", name="Some", spdx=spdx)) == "LicenseRef-hub-some-license"


@pytest.mark.parametrize("spdx", ["MIT", "GPL-3.0-only", "Apache-2.0 AND MIT", "LicenseRef-llama-3.1"])
def test_what_comes_back_as_it_was_written_stays(spdx: str) -> None:
    assert spelled(LicenseName(id="x", name="X", spdx=spdx)) == spdx


def test_git_ids_never_stand_for_checksums(tmp_path: Path) -> None:
    packages = {package.name: package for package in parsed(BILLS["whole_model"], tmp_path).packages}
    small, large = packages["config.json"], packages["model-00001-of-00002.safetensors"]
    assert small.checksums == []
    assert [each.locator for each in small.external_references] == [f"gitoid:blob:sha1:{'c' * 40}"]
    assert [each.value for each in large.checksums] == ["1" * 64]
    assert large.external_references == []
    assert len(FILES) + 3 == len(packages)


def test_a_component_descends_where_the_model_does_not(tmp_path: Path) -> None:
    document = parsed(bill(VISION_ENCODER_ONLY), tmp_path)
    told = {(each.spdx_element_id, each.relationship_type.name) for each in document.relationships}
    assert ("SPDXRef-component-1-vision-encoder", "DESCENDANT_OF") in told
    assert ("SPDXRef-model", "DESCENDANT_OF") not in told


def test_evidence_stands_beside_the_component(tmp_path: Path) -> None:
    notes = [each.annotation_comment for each in parsed(BILLS["whole_model"], tmp_path).annotations]
    assert "log10_p: -90" in notes
    assert any(note.startswith("evidence.sampled_weights: against deepseek-ai/DeepSeek-V3-0324") for note in notes)
    assert any(note.startswith("finding.license-text-missing: obligation:") for note in notes)


def test_packages_carry_a_purl_and_the_commit(tmp_path: Path) -> None:
    packages = parsed(BILLS["whole_model"], tmp_path).packages
    assert packages[0].external_references[0].locator == f"pkg:huggingface/{SUSPECT.repo}@{SUSPECT.revision}"
    assert packages[1].external_references[0].locator == f"pkg:huggingface/{DEEPSEEK.repo}@{DEEPSEEK.revision}"
    assert str(packages[0].supplier) == "Organization: example-lab"


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    text = write_tag_value(HOSTILE_BILL)
    assert "<script" not in text
    assert "\u202e" not in text
    assert parsed(HOSTILE_BILL, tmp_path, ".spdx") == parsed(HOSTILE_BILL, tmp_path, ".spdx.json")
