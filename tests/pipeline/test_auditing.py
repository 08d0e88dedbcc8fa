# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A poll checks a stretch of the log, and never fails because of it."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest

from bot.model.audit import LogCheck, Read, ReadPage
from bot.model.errors import OperatorError
from bot.pipeline.auditing import CheckedPolls
from tests.fakes.clock import FakeClock


class _Audit:
    def __init__(self, *broken: int | None, fails: bool = False) -> None:
        self.asked: list[int] = []
        self._broken = broken
        self._fails = fails

    def note(self, read: Read) -> None:
        raise AssertionError(read)

    def reads(self, *, name: str = "", before: int | None = None, most: int = 50) -> ReadPage:
        raise AssertionError((name, before, most))

    def check(self, now: datetime, *, most: int) -> tuple[LogCheck, ...]:
        if self._fails:
            raise OperatorError("database is locked")
        self.asked.append(most)
        return tuple(
            LogCheck(log="orders", written=9, checked=5, checked_at=now, digest="d", digest_of=5, broken=each)
            for each in self._broken
        )


def test_each_poll_is_followed_by_one_stretch() -> None:
    audit, clock, polls = _Audit(None), FakeClock(), list[datetime]()
    CheckedPolls(polls.append, audit, clock, rows=7)(clock.now())
    assert (polls, audit.asked) == ([clock.now()], [7])


def test_a_broken_row_is_an_error_in_the_log_of_the_daemon(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    CheckedPolls(lambda _: None, _Audit(None, 6), clock)(clock.now())
    (record,) = caplog.records
    assert (record.getMessage(), record.levelno, vars(record)["row"]) == ("log_broken", logging.ERROR, 6)


def test_a_check_that_is_not_possible_keeps_no_poll_from_happening(caplog: pytest.LogCaptureFixture) -> None:
    clock, polls = FakeClock(), list[datetime]()
    CheckedPolls(polls.append, _Audit(fails=True), clock)(clock.now())
    assert polls == [clock.now()]
    assert [each.getMessage() for each in caplog.records] == ["log_not_checked"]
