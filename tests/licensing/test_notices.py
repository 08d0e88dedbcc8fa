# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A NOTICE counts as passed on wherever its lines can be read."""

from __future__ import annotations

from bot.licensing.notices import NoticeMatch, compare_notice

UPSTREAM = (
    "NOTICE\n\nAcme Vision 2\nCopyright 2024 Acme Research\n\nThis product includes software developed by Bolt Labs.\n"
)


def test_the_same_text_is_whole() -> None:
    assert compare_notice(UPSTREAM, [UPSTREAM]) is NoticeMatch.WHOLE


def test_wrapping_and_markup_do_not_matter() -> None:
    text = "## Notices\n> **Acme Vision 2**\n> Copyright 2024\n> Acme Research\n\n- This product includes software\n  developed by Bolt Labs."
    assert compare_notice(UPSTREAM, [text]) is NoticeMatch.WHOLE


def test_lines_may_stand_in_different_files() -> None:
    texts = ["Acme Vision 2. Copyright 2024 Acme Research", "This product includes software developed by Bolt Labs"]
    assert compare_notice(UPSTREAM, texts) is NoticeMatch.WHOLE


def test_a_line_left_out_makes_it_altered() -> None:
    assert compare_notice(UPSTREAM, ["Acme Vision 2\nCopyright 2024 Acme Research"]) is NoticeMatch.ALTERED


def test_a_notice_about_something_else_is_missing() -> None:
    assert compare_notice(UPSTREAM, ["NOTICE\nExample Lab, copyright 2026"]) is NoticeMatch.MISSING


def test_no_text_at_all_is_missing() -> None:
    assert compare_notice(UPSTREAM, []) is NoticeMatch.MISSING


def test_an_empty_notice_asks_for_nothing() -> None:
    assert compare_notice(" \n", []) is NoticeMatch.WHOLE
