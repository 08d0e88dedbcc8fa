# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What programs need of storage, in memory and in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.adapters.storage.service import SqlAttempts, SqlServiceTokens
from bot.model.people import Permission
from bot.model.service import Attempt, ServiceToken
from bot.ports.service import Attempts, ServiceTokens
from tests.fakes.service import FakeAttempts, FakeServiceTokens

NOW = datetime(2026, 3, 17, 10, 0, tzinfo=UTC)
TOKEN = ServiceToken(
    id="a1b2",
    digest="d" * 64,
    person="local:ada",
    label="nightly report",
    scopes=frozenset({Permission.READ_CASES, Permission.DECIDE}),
    created_at=NOW,
    ends_at=NOW + timedelta(days=90),
)
ATTEMPT = Attempt(person="local:ada", key="k-1", request="a" * 64, at=NOW)


@pytest.fixture
def tokens(storage: Engine | None) -> ServiceTokens:
    return FakeServiceTokens() if storage is None else SqlServiceTokens(storage)


@pytest.fixture
def attempts(storage: Engine | None) -> Attempts:
    return FakeAttempts() if storage is None else SqlAttempts(storage)


def test_a_token_is_found_by_its_digest_as_it_was_added(tokens: ServiceTokens) -> None:
    tokens.add(TOKEN)
    assert tokens.by_digest("d" * 64) == TOKEN
    assert tokens.by_digest("e" * 64) is None


def test_tokens_are_listed_oldest_first(tokens: ServiceTokens) -> None:
    younger = replace(TOKEN, id="b", digest="e" * 64, created_at=NOW + timedelta(days=1))
    tokens.add(younger)
    tokens.add(TOKEN)
    assert tokens.all() == [TOKEN, younger]


def test_a_token_is_taken_back_once(tokens: ServiceTokens) -> None:
    tokens.add(TOKEN)
    assert tokens.revoke("a1b2", NOW)
    assert not tokens.revoke("a1b2", NOW + timedelta(days=1))
    assert not tokens.revoke("other", NOW)
    found = tokens.by_digest("d" * 64)
    assert found is not None
    assert found.revoked_at == NOW
    assert not found.holds(NOW)


def test_a_new_request_begins_and_a_second_one_is_told_of_it(attempts: Attempts) -> None:
    assert attempts.claim(ATTEMPT) is None
    assert attempts.claim(replace(ATTEMPT, request="b" * 64)) == ATTEMPT
    done = replace(ATTEMPT, status=200, body='{"a": "é"}')
    attempts.finish(done)
    assert attempts.claim(ATTEMPT) == done


def test_keys_of_other_people_are_other_keys(attempts: Attempts) -> None:
    assert attempts.claim(ATTEMPT) is None
    assert attempts.claim(replace(ATTEMPT, person="local:kim")) is None


def test_a_request_that_came_to_nothing_may_be_tried_again(attempts: Attempts) -> None:
    attempts.claim(ATTEMPT)
    attempts.release(ATTEMPT)
    assert attempts.claim(ATTEMPT) is None


def test_what_ended_is_not_released(attempts: Attempts) -> None:
    attempts.claim(ATTEMPT)
    attempts.finish(replace(ATTEMPT, status=200))
    attempts.release(ATTEMPT)
    assert attempts.claim(ATTEMPT) is not None


def test_an_answer_is_kept_for_a_day(attempts: Attempts) -> None:
    attempts.claim(ATTEMPT)
    attempts.finish(replace(ATTEMPT, status=200))
    assert attempts.claim(replace(ATTEMPT, at=NOW + timedelta(hours=23))) is not None
    assert attempts.claim(replace(ATTEMPT, at=NOW + timedelta(hours=25))) is None


def test_a_request_that_died_under_way_may_be_tried_again(attempts: Attempts) -> None:
    attempts.claim(ATTEMPT)
    assert attempts.claim(replace(ATTEMPT, at=NOW + timedelta(minutes=1))) is not None
    assert attempts.claim(replace(ATTEMPT, at=NOW + timedelta(minutes=10))) is None
