# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Sessions begin anew with each sign-in and end in time; roles are those of now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.people import Membership, Person, Role
from bot.pipeline.sessions import IDLE, LONGEST, Sessions
from bot.policy.roles import grants_of
from tests.fakes.clock import FakeClock
from tests.fakes.people import FakePeople

CLOCK = FakeClock()
ADA = Person(
    name="hf:ada",
    display_name="Ada",
    roles=frozenset({Role.ADMIN}),
    organisations=(Membership(organisation="acme", role="read"),),
    checked_at=CLOCK.now(),
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def people() -> FakePeople:
    return FakePeople()


@pytest.fixture
def sessions(people: FakePeople, clock: FakeClock) -> Sessions:
    return Sessions(people, grants_of("reviewer=hf:Ada auditor=org:ACME publisher=hf:bob"), clock)


def test_a_session_is_the_persons_with_the_roles_of_now(
    sessions: Sessions, people: FakePeople, clock: FakeClock
) -> None:
    made = sessions.open(ADA)
    found = sessions.person(made)
    assert found is not None
    assert found.name == "hf:ada"
    assert found.roles == {
        Role.READER,
        Role.SUBSCRIBER,
        Role.OWNER,
        Role.MAINTAINER,
        Role.REVIEWER,
        Role.AUDITOR,
    }
    now = Sessions(people, (), clock).person(made)
    assert now is not None
    assert Role.REVIEWER not in now.roles


def test_the_id_is_not_kept(sessions: Sessions, people: FakePeople) -> None:
    made = sessions.open(ADA)
    assert len(made) == 43
    assert made.encode() not in people.sessions
    assert made not in repr(people.sessions)


def test_every_sign_in_has_another_id_and_ends_the_one_before(sessions: Sessions) -> None:
    first = sessions.open(ADA)
    second = sessions.open(ADA, before=first)
    assert first != second
    assert sessions.person(first) is None
    assert sessions.person(second) is not None


def test_an_id_that_was_not_given_out_is_nobodys(sessions: Sessions) -> None:
    planted = "p" * 43
    second = sessions.open(ADA, before=planted)
    assert second != planted
    for wrong in (planted, "", "x", second + "x", second[:-1], "é" * 43, "\x00" * 43):
        assert sessions.person(wrong) is None


def test_a_session_that_is_not_used_ends(sessions: Sessions, clock: FakeClock) -> None:
    made = sessions.open(ADA)
    clock.advance(IDLE.total_seconds() - 1)
    assert sessions.person(made) is not None
    clock.advance(IDLE.total_seconds() - 1)
    assert sessions.person(made) is not None
    clock.advance(IDLE.total_seconds())
    assert sessions.person(made) is None
    assert sessions.person(made) is None


def test_a_session_ends_after_eight_hours_however_much_it_is_used(sessions: Sessions, clock: FakeClock) -> None:
    made = sessions.open(ADA)
    minutes = int(LONGEST / timedelta(minutes=1))
    for _ in range(minutes - 1):
        clock.advance(60)
        assert sessions.person(made) is not None
    clock.advance(60)
    assert sessions.person(made) is None


def test_a_page_a_second_is_no_write_a_second(sessions: Sessions, people: FakePeople, clock: FakeClock) -> None:
    made = sessions.open(ADA)
    began = clock.now()
    for _ in range(59):
        clock.advance(1)
        sessions.person(made)
    assert [each.seen_at for each in people.sessions.values()] == [began]
    clock.advance(1)
    sessions.person(made)
    assert [each.seen_at for each in people.sessions.values()] == [clock.now()]


def test_a_closed_session_is_nobodys(sessions: Sessions) -> None:
    made, other = sessions.open(ADA), sessions.open(ADA)
    sessions.close(made)
    sessions.close("no id at all")
    assert sessions.person(made) is None
    assert sessions.person(other) is not None
