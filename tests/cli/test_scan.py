# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice scan`` and ``compare`` as a person or a script calls them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.model.components import Component
from bot.model.costs import Cost
from bot.model.errors import NotFound
from bot.model.lineage import Verdict
from bot.model.reports import Comparison
from tests.cli.conftest import GivenApplication, error_for
from tests.samples.judged import DEEPSEEK, SUSPECT, WHOLE_MODEL, lineage, part
from tests.samples.models import as_repository, dense, noisy
from tests.samples.pictures import MOE

COMPARISON = Comparison(
    suspect=SUSPECT,
    reference=DEEPSEEK,
    lineage=lineage(part(Component.TEXT_MODEL, Verdict.DERIVED, DEEPSEEK)),
    cost=Cost(1.0, 2_000_000, 9),
)


def test_json_on_stdout_is_one_object_and_nothing_else(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    result = call("scan", "acme/model", "--format", "json")
    assert json.loads(result.stdout)["schema"] == "hubnotice.scan/1"
    assert result.stderr == ""


def test_a_table_names_upstream_rules_and_what_to_do(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    printed = " ".join(call("scan", "acme/model").stdout.split())
    assert "deepseek-ai/DeepSeek-V3-0324@e9b33ad" in printed
    assert "FIX license-text-missing" in printed
    assert "To fix: 2." in printed


def test_markdown_has_a_table_of_findings(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    assert "| FIX | license-text-missing |" in call("scan", "acme/model", "--format", "md").stdout


def test_obligations_stand_in_the_tables_with_their_state(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    printed = " ".join(call("scan", "acme/model").stdout.split())
    assert "mit, condition paragraph include license text" in printed
    assert "not found" in printed


def test_html_is_one_page_and_the_exit_code_stays(
    app: GivenApplication, call: Callable[..., Result], tmp_path: Path
) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    result = call("scan", "acme/model", "--format", "html", "-o", str(tmp_path / "report.html"))
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert result.exit_code == call("scan", "acme/model").exit_code == 12


def test_sarif_is_one_log_and_the_exit_code_stays(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    result = call("scan", "acme/model", "--format", "sarif")
    assert json.loads(result.stdout)["runs"][0]["results"]
    assert result.exit_code == 12


def test_reports_are_for_scans_alone(call: Callable[..., Result]) -> None:
    assert call("compare", "a/b", "c/d", "--format", "html").exit_code == 2


def test_data_goes_to_a_file_where_one_is_named(
    app: GivenApplication, call: Callable[..., Result], tmp_path: Path
) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    result = call("scan", "acme/model", "--format", "json", "-o", str(tmp_path / "report.json"))
    assert result.stdout == ""
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["findings"]


def test_a_file_that_cannot_be_written_is_a_mistake_of_the_caller(
    app: GivenApplication, call: Callable[..., Result], tmp_path: Path
) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    result = call("scan", "acme/model", "-o", str(tmp_path / "no" / "folder.md"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_comparison_ends_with_0_whatever_it_says(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["a/b"] = COMPARISON
    result = call("compare", "a/b", "c/d", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] == "derived"


def test_a_comparison_says_in_words_what_is_shared(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["a/b"] = COMPARISON
    printed = call("compare", "a/b", "c/d").stdout
    assert printed.startswith(
        "example-lab/Example-JA-700B@9a8b7c6 shares its weights with deepseek-ai/DeepSeek-V3-0324@e9b33ad\n"
    )
    assert "2.0 MB moved, 9 requests" in printed


def test_full_lifts_the_budget_and_excludes_a_limit(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["a/b"] = COMPARISON
    call("compare", "a/b", "c/d", "--full")
    assert app.budgets[0].max_bytes > 10**15
    assert call("compare", "a/b", "c/d", "--full", "--max-bytes", "1MB").exit_code == 2


def test_a_device_without_anything_to_compute_on_it_is_a_mistake(call: Callable[..., Result]) -> None:
    result = call("compare", "a/b", "c/d", "--device", "cpu")
    assert result.exit_code == 2
    assert "--device is for --full" in result.stderr


def test_full_adds_every_tensor_to_the_document(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.hub.publish("c/d", as_repository(dense(1)))
    app.hub.publish("a/b", as_repository(noisy(dense(1), 0.01)))
    plain = json.loads(call("compare", "a/b", "c/d", "--format", "json").stdout)
    full = json.loads(call("compare", "a/b", "c/d", "--full", "--format", "json").stdout)
    assert full.keys() - plain.keys() == {"tensors", "tensor_totals"}
    assert (full["verdict"], full["relation"]) == (plain["verdict"], plain["relation"])
    assert {each["name"] for each in full["tensors"]} == dense(1).keys()
    assert full["tensor_totals"]["compared"] == full["tensor_totals"]["parameters"]


@pytest.mark.parametrize("form", ["table", "md"])
def test_full_prints_a_row_for_each_tensor(app: GivenApplication, call: Callable[..., Result], form: str) -> None:
    app.hub.publish("c/d", as_repository(dense(1)))
    app.hub.publish("a/b", as_repository(dense(1)))
    printed = call("compare", "a/b", "c/d", "--full", "--format", form).stdout
    assert "parameters of the suspect, 100 % were compared: 100 % are exactly equal" in printed
    assert sum("q_proj.weight" in line.replace("\\", "") for line in printed.splitlines()) == 4


def test_a_folder_without_a_model_is_nothing_to_check(call_for_real: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing here", encoding="utf-8")
    result = call_for_real("scan", "./empty", "--offline", "--format", "json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["lineage"] == []


def test_offline_asks_the_hub_nothing_and_says_so(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("scan", "acme/model", "--offline")
    assert result.exit_code == 4
    assert "offline" in result.stderr


def test_all_mistakes_in_settings_are_told_at_once(call_for_real: Callable[..., Result]) -> None:
    result = call_for_real("scan", ".", "--max-bytes", "lots", environment={"HF_ENDPOINT": "ftp://hub"})
    assert result.exit_code == 2
    assert "--max-bytes" in result.stderr
    assert "HF_ENDPOINT" in result.stderr


def test_history_is_read_where_it_is_asked_for(app: GivenApplication, call: Callable[..., Result]) -> None:
    first = app.hub.publish("acme/model", {"config.json": b"{}", "LICENSE": b"Copyright (c) 2023 DeepSeek"})
    app.hub.publish("acme/model", {}, delete=["LICENSE"])
    assert json.loads(call("scan", "acme/model", "--format", "json").stdout)["history"] is None
    document = json.loads(call("scan", "acme/model", "--history", "--format", "json").stdout)
    assert [(each["path"], each["what"]) for each in document["timeline"]] == [
        ("LICENSE", "appeared"),
        ("LICENSE", "vanished"),
    ]
    assert document["timeline"][0]["commit"] == first.revision
    assert document["history"] == {"commits": 2, "of": 2, "complete": True}


def test_base_models_of_a_card_are_taken_in_first_where_that_is_asked_for(
    app: GivenApplication, call: Callable[..., Result]
) -> None:
    card = b"---\nbase_model: [e/missing, ../f, c/d]\n---\n"
    app.hub.publish("c/d", as_repository(dense(1)))
    app.hub.publish("a/b", {**as_repository(noisy(dense(1), 0.01)), "README.md": card})
    assert json.loads(call("scan", "a/b", "--format", "json").stdout)["verdict"] == "not_assessed"
    result = call("scan", "a/b", "--with-declared", "--format", "json")
    assert json.loads(result.stdout)["verdict"] == "derived"
    assert [key.repo for key in app.catalog.keys()] == ["c/d"]  # noqa: SIM118 - no mapping
    assert "e/missing: named as base model, and could not be looked at" in result.stderr
    assert "../f" not in result.stderr
    app.hub.fail("c/d", error_for(NotFound))
    assert "c/d: named" not in call("scan", "a/b", "--with-declared").stderr


def test_what_is_declared_is_not_asked_for_offline(call: Callable[..., Result]) -> None:
    assert call("scan", ".", "--with-declared", "--offline").exit_code == 2


@pytest.mark.parametrize("name", ["model.safetensors", "q4.gguf", "pytorch_model.bin", "model.onnx", "tf_model.h5"])
def test_a_pointer_in_place_of_weights_is_told_as_such(
    call_for_real: Callable[..., Result], tmp_path: Path, name: str
) -> None:
    (tmp_path / "model").mkdir()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4976698672\n"
    (tmp_path / "model" / name).write_text(pointer, encoding="utf-8")
    result = call_for_real("scan", "./model", "--offline", "--format", "json")
    assert result.exit_code == 4
    (left,) = json.loads(result.stdout)["not_checked"]
    assert left["detail"].startswith(f"{name}: a Git LFS pointer stands in place of the weights")


PICTURED = replace(WHOLE_MODEL.report(), lineage=replace(WHOLE_MODEL.report().lineage, pictures=MOE))


def test_pictures_are_drawn_where_somebody_wants_them(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = PICTURED
    printed = call("scan", "acme/model", "--pictures").stdout
    assert "15 of 15 measured cells agree with deepseek-ai/DeepSeek-V3-0324" in printed
    assert "\x1b" not in printed
    assert "measured cells" not in call("scan", "acme/model").stdout
    assert "```text\n12 of 12 sampled blocks" in call("scan", "acme/model", "--pictures", "--format", "md").stdout


def test_a_comparison_has_pictures_too(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["a/b"] = replace(COMPARISON, lineage=replace(COMPARISON.lineage, pictures=MOE))
    assert "15 of 15 measured cells" in call("compare", "a/b", "c/d", "--pictures").stdout
    assert json.loads(call("compare", "a/b", "c/d", "--format", "json").stdout)["pictures"]["maps"]


def test_a_terminal_without_blocks_gets_ascii(app: GivenApplication) -> None:
    app.answers["acme/model"] = PICTURED
    result = CliRunner(charset="ascii").invoke(main, ["scan", "acme/model", "--pictures"], obj=app)
    assert "  0  .998     .  .997" in result.stdout
    assert result.stdout.isascii()


def test_a_report_without_numbers_says_so(app: GivenApplication, call: Callable[..., Result]) -> None:
    app.answers["acme/model"] = WHOLE_MODEL.report()
    assert "The scan kept no numbers for pictures" in call("scan", "acme/model", "--pictures").stdout


@pytest.mark.parametrize("form", ["json", "html", "sarif", "pdf"])
def test_pictures_are_not_asked_for_where_they_cannot_be_drawn(
    app: GivenApplication, call: Callable[..., Result], form: str
) -> None:
    result = call("scan", "acme/model", "--pictures", "--format", form)
    assert (result.exit_code, app.budgets) == (2, [])


@pytest.mark.slow
def test_a_pdf_goes_into_a_file_and_the_exit_code_stays(
    app: GivenApplication, call: Callable[..., Result], tmp_path: Path
) -> None:
    app.answers["acme/model"] = PICTURED
    result = call("scan", "acme/model", "--format", "pdf", "-o", str(tmp_path / "report.pdf"))
    assert (result.exit_code, result.stdout) == (12, "")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_without_its_library_a_pdf_is_refused_with_what_to_do(
    app: GivenApplication, call: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.answers["acme/model"] = PICTURED
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.delitem(sys.modules, "bot.adapters.documents.pdf", raising=False)
    monkeypatch.delattr("bot.adapters.documents.pdf", raising=False)
    result = call("scan", "acme/model", "--format", "pdf", "-o", "never.pdf")
    assert "pdf needs the library weasyprint, which is not installed; pip install 'hubnotice[pdf]'" in result.stderr
