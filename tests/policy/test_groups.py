# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which licenses a group such as ``@permissive`` means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.model.errors import RulesError
from bot.model.truth import Truth
from bot.policy.rulebook import Rulebook

NONCOMMERCIAL = """
id: own-research
name: Our research license
class: noncommercial
coverage: duties
hub_ids: []
duties:
  - {{duty: noncommercial, clause: section 2, places: [metadata], strength: obligation, relations: [copy]}}
relicensing: {{conflicts: {conflicts}, clause: section 2}}
"""
FREE = "id: own-free\nname: Our free license\nclass: {kind}\ncoverage: no_duty\nhub_ids: []\n"


def book(folder: Path, *, conflicts: str = "['@permissive']", kind: str = "permissive", groups: str = "") -> Rulebook:
    (folder / "licenses").mkdir()
    (folder / "licenses" / "own-research.yaml").write_text(NONCOMMERCIAL.format(conflicts=conflicts))
    (folder / "licenses" / "own-free.yaml").write_text(FREE.format(kind=kind))
    if groups:
        (folder / "licenses" / "groups.yaml").write_text(groups)
    return load_rulebook(folder)


def answers(rules: Rulebook) -> Mapping[str, Truth]:
    research = rules.license("own-research")
    assert research is not None
    return {each: rules.gives_away(research, each) for each in ("mit", "own-free")}


def test_a_license_is_in_the_group_of_its_class_without_a_file(tmp_path: Path) -> None:
    assert answers(book(tmp_path)) == {"mit": Truth.YES, "own-free": Truth.YES}


def test_the_file_puts_a_license_into_a_further_group(tmp_path: Path) -> None:
    rules = book(tmp_path, kind="community", groups="permissive: [own-free]\n")
    assert answers(rules) == {"mit": Truth.YES, "own-free": Truth.YES}


def test_the_file_can_name_a_group_of_its_own(tmp_path: Path) -> None:
    rules = book(tmp_path, conflicts="['@ours']", groups="ours: [own-free]\n")
    assert answers(rules) == {"mit": Truth.NO, "own-free": Truth.YES}


def test_an_attribution_license_is_permissive_and_in_a_group_of_its_own(tmp_path: Path) -> None:
    assert answers(book(tmp_path, kind="attribution"))["own-free"] is Truth.YES


def test_a_name_for_several_licenses_is_for_its_text_to_tell(tmp_path: Path) -> None:
    assert answers(book(tmp_path, kind="family"))["own-free"] is Truth.UNKNOWN


def test_the_groups_are_no_license(tmp_path: Path) -> None:
    assert "groups" not in {rule.id for rule in book(tmp_path, groups="ours: [own-free]\n").licenses}


@pytest.mark.parametrize(
    ("conflicts", "groups", "message"),
    [
        ("['@permisive']", "", "rules/licenses/own-research.yaml, relicensing: unknown group '@permisive'"),
        ("[mit]", "permissive: [mitt]", "rules/licenses/groups.yaml, permissive: no file defines the license 'mitt'"),
        ("[mit]", "'@permissive': [mit]", "rules/licenses/groups.yaml: expected the group's name without @"),
        ("[mit]", "permissive: mit", "rules/licenses/groups.yaml: expected a list of texts for 'permissive'"),
    ],
)
def test_a_group_or_license_that_is_not_there_is_refused(
    tmp_path: Path, conflicts: str, groups: str, message: str
) -> None:
    with pytest.raises(RulesError) as refusal:
        book(tmp_path, conflicts=conflicts, groups=groups)
    assert message in str(refusal.value)
