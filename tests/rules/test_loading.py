# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Rules and templates are found, an operator's folder is searched first, and broken files are named with their line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.rulebook import data_folder, load_rulebook, load_templates, read_by_nobody
from bot.model.errors import RulesError
from bot.pipeline.explaining.overview import checked_book


def operator(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_the_program_s_own_rules_load() -> None:
    book = load_rulebook()
    assert {"dry-run", "review", "earned", "automatic", "demo"} == {preset.id for preset in book.presets}
    assert {"mit", "apache-2.0", "llama3.1"} <= {rule.id for rule in book.licenses}


def test_every_license_shows_by_examples_what_each_answer_looks_like() -> None:
    assert checked_book(load_rulebook(prove=True), "the program's rules").notes == ()


def test_rules_are_found_inside_the_package_as_a_wheel_holds_them(tmp_path: Path) -> None:
    own = data_folder("rules").parent
    shutil.copytree(own / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("rules", "templates"):
        shutil.copytree(own / name, tmp_path / "bot" / "_data" / name)
    script = "from bot.adapters.rulebook import *; print(len(load_rulebook().policies), len(load_templates()), data_folder('rules'))"
    output = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(tmp_path)},
    ).stdout
    assert output.split() == [
        str(len(load_rulebook().policies)),
        str(len(load_templates())),
        str(tmp_path / "bot" / "_data" / "rules"),
    ]


def test_an_operator_s_file_stands_in_for_the_program_s(tmp_path: Path) -> None:
    own = (data_folder("rules") / "presets" / "automatic.yaml").read_text(encoding="utf-8")
    folder = operator(tmp_path, "presets/automatic.yaml", own.replace("posts_per_hour: 2", "posts_per_hour: 1"))
    assert load_rulebook(folder).preset("automatic").posts_per_hour == 1
    assert len(load_rulebook(folder).policies) == len(load_rulebook().policies)


def test_an_operator_s_template_stands_in_for_the_program_s(tmp_path: Path) -> None:
    folder = operator(tmp_path, "discussion/title.txt.j2", "Hello")
    assert load_templates(folder)["discussion/title.txt.j2"] == "Hello"
    assert load_templates(folder).keys() == load_templates().keys()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("presets/own.yaml", "id: own\nid: two\n", "rules/presets/own.yaml, line 2: key 'id' is given twice"),
        ("presets/own.yaml", "id: [\n", "rules/presets/own.yaml, line 2"),
        ("presets/own.yaml", "", "rules/presets/own.yaml: expected keys with values, found nothing"),
        ("presets/own.yaml", "!!python/object/apply:os.getcwd []", "rules/presets/own.yaml, line 1"),
        ("presets/own.yaml", "id: x\x00y", "rules/presets/own.yaml: no valid YAML"),
        (
            "families/other.yaml",
            "id: demo\ntitle: t\nrepositories: []\nnames: []\ncomponents: []\n",
            "expected the id 'other'",
        ),
        ("licenses/x.yaml", "id: x\n", "rules/licenses/x.yaml: key 'class' is missing"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(RulesError) as refusal:
        load_rulebook(operator(tmp_path, name, text))
    assert message in str(refusal.value)


def test_a_repository_in_two_families_is_refused(tmp_path: Path) -> None:
    text = "id: twin\ntitle: t\nrepositories: [deepseek-ai/deepseek-v3]\nnames: []\ncomponents: []\n"
    with pytest.raises(RulesError, match="two files define the repository of a family 'deepseek-ai/deepseek-v3'"):
        load_rulebook(operator(tmp_path, "families/twin.yaml", text))


def test_a_license_without_its_text_is_refused(tmp_path: Path) -> None:
    own = (data_folder("rules") / "licenses" / "mit.yaml").read_text(encoding="utf-8")
    with pytest.raises(RulesError, match=r"expected the text 'texts/none\.txt'"):
        load_rulebook(operator(tmp_path, "licenses/mit.yaml", own.replace("texts/mit.txt", "texts/none.txt")))


def test_a_file_of_unreasonable_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="expected at most 262144 bytes"):
        load_rulebook(operator(tmp_path, "presets/own.yaml", "#" * 300_000))


def test_an_operator_s_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="expected a folder with rules"):
        load_rulebook(tmp_path / "none")


def test_an_unknown_preset_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        RulesError, match="unknown preset 'fast'; known presets are automatic, demo, dry-run, earned, review"
    ):
        load_rulebook().preset("fast")


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    duty = "{clause: c, relations: [copy], strength: obligation, places: []"
    operator(tmp_path, "presets/own.yaml", "id: [\n")
    operator(tmp_path, "families/own.yaml", "id: own\nnmae: x\n")
    operator(
        tmp_path,
        "licenses/own.yaml",
        "id: own\nname: Own\nclass: community\ncoverage: duties\nhub_ids: []\nduties:\n"
        f"  - {duty}, duty: sing}}\n  - {duty}, duty: noncommercial}}\n  - {duty}, duty: dance}}\n",
    )
    operator(
        tmp_path,
        "licenses/wrong.yaml",
        "id: wrong\nname: Wrong\nclass: community\ncoverage: no_duty\nhub_ids: []\nexamples:\n  fires:\n"
        "    - {note: one, relation: copy, rule: license-text-missing}\n"
        "    - {note: two, relation: copy, rule: no-such-rule}\n",
    )
    with pytest.raises(RulesError) as refusal:
        load_rulebook(tmp_path)
    starts = (
        "rules/licenses/own.yaml, duties 1: 'duty': unknown word 'sing'",
        "rules/licenses/own.yaml, duties 3: 'duty': unknown word 'dance'",
        "rules/families/own.yaml: unknown key 'nmae'",
        "rules/families/own.yaml: key 'components' is missing",
        "rules/presets/own.yaml, line 2",
        "rules/licenses/wrong.yaml, the example 'one' should give yes",
        "rules/licenses/wrong.yaml, the example 'two': unknown rule 'no-such-rule'",
    )
    lines = str(refusal.value).splitlines()
    for start in starts:
        assert any(line.startswith(start) for line in lines), (start, lines)
    assert all(line.startswith("rules/") for line in lines)


def test_a_rule_that_cannot_be_used_makes_no_further_mistakes(tmp_path: Path) -> None:
    operator(tmp_path, "policies/license-text-missing.yaml", "id: license-text-missing\n")
    operator(
        tmp_path,
        "licenses/own.yaml",
        "id: own\nname: Own\nclass: community\ncoverage: no_duty\nhub_ids: []\nexamples:\n  silent:\n"
        "    - {note: one, relation: copy, rule: license-text-missing}\n",
    )
    with pytest.raises(RulesError) as refusal:
        load_rulebook(tmp_path)
    assert all("policies/license-text-missing.yaml" in line for line in str(refusal.value).splitlines())


def test_a_file_in_a_misspelt_folder_is_noticed(tmp_path: Path) -> None:
    operator(tmp_path, "licences/own.yaml", "id: own\n")
    operator(tmp_path, "licenses/own.yml", "id: own\n")
    operator(tmp_path, "transparency.yaml", "")
    operator(tmp_path, "README.md", "ours")
    assert read_by_nobody(tmp_path) == ("licences/own.yaml", "licenses/own.yml")
