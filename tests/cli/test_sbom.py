# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice sbom`` as a person or a script calls it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from bot.adapters.documents import writers
from bot.model.errors import OperatorError
from bot.ports.documents import DocumentForm
from tests.cli.conftest import GivenApplication
from tests.samples.models import as_file, as_repository, dense


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "my-model"
    made.mkdir()
    (made / "model.safetensors").write_bytes(as_file(dense(1)))
    (made / "README.md").write_text("---\nlicense: mit\n---\n# Mine\n", encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("arguments", "beginning"),
    [
        ((), '{\n    "SPDXID": "SPDXRef-DOCUMENT"'),
        (("--encoding", "tag-value"), "## Document Information\nSPDXVersion: SPDX-2.3\n"),
        (("--format", "spdx3"), '{\n  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"'),
        (("--format", "cyclonedx"), '{\n  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json"'),
    ],
)
def test_each_format_is_written_and_a_second_run_gives_the_same_bytes(
    call: Callable[..., Result], folder: Path, arguments: tuple[str, ...], beginning: str
) -> None:
    first, second = (call("sbom", str(folder), *arguments) for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout.startswith(beginning)
    assert first.stdout == second.stdout
    assert str(folder.parent) not in first.stdout


def test_a_repository_is_named_as_on_the_hub(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.hub.publish("acme/model", as_repository(dense(1)))
    document = json.loads(call("sbom", "acme/model").stdout)
    assert document["name"] == "acme/model"
    assert document["creationInfo"]["creators"][0].startswith("Tool: hubnotice-")


def test_a_document_goes_to_a_file_with_the_same_bytes(call: Callable[..., Result], folder: Path) -> None:
    target = folder.parent / "model.spdx.json"
    result = call("sbom", str(folder), "-o", str(target))
    assert result.stdout == ""
    assert target.read_bytes().decode() == call("sbom", str(folder)).stdout


def test_a_name_gives_a_folder_its_supplier(call: Callable[..., Result], folder: Path) -> None:
    document = json.loads(call("sbom", str(folder), "--name", "acme/model").stdout)
    assert document["packages"][0]["supplier"] == "Organization: acme"
    assert call("sbom", str(folder), "--name", "no name").exit_code == 2


def test_the_date_can_be_given(call: Callable[..., Result], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(call("sbom", str(folder)).stdout)["creationInfo"]["created"] == "2023-11-14T22:13:20Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert call("sbom", str(folder)).exit_code == 2


def test_tag_value_is_for_spdx_alone(call: Callable[..., Result], folder: Path) -> None:
    result = call("sbom", str(folder), "--format", "cyclonedx", "--encoding", "tag-value")
    assert result.exit_code == 2
    assert "is for --format spdx" in result.stderr


def test_what_could_not_be_determined_is_said(call: Callable[..., Result], folder: Path) -> None:
    assert "could not be determined; the document says which" in call("sbom", str(folder)).stderr


def test_a_library_that_is_not_installed_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cyclonedx", None)
    monkeypatch.delitem(sys.modules, "bot.adapters.documents.cyclonedx", raising=False)
    monkeypatch.delattr("bot.adapters.documents.cyclonedx", raising=False)
    with pytest.raises(OperatorError, match=r"library cyclonedx, .* pip install 'hubnotice\[sbom\]'"):
        writers.bill_writer(DocumentForm.CYCLONEDX_JSON)
