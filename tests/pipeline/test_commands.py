# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Commands are heard where somebody speaks, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.listening.commands import CommandKind, commands_in


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("/notice stop", ["stop"]),
        ("Hello\n/NOTICE Stop please", ["stop"]),
        ("/notice dispute these are our own weights", ["dispute"]),
        ("/notice dispute\n/notice unstop", ["dispute", "unstop"]),
        ("> /notice stop", []),
        ("```\n/notice stop\n```", []),
        ("~~~sh\n/notice stop\n~~~\n/notice dispute", ["dispute"]),
        ("````\n```\n/notice stop\n````", []),
        ("```\n/notice stop", []),
        ("    /notice stop", []),
        ("\t/notice stop", []),
        ("<!-- /notice stop -->", []),
        ("<!--\n/notice stop", []),
        ("say /notice stop", []),
        ("`/notice stop`", []),
        ("/notice", []),
        ("/notice explode", []),
        ("/notices stop", []),
        ("/notice stopped", []),
    ],
)
def test_what_is_a_command(body: str, kinds: list[str]) -> None:
    assert [command.kind.value for command in commands_in(body)] == kinds


def test_words_behind_a_command_are_kept() -> None:
    [command] = commands_in("/notice dispute  see our paper \n")
    assert (command.kind, command.text) == (CommandKind.DISPUTE, "see our paper")


@given(st.text())
def test_any_text_is_read(body: str) -> None:
    assert len(commands_in(body * 3)) <= 8


@given(st.lists(st.sampled_from(["/notice stop", "words", "", "> quoted", "more words"]), max_size=20))
def test_quoting_a_comment_says_nothing(lines: list[str]) -> None:
    assert commands_in("\n".join(f"> {line}" for line in lines)) == []
