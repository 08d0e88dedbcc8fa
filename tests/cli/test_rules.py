# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice rules``, built for real: neither a database nor the Hub is needed for it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.samples.judged import rulebook

Call = Callable[..., Result]
LICENSE = "id: own\nname: Our License\nclass: community\ncoverage: no_duty\nhub_ids: []\n"


def folder_with(folder: Path, **files: str) -> str:
    for name, text in files.items():
        path = folder / "own" / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return str(folder / "own")


def test_the_list_has_every_rule_and_every_license(call_for_real: Call) -> None:
    listed = json.loads(call_for_real("rules", "list", "--json").stdout)
    assert [each["id"] for each in listed["rules"]] == [rule.id for rule in rulebook().policies]
    assert [each["id"] for each in listed["licenses"]] == [rule.id for rule in rulebook().licenses]
    assert json.loads(call_for_real("rules", "list", "--format", "json").stdout) == listed
    assert "MIT License" in call_for_real("rules", "list").stdout


def test_the_application_s_rules_are_listed_where_there_is_one(call: Call) -> None:
    assert "license-text-missing" in call("rules", "list").stdout


def test_a_rule_is_explained(call_for_real: Call) -> None:
    told = json.loads(call_for_real("rules", "explain", "license-text-missing", "--format", "json").stdout)
    assert (told["schema"], told["severity"]) == ("hubnotice.rule/1", "obligation")
    assert "How to put it right:" in call_for_real("rules", "explain", "license-text-missing").stdout


def test_a_license_is_explained_by_its_spdx_id(call_for_real: Call) -> None:
    told = json.loads(call_for_real("rules", "explain", "Apache-2.0", "--format", "json").stdout)
    assert (told["schema"], told["id"], told["page"]) == (
        "hubnotice.license/1",
        "apache-2.0",
        "docs/rules/licenses/apache-2.0.md",
    )
    assert "section 4(d)" in call_for_real("rules", "explain", "apache-2.0", "--format", "md").stdout


def test_an_unknown_name_is_a_usage_error_with_near_ones(call_for_real: Call) -> None:
    result = call_for_real("rules", "explain", "licence-text-mising")
    assert result.exit_code == 2
    assert "did you mean license-text-missing" in result.stderr
    assert "hubnotice rules list" in call_for_real("rules", "explain", "xyzzy-quux").stderr


def test_the_program_s_own_rules_can_all_be_used(call_for_real: Call) -> None:
    result = call_for_real("rules", "check", "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["mistakes"] == []
    assert found["checked"]["rules"] == len(rulebook().policies)
    assert found["checked"]["examples"] > 80


def test_an_operator_s_folder_is_checked_over_the_program_s(call_for_real: Call, tmp_path: Path) -> None:
    own = folder_with(tmp_path, licenses__own_yaml=LICENSE)
    result = call_for_real("rules", "check", own, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["checked"]["licenses"] == len(rulebook().licenses) + 1


def test_the_folder_of_the_settings_is_checked_and_explained(call_for_real: Call, tmp_path: Path) -> None:
    environment = {"HUBNOTICE_RULES_FOLDER": folder_with(tmp_path, licenses__own_yaml=LICENSE)}
    assert call_for_real("rules", "check", environment=environment).stdout.startswith(str(tmp_path / "own"))
    assert "Our License" in call_for_real("rules", "explain", "own", environment=environment).stdout


def test_all_mistakes_are_told_together(call_for_real: Call, tmp_path: Path) -> None:
    own = folder_with(
        tmp_path,
        licenses__own_yaml=LICENSE.replace("no_duty", "sometimes"),
        policies__own_yaml="id: [\n",
        presets__own_yaml="id: own\ntitel: x\n",
        licences__own_yaml=LICENSE,
    )
    result = call_for_real("rules", "check", own)
    assert result.exit_code == 2
    printed = " ".join(result.stdout.split())
    assert "rules/licenses/own.yaml: 'coverage': unknown word 'sometimes'" in printed
    assert "rules/policies/own.yaml, line 2:" in printed
    assert "rules/presets/own.yaml: unknown key 'titel'" in printed
    assert "licences/own.yaml: no rulebook reads this file" in printed


def test_a_folder_that_is_not_there_is_a_mistake(call_for_real: Call, tmp_path: Path) -> None:
    result = call_for_real("rules", "check", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "expected a folder with rules" in " ".join(result.stdout.split())


def test_rules_that_cannot_be_used_are_all_named_by_any_command(call_for_real: Call, tmp_path: Path) -> None:
    own = folder_with(tmp_path, policies__one_yaml="", presets__two_yaml="")
    result = call_for_real("rules", "list", environment={"HUBNOTICE_RULES_FOLDER": own})
    assert result.exit_code == 2
    assert "rules/policies/one.yaml" in result.stderr
    assert "rules/presets/two.yaml" in result.stderr


def test_pages_are_written_and_hand_written_words_stay(call_for_real: Call, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "README.md").write_text("# Ours\n\nBy hand.\n", encoding="utf-8")
    result = call_for_real("rules", "pages", str(pages))
    assert result.exit_code == 0
    assert "By hand." in (pages / "README.md").read_text(encoding="utf-8")
    assert (pages / "licenses" / "mit.md").read_text(encoding="utf-8").count("# MIT License\n") == 1


def test_a_place_that_cannot_be_written_is_a_usage_error(call_for_real: Call, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "licenses").write_text("a file", encoding="utf-8")
    result = call_for_real("rules", "pages", str(tmp_path / "pages"))
    assert result.exit_code == 2
    assert "name another folder" in result.stderr


@pytest.mark.parametrize("arguments", [["rules", "--help"], ["rules", "list"]])
def test_neither_a_database_nor_numpy_is_loaded(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom bot.cli.main import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n    assert not end.code\n"
        "print([name for name in ('sqlalchemy', 'dbos', 'torch', 'huggingface_hub', 'numpy') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
