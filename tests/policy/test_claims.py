# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Files of claims, languages and transparency are read strictly, and a phrase that breaks its own examples does not load."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.rulebook import data_folder, load_rulebook
from bot.model.errors import RulesError
from bot.policy.claims import claim_language, claim_phrase
from bot.policy.transparency import TransparencyRules

WHERE = "rules/demo.yaml"


def own(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((data_folder("rules") / name).read_text(encoding="utf-8"))
    return copy.deepcopy(loaded)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda file: file.update(pattern=["x"]), "unknown key 'pattern'"),
        (lambda file: file.update(kind="boast"), "unknown word 'boast'; known words are from_scratch, own_development"),
        (lambda file: file.update(patterns=["("]), "no regular expression in '('"),
        (lambda file: file["examples"].update(cannot_tell=[]), "'cannot_tell' needs at least one example"),
        (lambda file: file["examples"].pop("silent"), "key 'silent' is missing"),
    ],
)
def test_a_broken_phrase_is_refused_by_name(change: Callable[[dict[str, Any]], object], message: str) -> None:
    file = own("claims/from-scratch-en.yaml")
    change(file)
    with pytest.raises(RulesError) as refusal:
        claim_phrase(WHERE, file)
    assert message in str(refusal.value)


def test_a_part_that_no_model_has_is_refused() -> None:
    file = own("languages/en.yaml")
    file["components"]["soul"] = ["soul"]
    with pytest.raises(RulesError, match="unknown word 'soul'"):
        claim_language(WHERE, file)


def test_points_that_are_not_ten_together_are_refused() -> None:
    file = own("transparency.yaml")
    file["parts"]["base"]["tenths"] = 30
    with pytest.raises(RulesError, match="expected 10 points in all, found 11"):
        TransparencyRules.from_mapping(WHERE, file)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- The model was not trained from scratch.", "- The model was trained from scratch.", "should give no"),
        ("language: en", "language: tlh", "unknown language 'tlh'; known are en, ja, ko, zh"),
    ],
)
def test_an_operator_s_phrase_proves_itself_when_it_is_loaded(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (data_folder("rules") / "claims" / "from-scratch-en.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "from-scratch-en.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RulesError) as refusal:
        load_rulebook(tmp_path)
    assert message in str(refusal.value)
