# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A family adds what a person looked up, and never overrules what a revision's own files say elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.errors import RulesError
from bot.model.fingerprints import UpstreamTerms
from bot.model.repository import SnapshotKey
from bot.policy.families import Family
from tests.samples.judged import rulebook

FAMILY = Family.from_mapping(
    "rules/families/demo.yaml",
    {
        "id": "demo",
        "title": "Demo",
        "repositories": ["acme/Demo"],
        "names": ["Demo"],
        "components": ["text_model"],
        "copyright": "Copyright (c) 2024 Acme",
        "licenses": [{"repository": "acme/Demo", "revisions": ["a" * 40], "license": "acme-research"}],
    },
)
MIT_TAG = UpstreamTerms(license_id="mit")


def test_the_license_of_a_revision_holds_for_that_revision_alone() -> None:
    assert FAMILY.complete(SnapshotKey("acme/Demo", "a" * 40), MIT_TAG).license_id == "acme-research"
    assert FAMILY.complete(SnapshotKey("acme/Demo", "b" * 40), MIT_TAG).license_id == "mit"


def test_a_missing_holder_is_added() -> None:
    assert FAMILY.complete(SnapshotKey("acme/Demo", "b" * 40), MIT_TAG).copyright_lines == ("Copyright (c) 2024 Acme",)


@pytest.mark.parametrize(
    "terms",
    [
        UpstreamTerms(license_id="mit", copyright_lines=("Copyright Others",)),
        UpstreamTerms(license_id=None),
        UpstreamTerms(license_id="mit", unread=("LICENSE",)),
    ],
)
def test_a_holder_is_not_added_over_the_files_or_without_a_license(terms: UpstreamTerms) -> None:
    assert FAMILY.complete(SnapshotKey("acme/Demo", "b" * 40), terms) == terms


def test_case_does_not_matter_for_repositories() -> None:
    family = rulebook().family("DeepSeek-AI/deepseek-v3-0324")
    assert family is not None
    assert family.id == "deepseek-v3"


def test_no_family_claims_a_license_for_deepseek_v3_by_name() -> None:
    """Its first checkpoint came under another license than the later ones, so only files at a revision can tell."""
    key = SnapshotKey("deepseek-ai/DeepSeek-V3", "c" * 40)
    assert rulebook().complete(key, UpstreamTerms()).license_id is None


def test_an_unknown_component_is_refused() -> None:
    value = {"id": "x", "title": "x", "repositories": [], "names": [], "components": ["soul"]}
    with pytest.raises(RulesError, match="unknown word 'soul'"):
        Family.from_mapping("rules/families/x.yaml", value)


KEY = SnapshotKey("acme/Demo", "b" * 40)
DAY = datetime(2025, 3, 24, tzinfo=UTC)
EARLIER, LATER = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)


def family(*licenses: dict[str, object]) -> Family:
    value = {
        "id": "demo",
        "title": "Demo",
        "repositories": ["acme/Demo"],
        "names": ["Demo"],
        "components": ["text_model"],
    }
    return Family.from_mapping("rules/families/demo.yaml", {**value, "licenses": list(licenses)})


CHANGED = family(
    {"repository": "acme/Demo", "license": "acme-research", "until": "2025-03-24"},
    {"repository": "acme/demo", "license": "mit", "since": DAY.date()},
)


@pytest.mark.parametrize(
    ("first", "last", "own", "license_id"),
    [
        (EARLIER, EARLIER, "mit", "acme-research"),
        (LATER, LATER, "acme-research", "mit"),
        (DAY, DAY, None, "mit"),
        (EARLIER, LATER, "mit", "mit"),
        (EARLIER, LATER, "acme-research", "acme-research"),
        (EARLIER, LATER, "apache-2.0", None),
        (EARLIER, LATER, None, None),
        (None, None, "apache-2.0", None),
        (None, EARLIER, None, "acme-research"),
        (LATER, None, None, "mit"),
    ],
)
def test_times_settle_a_license_where_they_leave_no_doubt(
    first: datetime | None, last: datetime | None, own: str | None, license_id: str | None
) -> None:
    terms = UpstreamTerms(license_id=own, not_before=first, not_after=last)
    assert CHANGED.complete(KEY, terms).license_id == license_id


def test_a_listed_commit_outdoes_all_times() -> None:
    listed = family(
        {"repository": "acme/Demo", "license": "mit", "since": "2025-01-01"},
        {"repository": "acme/Demo", "license": "acme-research", "revisions": [KEY.revision]},
    )
    assert listed.complete(KEY, UpstreamTerms(not_before=LATER, not_after=LATER)).license_id == "acme-research"


def test_two_statements_about_one_time_claim_nothing() -> None:
    twice = family(
        {"repository": "acme/Demo", "license": "mit", "since": "2025-01-01"},
        {"repository": "acme/Demo", "license": "acme-research", "since": "2025-01-01"},
    )
    assert twice.complete(KEY, UpstreamTerms(license_id="mit", not_before=LATER, not_after=LATER)).license_id is None


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({}, "expected 'revisions', 'since' or 'until'"),
        ({"since": "spring"}, "expected a day such as '2025-03-24' for 'since', found 'spring'"),
        ({"since": "2025-03-24", "until": "2025-03-24"}, "expected 'since' before 'until'"),
    ],
)
def test_a_statement_without_a_sensible_time_is_refused(entry: dict[str, object], message: str) -> None:
    with pytest.raises(RulesError, match=message):
        family({"repository": "acme/Demo", "license": "mit", **entry})
