# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Accounts with a password: what is taken, what is told, and what ends."""

from __future__ import annotations

import pytest

from bot.model.errors import InputError, NotAllowed, NotFound
from bot.pipeline.local_accounts import LocalAccounts
from bot.pipeline.sessions import Sessions
from bot.policy.attempts import FREE
from tests.fakes.clock import FakeClock
from tests.fakes.people import FakePasswords, FakePeople

PASSWORD = "correct horse battery"


class Counting(FakePasswords):
    def __init__(self) -> None:
        self.looked = 0

    def fits(self, password: str, digest: str) -> bool:
        self.looked += 1
        return super().fits(password, digest)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def people() -> FakePeople:
    return FakePeople()


@pytest.fixture
def passwords() -> Counting:
    return Counting()


@pytest.fixture
def accounts(people: FakePeople, passwords: Counting, clock: FakeClock) -> LocalAccounts:
    made = LocalAccounts(people, passwords, clock)
    made.add("Bob", "  Bob\n Builder ", PASSWORD)
    return made


def test_name_and_password_together_are_a_person(accounts: LocalAccounts, clock: FakeClock) -> None:
    found = accounts.checked(" BOB ", PASSWORD)
    assert found is not None
    assert (found.name, found.display_name, found.checked_at) == ("local:bob", "Bob Builder", clock.now())
    assert found.roles == frozenset()


@pytest.mark.parametrize(("name", "password"), [("bob", "wrong"), ("nobody", PASSWORD), ("bob", ""), ("", "")])
def test_what_is_wrong_is_not_told_and_takes_as_long(
    accounts: LocalAccounts, passwords: Counting, name: str, password: str
) -> None:
    assert accounts.checked(name, password) is None
    assert passwords.looked == 1


@pytest.mark.parametrize("name", ["bob", "nobody"])
def test_after_a_few_wrong_ones_nothing_is_looked_at_for_a_while(
    accounts: LocalAccounts, passwords: Counting, clock: FakeClock, name: str
) -> None:
    for _ in range(FREE):
        assert accounts.checked(name, "wrong") is None
    for password in ("wrong", PASSWORD):
        with pytest.raises(NotAllowed, match="in 1 minutes"):
            accounts.checked(name, password)
    assert passwords.looked == FREE
    clock.advance(30)
    assert (accounts.checked(name, PASSWORD) is not None) == (name == "bob")


def test_the_right_password_makes_up_for_wrong_ones(accounts: LocalAccounts) -> None:
    for _ in range(3):
        for _ in range(FREE - 1):
            assert accounts.checked("bob", "wrong") is None
        assert accounts.checked("bob", PASSWORD) is not None


@pytest.mark.parametrize("name", ["", "a b", "a/b", "-a", "a" * 40, "é", "../x"])
def test_a_name_that_is_none_is_refused(accounts: LocalAccounts, name: str) -> None:
    with pytest.raises(InputError, match="expected a name"):
        accounts.add(name, "", PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_has_a_length_and_is_not_printed(accounts: LocalAccounts, password: str) -> None:
    words = f"expected a password of 12 to 200 characters, found {len(password)}"
    with pytest.raises(InputError) as raised:
        accounts.add("ann", "", password)
    assert str(raised.value) == words
    with pytest.raises(InputError, match=words):
        accounts.change_password("bob", password)


def test_a_name_is_taken_once(accounts: LocalAccounts) -> None:
    with pytest.raises(NotAllowed, match="local:bob: there is such an account"):
        accounts.add("BOB", "", PASSWORD)
    assert [each.display_name for each in accounts.all()] == ["Bob Builder"]


def test_another_password_and_a_removal_end_all_sessions(
    accounts: LocalAccounts, people: FakePeople, clock: FakeClock
) -> None:
    sessions = Sessions(people, (), clock)
    bob = accounts.checked("bob", PASSWORD)
    assert bob is not None
    made = [sessions.open(bob) for _ in range(2)]
    assert accounts.change_password("Bob", "another horse battery") == 2
    assert [sessions.person(each) for each in made] == [None, None]
    assert accounts.checked("bob", PASSWORD) is None
    again = sessions.open(bob)
    assert accounts.remove("bob") == 1
    assert sessions.person(again) is None
    with pytest.raises(NotFound, match="local:bob: there is no such account"):
        accounts.remove("bob")
    with pytest.raises(NotFound, match="local:bob: there is no such account"):
        accounts.change_password("bob", PASSWORD)


def test_another_password_ends_the_waiting(accounts: LocalAccounts) -> None:
    for _ in range(FREE):
        accounts.checked("bob", "wrong")
    accounts.change_password("bob", "another horse battery")
    assert accounts.checked("bob", "another horse battery") is not None
