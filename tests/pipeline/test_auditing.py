# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A poll checks a stretch of the log, and never fails because of it."""

from __future__ import annotations

import logging
from datetime import datetime

import pytest

from bot.pipeline.auditing import CheckedPolls
from tests.fakes.audit import FakeAudit
from tests.fakes.clock import FakeClock


def test_each_poll_is_followed_by_one_stretch() -> None:
    audit, clock, polls = FakeAudit(None), FakeClock(), list[datetime]()
    CheckedPolls(polls.append, audit, clock, rows=7)(clock.now())
    assert (polls, audit.asked) == ([clock.now()], [7])


def test_a_broken_row_is_an_error_in_the_log_of_the_daemon(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    CheckedPolls(lambda _: None, FakeAudit(None, 6), clock)(clock.now())
    (record,) = caplog.records
    assert (record.getMessage(), record.levelno, vars(record)["row"]) == ("log_broken", logging.ERROR, 6)


def test_a_check_that_is_not_possible_keeps_no_poll_from_happening(caplog: pytest.LogCaptureFixture) -> None:
    clock, polls = FakeClock(), list[datetime]()
    CheckedPolls(polls.append, FakeAudit(fails=True), clock)(clock.now())
    assert polls == [clock.now()]
    assert [each.getMessage() for each in caplog.records] == ["log_not_checked"]
