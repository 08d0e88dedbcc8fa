# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Every license that a card on the Hub can name has a file, and what is not known stays not known."""

from __future__ import annotations

import pytest

from bot.adapters.rulebook import load_rulebook
from bot.model.findings import Severity
from bot.model.licensing import Duty
from bot.model.lineage import Relation
from bot.model.truth import Truth
from bot.policy.licenses import Coverage, LicenseClass, LicenseRule
from bot.policy.owing import asked_by

BOOK = load_rulebook()
# docs/hub/repositories-licenses.md of huggingface/hub-docs at 242f4a1 (2026-08-22).
HUB_IDS = [
    "apache-2.0",
    "mit",
    "openrail",
    "bigscience-openrail-m",
    "creativeml-openrail-m",
    "bigscience-bloom-rail-1.0",
    "bigcode-openrail-m",
    "afl-3.0",
    "artistic-2.0",
    "bsl-1.0",
    "bsd",
    "bsd-2-clause",
    "bsd-3-clause",
    "bsd-3-clause-clear",
    "c-uda",
    "cc",
    "cc0-1.0",
    "cc-by-2.0",
    "cc-by-2.5",
    "cc-by-3.0",
    "cc-by-4.0",
    "cc-by-sa-3.0",
    "cc-by-sa-4.0",
    "cc-by-nc-2.0",
    "cc-by-nc-3.0",
    "cc-by-nc-4.0",
    "cc-by-nd-4.0",
    "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0",
    "cc-by-nc-sa-2.0",
    "cc-by-nc-sa-3.0",
    "cc-by-nc-sa-4.0",
    "cdla-sharing-1.0",
    "cdla-permissive-1.0",
    "cdla-permissive-2.0",
    "wtfpl",
    "ecl-2.0",
    "epl-1.0",
    "epl-2.0",
    "etalab-2.0",
    "eupl-1.1",
    "eupl-1.2",
    "agpl-3.0",
    "gfdl",
    "gpl",
    "gpl-2.0",
    "gpl-3.0",
    "lgpl",
    "lgpl-2.1",
    "lgpl-3.0",
    "isc",
    "h-research",
    "intel-research",
    "lppl-1.3c",
    "ms-pl",
    "apple-ascl",
    "apple-amlr",
    "mpl-2.0",
    "odc-by",
    "odbl",
    "openmdw-1.0",
    "openmdw-1.1",
    "openrail++",
    "osl-3.0",
    "postgresql",
    "ofl-1.1",
    "ncsa",
    "unlicense",
    "zlib",
    "pddl",
    "lgpl-lr",
    "deepfloyd-if-license",
    "fair-noncommercial-research-license",
    "llama2",
    "llama3",
    "llama3.1",
    "llama3.2",
    "llama3.3",
    "llama4",
    "grok2-community",
    "gemma",
    "unknown",
    "other",
]
WORDED = (Duty.NOTICE_SENTENCE, Duty.NAME_PREFIX, Duty.DISPLAY_ATTRIBUTION)


def test_the_list_of_the_hub_is_whole() -> None:
    assert len(set(HUB_IDS)) == 83


@pytest.mark.parametrize("hub_id", HUB_IDS)
def test_every_license_of_the_hub_has_one_file(hub_id: str) -> None:
    assert [rule.id for rule in BOOK.licenses if hub_id in rule.hub_ids] == [hub_id]


@pytest.mark.parametrize("rule", BOOK.licenses, ids=lambda rule: rule.id)
def test_a_license_says_where_it_can_be_read_or_why_nothing_is_claimed(rule: LicenseRule) -> None:
    assert rule.note if rule.coverage is Coverage.UNCOVERED else rule.url


@pytest.mark.parametrize("rule", BOOK.licenses, ids=lambda rule: rule.id)
def test_dictated_duties_come_with_the_words(rule: LicenseRule) -> None:
    for duty in rule.duties:
        assert bool(duty.wordings) or duty.duty not in WORDED
        assert duty.clause


@pytest.mark.parametrize(
    "rule", [rule for rule in BOOK.licenses if rule.coverage is Coverage.UNCOVERED], ids=lambda rule: rule.id
)
def test_of_a_license_that_nobody_read_nothing_is_known(rule: LicenseRule) -> None:
    assert set(asked_by(rule, Relation.FINETUNE, lambda _: Truth.YES).values()) == {Truth.UNKNOWN}


def test_families_claim_nothing() -> None:
    families = [rule for rule in BOOK.licenses if rule.license_class is LicenseClass.FAMILY]
    assert {"bsd", "cc", "gpl", "lgpl", "openrail", "other", "unknown"} == {rule.id for rule in families}
    assert all(rule.coverage is Coverage.UNCOVERED for rule in families)


def test_what_copyleft_written_for_programs_asks_of_weights_is_advice() -> None:
    copyleft = [rule for rule in BOOK.licenses if rule.license_class is LicenseClass.COPYLEFT]
    assert {duty.strength for rule in copyleft for duty in rule.duties} == {Severity.ADVICE}


def test_names_on_cards_lead_to_one_license() -> None:
    names = [name for rule in BOOK.licenses for name in rule.license_names]
    assert len(names) == len(set(names))
    assert all(name == name.casefold() for name in names)
