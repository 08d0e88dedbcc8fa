# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Roles: what an operator writes, who has what, and what nobody has together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.people import Membership, Permission, Person, Role
from bot.policy.permissions import PERMISSIONS, permitted
from bot.policy.roles import grants_of, roles_of

NOW = datetime(2026, 3, 17, tzinfo=UTC)


def person(name: str, **organisations: str) -> Person:
    member = tuple(Membership(organisation=each, role=role) for each, role in organisations.items())
    return Person(name=name, display_name=name, roles=frozenset(), organisations=member, checked_at=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hf:ada",
        "reviewer",
        "reviewer=",
        "reviewer=ada",
        "owner=hf:ada",
        "subscriber=hf:ada",
        "boss=hf:ada",
        "reviewer=hf:ada admin=",
        "reviewer=hf:a/b",
        "reviewer=x=hf:ada",
    ],
)
def test_what_is_no_list_of_roles_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        grants_of(text)


def test_commas_and_spaces_are_alike_and_nothing_is_said_twice() -> None:
    assert grants_of("reviewer=hf:ada,hf:ADA  , local:bob,admin=org:acme") == grants_of(
        "reviewer=hf:ada,local:bob admin=org:acme"
    )


def test_a_role_of_one_place_is_not_had_in_another() -> None:
    grants = grants_of("reviewer=hf:ada admin=local:bob auditor=org:acme")
    assert Role.REVIEWER in roles_of(person("hf:Ada"), grants)
    assert Role.REVIEWER not in roles_of(person("local:ada"), grants)
    assert Role.ADMIN not in roles_of(person("hf:bob"), grants)
    assert Role.AUDITOR in roles_of(person("hf:eve", Acme=""), grants)
    assert Role.AUDITOR not in roles_of(person("hf:acme"), grants)


def test_owners_are_those_who_may_change_something_on_the_hub() -> None:
    assert Role.OWNER in roles_of(person("hf:ada"), ())
    assert Role.OWNER not in roles_of(person("local:ada"), ())
    ada = person("hf:ada", acme="contributor", kita="read", sato="", rei="boss")
    assert [ada.speaks_for(each) for each in ("ADA", "ACME", "kita", "sato", "rei", "")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert not person("local:acme").speaks_for("acme")


@pytest.mark.parametrize("name", ["ada", "hf:", "github:ada", ""])
def test_a_person_is_known_with_the_place_where_they_are_known(name: str) -> None:
    with pytest.raises(ValueError, match="expected hf:NAME or local:NAME"):
        person(name)


def test_every_role_has_its_line_and_may_read_what_is_public() -> None:
    assert PERMISSIONS.keys() == set(Role)
    assert all(Permission.READ_PUBLIC in allowed for allowed in PERMISSIONS.values())
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.DECIDE, {Role.REVIEWER}),
        (Permission.PUBLISH, {Role.PUBLISHER}),
        (Permission.MANAGE_PEOPLE, {Role.ADMIN}),
        (Permission.HOLD, {Role.LEGAL}),
        (Permission.REPLY, {Role.OWNER}),
        (Permission.CONFIRM_PERMISSION, {Role.MAINTAINER}),
        (Permission.READ_LOG, {Role.AUDITOR, Role.ADMIN}),
        (Permission.READ_CASES, {Role.REVIEWER, Role.PUBLISHER, Role.LEGAL, Role.AUDITOR, Role.ADMIN}),
    ],
)
def test_what_matters_is_had_by_few(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if permission in permitted({role})} == roles


def test_whoever_owns_something_does_not_see_cases_of_others() -> None:
    assert Permission.READ_CASES not in permitted({Role.OWNER, Role.MAINTAINER, Role.SUBSCRIBER})
