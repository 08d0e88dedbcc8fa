# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What every store of sessions, local accounts and attempts does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.people import LocalAccount, Membership, Person, Session
from bot.policy.attempts import FREE
from bot.ports.people import People

NOW = datetime(2026, 3, 17, 10, 0, 0, 123456, tzinfo=UTC)
ADA = Person(
    name="hf:ada",
    display_name="Ada 愛 <b>",
    roles=frozenset(),
    organisations=(Membership(organisation="acme", role="write"), Membership(organisation="kita", role="")),
    checked_at=NOW - timedelta(microseconds=1),
)
SESSION = Session(person=ADA, started_at=NOW, seen_at=NOW, ends_at=NOW + timedelta(hours=8))
BOB = LocalAccount(account="bob", display_name="Bob", password="scrypt$1", created_at=NOW)


def test_a_session_is_found_by_its_digest_alone(people: People) -> None:
    people.open_session(b"1" * 32, SESSION)
    assert people.session(b"1" * 32) == SESSION
    assert people.session(b"2" * 32) is None


def test_a_session_was_seen_when_it_was_used_last(people: People) -> None:
    people.open_session(b"1" * 32, SESSION)
    later = NOW + timedelta(minutes=7)
    people.touch(b"1" * 32, later)
    people.touch(b"2" * 32, later)
    assert people.session(b"1" * 32) == replace(SESSION, seen_at=later)
    assert people.session(b"2" * 32) is None


def test_a_closed_session_is_gone(people: People) -> None:
    people.open_session(b"1" * 32, SESSION)
    people.close_session(b"1" * 32)
    people.close_session(b"1" * 32)
    assert people.session(b"1" * 32) is None


def test_all_sessions_of_a_person_can_be_closed(people: People) -> None:
    people.open_session(b"1" * 32, SESSION)
    people.open_session(b"2" * 32, SESSION)
    people.open_session(b"3" * 32, replace(SESSION, person=replace(ADA, name="hf:bob")))
    assert people.close_sessions_of("hf:ada") == 2
    assert [people.session(bytes([n]) * 32) is None for n in b"123"] == [True, True, False]


def test_sessions_that_ended_are_forgotten_with_the_next_one(people: People) -> None:
    people.open_session(b"1" * 32, SESSION)
    people.open_session(b"2" * 32, replace(SESSION, ends_at=NOW + timedelta(hours=20)))
    people.open_session(b"3" * 32, replace(SESSION, started_at=SESSION.ends_at, ends_at=NOW + timedelta(hours=16)))
    assert [people.session(bytes([n]) * 32) is None for n in b"123"] == [True, False, False]


def test_accounts_are_kept_by_name(people: People) -> None:
    assert people.accounts() == ()
    assert people.add_account(BOB)
    assert people.add_account(replace(BOB, account="ann"))
    assert not people.add_account(replace(BOB, password="another"))
    assert people.account("bob") == BOB
    assert people.account("Bob") is None
    assert [each.account for each in people.accounts()] == ["ann", "bob"]


def test_passwords_change_and_accounts_go(people: People) -> None:
    people.add_account(BOB)
    assert people.change_password("bob", "scrypt$2")
    assert people.account("bob") == replace(BOB, password="scrypt$2")
    assert people.remove_account("bob")
    assert people.account("bob") is None
    assert not people.remove_account("bob")
    assert not people.change_password("bob", "scrypt$3")


def test_after_a_few_attempts_one_waits_and_waiting_is_no_attempt(people: People) -> None:
    assert [people.attempt(b"bob", NOW) for _ in range(FREE)] == [0.0] * FREE
    assert [people.attempt(b"bob", NOW) for _ in range(3)] == [30.0] * 3
    assert people.attempt(b"ann", NOW) == 0
    then = NOW + timedelta(seconds=30)
    assert people.attempt(b"bob", then) == 0
    assert people.attempt(b"bob", then) == 60


def test_attempts_are_forgiven_and_forgotten(people: People) -> None:
    for _ in range(FREE):
        people.attempt(b"bob", NOW)
        people.attempt(b"ann", NOW)
    people.forgive(b"bob")
    people.forgive(b"nobody")
    assert people.attempt(b"bob", NOW) == 0
    assert people.attempt(b"ann", NOW + timedelta(minutes=59)) == 0
    assert people.attempt(b"ann", NOW + timedelta(minutes=59)) > 0
    late = NOW + timedelta(hours=3)
    assert [people.attempt(b"ann", late) for _ in range(FREE)] == [0.0] * FREE
