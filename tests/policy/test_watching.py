# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Owners and repositories say what is looked at, upstreams what cases are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.components import Component
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.repository import SnapshotKey
from bot.policy.families import Family
from bot.policy.watching import EVERYTHING, Watching, items_of, watched

BLOOM = Family(
    id="bloom",
    title="BLOOM",
    repositories=("bigscience/bloom", "bigscience/bloom-560m"),
    names=("BLOOM",),
    components=(Component.TEXT_MODEL,),
    copyright_line=None,
    licenses=(),
)
ABOUT_BLOOM = Finding(
    rule="license-text-missing",
    severity=Severity.OBLIGATION,
    confidence=Confidence.HIGH,
    tier=Tier.UNDECLARED,
    subject=SnapshotKey("acme/model", "a" * 40),
    upstream=SnapshotKey("bigscience/bloom-560m", "b" * 40),
    component=Component.TEXT_MODEL,
    message="",
    remedy="",
)
ABOUT_QWEN = replace(ABOUT_BLOOM, upstream=SnapshotKey("Qwen/Qwen3-8B", "c" * 40))
BOTH = (ABOUT_BLOOM, ABOUT_QWEN)


def test_an_empty_list_is_everything() -> None:
    assert Watching.of(items_of("")) == EVERYTHING
    assert EVERYTHING.takes("acme/model")
    assert watched(BOTH, EVERYTHING, [BLOOM]) == BOTH


@pytest.mark.parametrize(
    ("repo", "is_taken"),
    [
        ("acme/model", True),
        ("ACME/Model", True),
        ("acme-labs/one", True),
        ("Acme-Labs/One", True),
        ("acme-labs/two", False),
        ("other/acme", False),
        ("acm/e", False),
    ],
)
def test_owners_and_repositories_say_what_is_looked_at(repo: str, is_taken: bool) -> None:  # noqa: FBT001 - a case
    assert Watching.of(["Acme", "acme-labs/one"]).takes(repo) is is_taken


def test_a_list_of_upstreams_keeps_nothing_from_being_looked_at() -> None:
    assert Watching.of(["upstream:bigscience"]).takes("acme/model")


@pytest.mark.parametrize("item", ["upstream:bigscience", "upstream:BigScience/Bloom-560m", "upstream:bloom"])
def test_an_upstream_is_named_by_its_owner_its_name_or_its_family(item: str) -> None:
    assert watched(BOTH, Watching.of([item]), [BLOOM]) == (ABOUT_BLOOM,)


def test_an_upstream_of_another_name_is_not_meant() -> None:
    assert watched(BOTH, Watching.of(["upstream:bigscience/bloom", "upstream:Qwen/Qwen3"]), [BLOOM]) == ()


def test_owners_say_nothing_about_upstreams() -> None:
    assert watched(BOTH, Watching.of(["bigscience"]), [BLOOM]) == BOTH


def test_what_a_case_is_about_already_stays() -> None:
    only_bloom = Watching.of(["upstream:bloom"])
    assert watched(BOTH, only_bloom, [BLOOM], also=["qwen/qwen3-8b"]) == BOTH


@pytest.mark.parametrize(
    "item", ["a b", "acme/", "/acme", "a/b/c", "upstream:", "family:bloom", "-acme", "https://hub"]
)
def test_what_is_none_of_these_is_refused(item: str) -> None:
    with pytest.raises(ValueError, match="expected owner, owner/name, upstream:owner"):
        items_of(f"acme,{item}")


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1000 items"):
        items_of(",".join(f"o{number}" for number in range(1001)))
