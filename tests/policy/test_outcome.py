# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A case is settled when what was asked for is there, not when it can no longer be seen."""

from __future__ import annotations

from dataclasses import replace

from bot.policy.outcome import is_settled
from tests.samples.judged import WHOLE_MODEL, mit

BEFORE = WHOLE_MODEL.assess().findings
FIXED = WHOLE_MODEL.with_files(NOTICE=mit("Copyright (c) 2023 DeepSeek"))


def test_the_notice_settles_the_case_though_advice_is_left() -> None:
    now = FIXED.assess()
    assert [finding.rule for finding in now.findings] == ["base-model-undeclared"]
    assert is_settled(BEFORE, now)


def test_half_of_the_notice_does_not_settle_it() -> None:
    assert not is_settled(BEFORE, WHOLE_MODEL.with_files(NOTICE="Copyright (c) 2023 DeepSeek").assess())


def test_a_file_that_cannot_be_read_settles_nothing() -> None:
    now = replace(WHOLE_MODEL, unread=("NOTICE",)).assess()
    assert not now.findings
    assert not is_settled(BEFORE, now)
