# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The diff of a fix is one that git applies to the very bytes that were read."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.fixes import FileChange
from bot.render.fixes import diff

LINES = st.lists(
    st.sampled_from(["", "a", "b ", "\x0cpage", "one\u2028two", "\x1c", "\ttab", "-- ", "+++ b/x"]), max_size=6
)


def applied(change: FileChange) -> str:
    """What git makes of the diff."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if change.before is not None:
            (folder / change.path).write_bytes(change.before.encode())
        command = ["git", "apply", "--whitespace=nowarn", "-"]
        subprocess.run(command, cwd=folder, input=diff([change]).encode(), check=True, capture_output=True)
        return (folder / change.path).read_bytes().decode()


@given(LINES, LINES, st.booleans(), st.sampled_from(["NOTICE", "THIRD PARTY NOTICE.txt"]))
@settings(max_examples=40, deadline=None)
def test_git_applies_the_diff_to_the_same_text(before: list[str], added: list[str], ends: bool, path: str) -> None:  # noqa: FBT001 - drawn
    old = "\n".join(["first", *before]) + ("\n" if ends else "")
    new = old + "\n".join(["", *added, "last"])
    assert applied(FileChange(path=path, before=old, after=new)) == new


@pytest.mark.parametrize("text", ["GNU LESSER\n\x0c\nTERMS\n", "one\rtwo\n", "no end", "a\r\nb\r\n"])
def test_a_new_file_is_made_with_the_same_bytes(text: str) -> None:
    assert applied(FileChange(path="LICENSE.txt", before=None, after=text)) == text


def test_nothing_changed_is_no_diff() -> None:
    assert diff([]) == ""
    assert diff([FileChange(path="NOTICE", before="a\n", after="a\n")]) == ""
