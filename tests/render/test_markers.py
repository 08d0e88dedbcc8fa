# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The bot finds its own words again, and is not fooled by somebody who shows it a marker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.markers import Marker, body_digest, find_marker, sign

BODY = "**In short.** Hello.\n\n| a | b |\n|---|---|\n"
SIGNED = sign(BODY, case="C-17", revision=2, commit="9a8b7c6", languages=("en", "ja"))


def test_a_signed_post_is_found_again() -> None:
    assert find_marker(SIGNED) == Marker(
        case="C-17", revision=2, commit="9a8b7c6", digest=body_digest(BODY), languages=("en", "ja")
    )


@pytest.mark.parametrize(
    "edited",
    [
        SIGNED.replace("\n", "\r\n"),
        SIGNED.rstrip(),
        SIGNED + "\n\n  ",
        SIGNED.replace("\n", "  \n"),
        SIGNED.replace("<!-- hubnotice", "<!--hubnotice").replace(" -->", "-->"),
    ],
)
def test_what_a_platform_does_to_white_space_changes_neither_marker_nor_digest(edited: str) -> None:
    marker = find_marker(edited)
    assert marker is not None
    assert marker.case == "C-17"
    assert body_digest(edited) == marker.digest


def test_a_changed_word_changes_the_digest() -> None:
    assert body_digest(SIGNED.replace("Hello", "Hullo")) != body_digest(SIGNED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no marker",
        "> <!-- hubnotice:case=C-17 rev=1 commit=9a8b7c6 lang=en sha256=0 -->",
        "```\n<!-- hubnotice:case=C-17 rev=1 commit=9a8b7c6 lang=en sha256=0 -->\n```",
        "<!-- hubnotice:rev=1 -->",
        "<!-- hubnotice:case=C-17 rev=x -->",
        "<!-- other:case=C-17 rev=1 -->",
        "<!-- hubnotice:case=C-17 rev=1",
    ],
)
def test_quoted_or_broken_markers_do_not_count(text: str) -> None:
    assert find_marker(text) is None


def test_the_last_marker_counts() -> None:
    assert find_marker("<!-- hubnotice:case=C-1 rev=1 -->\n" + SIGNED) == find_marker(SIGNED)


def test_the_thanks_carry_their_state() -> None:
    marker = find_marker(sign("Thanks", case="C-17", revision=1, commit="77aa001", state="resolved"))
    assert marker is not None
    assert marker.state == "resolved"


def test_the_shorter_form_of_a_marker_is_read() -> None:
    assert find_marker("<!-- hubnotice:case=C-2041 state=resolved rev=4 -->") == Marker(
        case="C-2041", revision=4, commit="", digest="", state="resolved"
    )


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text: str) -> None:
    find_marker(text + "<!-- hubnotice:" + text)
    assert body_digest(text) == body_digest(text.replace("\n", "\r\n") if "\r" not in text else text)
