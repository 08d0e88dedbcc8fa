# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The examples of licenses are run through the rules as they are."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.policy.examples import unproven
from bot.policy.licenses import LicenseRule
from tests.samples.judged import rulebook

RELATIONS = ["copy", "finetune", "undetermined"]
VALID: dict[str, Any] = {
    "id": "demo",
    "name": "Demo License",
    "class": "noncommercial",
    "coverage": "duties",
    "hub_ids": ["demo"],
    "duties": [
        {
            "duty": duty,
            "clause": "section 1",
            "places": ["license_file"],
            "strength": "obligation",
            "relations": RELATIONS,
            **({"only_if_upstream_ships": "notice_file"} if duty == "notice_file" else {}),
        }
        for duty in ("include_license_text", "notice_file", "noncommercial")
    ],
    "relicensing": {"conflicts": ["@permissive"], "clause": "section 2"},
    "examples": {},
}


def found(kind: str, **example: object) -> list[str]:
    """What is wrong with one example of this kind."""
    value = copy.deepcopy(VALID)
    value["examples"] = {kind: [{"note": "one", "relation": "finetune", **example}]}
    rule = LicenseRule.from_mapping("rules/licenses/demo.yaml", value)
    book = replace(rulebook(), licenses=(*rulebook().licenses, rule))
    return list(unproven(rule, book))


@pytest.mark.parametrize(
    ("kind", "rule", "facts", "more"),
    [
        ("fires", "license-text-missing", {"license_text_present": False}, {}),
        ("silent", "license-text-missing", {"license_text_present": True}, {}),
        ("silent", "license-text-missing", {"license_text_present": False}, {"relation": "adapter"}),
        ("cannot_tell", "license-text-missing", {"license_text_present": "unknown"}, {}),
        ("cannot_tell", "license-text-missing", {}, {}),
        ("fires", "notice-file-missing", {"notice_found": False}, {}),
        ("silent", "notice-file-missing", {"notice_found": False, "ships_notice_file": False}, {}),
        ("cannot_tell", "notice-file-missing", {"notice_found": False, "ships_notice_file": "unknown"}, {}),
        ("fires", "license-conflict", {"license_text_present": False}, {"declares": "mit"}),
        ("cannot_tell", "license-conflict", {"license_text_present": True}, {"declares": "mit"}),
        ("cannot_tell", "license-conflict", {}, {"declares": "mit"}),
        ("cannot_tell", "license-conflict", {"license_text_present": False}, {"declares": "nobody-knows"}),
        ("silent", "license-conflict", {}, {"declares": "demo"}),
        ("silent", "license-conflict", {}, {}),
        ("silent", "derivatives-not-allowed", {}, {}),
    ],
)
def test_an_example_comes_out_as_license_and_rule_say(
    kind: str, rule: str, facts: dict[str, object], more: dict[str, object]
) -> None:
    assert found(kind, rule=rule, facts=facts, **more) == []


def test_an_example_that_comes_out_otherwise_is_told_with_what_is_unknown() -> None:
    [wrong] = found("fires", rule="license-text-missing")
    assert wrong == (
        "rules/licenses/demo.yaml, the example 'one' should give yes, the rule license-text-missing gives unknown for "
        "finetune; unknown are license_text_present"
    )


def test_an_example_may_not_state_what_the_license_asks() -> None:
    [wrong] = found("fires", rule="license-text-missing", facts={"license_text_owed": True})
    assert "unknown key 'license_text_owed'; known keys are changes_stated, " in wrong


def test_an_example_for_a_rule_that_is_not_there_is_refused() -> None:
    [wrong] = found("fires", rule="licence-text-missing")
    assert "unknown rule 'licence-text-missing'; known rules are base-model-undeclared, " in wrong


def test_a_license_that_nobody_has_read_makes_no_rule_fire() -> None:
    value = VALID | {"coverage": "uncovered", "duties": []}
    value["examples"] = {
        "cannot_tell": [
            {
                "note": "bare",
                "relation": "finetune",
                "rule": rule,
                "facts": {"license_text_present": False},
                "declares": "mit",
            }
            for rule in ("license-text-missing", "license-conflict")
        ]
    }
    rule = LicenseRule.from_mapping("rules/licenses/demo.yaml", value)
    assert list(unproven(rule, rulebook())) == []


@pytest.mark.parametrize("rule", load_rulebook().licenses, ids=lambda rule: rule.id)
def test_the_program_s_own_licenses_prove_themselves(rule: LicenseRule) -> None:
    assert list(unproven(rule, rulebook())) == []
