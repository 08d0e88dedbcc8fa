# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Passwords: no two digests are the same, and what is no digest fits nothing."""

from __future__ import annotations

import threading

import pytest

from bot.adapters.sign_in import passwords
from bot.adapters.sign_in.passwords import Cost, ScryptPasswords
from bot.model.errors import OperatorError

CHEAP = Cost(n=4, r=1)


def test_a_password_fits_its_own_digest_alone() -> None:
    kept = ScryptPasswords(CHEAP)
    digest = kept.digest("correct horse battery")
    assert kept.fits("correct horse battery", digest)
    assert not kept.fits("correct horse batterz", digest)
    assert not kept.fits("", digest)
    assert "horse" not in digest


def test_the_same_password_has_another_digest_each_time() -> None:
    kept = ScryptPasswords(CHEAP)
    assert kept.digest("correct horse") != kept.digest("correct horse")


def test_an_accent_may_be_typed_in_either_way() -> None:
    kept = ScryptPasswords(CHEAP)
    assert kept.fits("cafe\u0301 crème brûlée", kept.digest("café crème brûlée"))


def test_parameters_are_those_that_were_stored() -> None:
    digest = ScryptPasswords(CHEAP).digest("correct horse")
    assert digest.startswith("scrypt$4$1$1$")
    assert ScryptPasswords(Cost(n=8, r=2)).fits("correct horse", digest)


def test_the_default_costs_what_it_should() -> None:
    assert ScryptPasswords().digest("correct horse").startswith("scrypt$32768$8$1$")
    assert Cost().n * Cost().r * 128 == 32 * 2**20


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "nobody",
        "scrypt$4$1$1$$",
        "scrypt$4$1$1$AAAA$AAAA",
        "scrypt$3$1$1$AAAA$" + "A" * 43 + "=",
        "scrypt$1073741824$8$1$AAAA$" + "A" * 43 + "=",
        "scrypt$-4$1$1$AAAA$" + "A" * 43 + "=",
        "md5$4$1$1$AAAA$" + "A" * 43 + "=",
        "scrypt$4$1$1$?$" + "A" * 43 + "=",
    ],
)
def test_what_is_no_digest_fits_nothing(digest: str) -> None:
    assert not ScryptPasswords(CHEAP).fits("correct horse", digest)
    assert not ScryptPasswords(CHEAP).fits("", digest)


def test_where_too_many_are_checked_the_next_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_PATIENCE_SECONDS", 0.0)
    kept = ScryptPasswords(CHEAP)
    kept._turns = threading.BoundedSemaphore(1)
    digest = kept.digest("correct horse")
    with kept._turns, pytest.raises(OperatorError, match="more passwords come in"):
        kept.fits("correct horse", digest)
    assert kept.fits("correct horse", digest)
