# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Documents of the public cases, over the real client and server, before official validators."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from ntia_conformance_checker import SbomChecker
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from bot.localhub import samples
from bot.model.bill import PartKind
from bot.ports.documents import DocumentForm
from bot.ports.progress import Silence
from tests.scenarios.world import World, environment_of

WHOLE, PART, OWN = samples.RAKUTEN_LIKE, samples.NAVER_LIKE, samples.SOLAR_LIKE


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("documents"), [WHOLE, PART, OWN]) as made:
        yield made


def written(world: World, repo: str, form: DocumentForm) -> str:
    return world.app.document(world.app.bill(repo, Silence()), form)


@pytest.mark.parametrize("form", DocumentForm)
@pytest.mark.parametrize("repo", [WHOLE, PART, OWN])
def test_two_runs_on_one_commit_give_the_same_bytes(world: World, repo: str, form: DocumentForm) -> None:
    assert written(world, repo, form) == written(world, repo, form)


@pytest.mark.parametrize("form", ["spdx", "spdx3", "cyclonedx"])
def test_two_processes_give_the_same_bytes(world: World, form: str) -> None:
    environment = environment_of(world.hub.url, world.folder)
    command = [sys.executable, "-m", "bot.cli", "sbom", WHOLE, "--format", form]
    first, second = (
        subprocess.run(
            command,
            env={**os.environ, **environment, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second
    assert len(first) > 1000


@pytest.mark.parametrize("repo", [WHOLE, PART, OWN])
@pytest.mark.parametrize("form", [DocumentForm.SPDX_JSON, DocumentForm.SPDX_TAG_VALUE, DocumentForm.SPDX3_JSON])
def test_spdx_passes_its_validators(world: World, repo: str, form: DocumentForm, tmp_path: Path) -> None:
    is_3 = form is DocumentForm.SPDX3_JSON
    file = tmp_path / ("model.spdx" if form is DocumentForm.SPDX_TAG_VALUE else "model.spdx.json")
    file.write_text(written(world, repo, form), encoding="utf-8")
    if not is_3:
        assert validate_full_spdx_document(parse_file(str(file))) == []
    checked = SbomChecker(str(file), compliance="ntia", sbom_spec="spdx3" if is_3 else "spdx2")
    assert checked.floating_component_ids == set()
    assert checked.compliant


@pytest.mark.parametrize("repo", [WHOLE, PART, OWN])
def test_cyclonedx_follows_its_schema(world: World, repo: str) -> None:
    text = written(world, repo, DocumentForm.CYCLONEDX_JSON)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_checksums_are_those_of_the_files(world: World) -> None:
    bill = world.app.bill(WHOLE, Silence())
    listed = {entry.path: entry for entry in world.app.sources.open(WHOLE).snapshot.files}
    told = {part.name: part for part in bill.of_kind(PartKind.FILE)}
    assert told.keys() == listed.keys()
    assert {name: part.sha256 for name, part in told.items()} == {
        path: entry.lfs_sha256 for path, entry in listed.items()
    }
    assert any(part.sha256 for part in told.values())
    assert all(part.sha256 is None or part.gitoid is None for part in told.values())


def test_only_the_vision_encoder_descends_from_its_upstream(world: World) -> None:
    document = json.loads(written(world, PART, DocumentForm.SPDX_JSON))
    descended = {
        each["spdxElementId"]
        for each in document["relationships"]
        if each["relationshipType"] in {"DESCENDANT_OF", "COPY_OF", "GENERATED_FROM"}
    }
    names = {each["SPDXID"]: each["name"] for each in document["packages"]}
    assert {names[each].removeprefix(f"{PART}: ") for each in descended} >= {"vision encoder"}
    assert PART not in {names[each] for each in descended}
    assert f"{PART}: language model" not in {names[each] for each in descended}


def test_an_independent_model_has_no_upstream_in_any_document(world: World) -> None:
    assert world.app.bill(OWN, Silence()).of_kind(PartKind.UPSTREAM) == ()
