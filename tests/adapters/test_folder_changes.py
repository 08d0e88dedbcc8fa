# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Writing into a folder: everything or nothing, inside of it, with what people set on their files kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.folder_changes import FolderTexts
from bot.model.errors import BotError, InputError, OperatorError
from bot.model.fixes import FileChange


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def new(path: str) -> FileChange:
    return FileChange(path=path, before=None, after="text\r\n")


def test_files_are_written_as_they_were_shown_and_keep_their_mode(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(b"\xef\xbb\xbf# Mine\r\n")
    (tmp_path / "README.md").chmod(0o640)
    card = FileChange(path="README.md", before="\ufeff# Mine\r\n", after="\ufeff# Mine\r\n\r\nMore.\r\n")
    FolderTexts(tmp_path).write([new("LICENSES/MIT.txt"), card])
    assert (tmp_path / "README.md").read_bytes() == b"\xef\xbb\xbf# Mine\r\n\r\nMore.\r\n"
    assert (tmp_path / "README.md").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "LICENSES" / "MIT.txt").read_bytes() == b"text\r\n"
    assert names(tmp_path) == ["LICENSES", "LICENSES/MIT.txt", "README.md"]


def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "NOTICE").write_text("theirs\n")
    with pytest.raises(InputError, match="NOTICE: was changed since it was read"):
        FolderTexts(tmp_path).write([new("LICENSES/MIT.txt"), new("NOTICE")])
    assert names(tmp_path) == ["NOTICE"]
    assert (tmp_path / "NOTICE").read_text() == "theirs\n"


def test_a_file_that_went_meanwhile_stays_away(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="was changed since"):
        FolderTexts(tmp_path).write([FileChange(path="README.md", before="# Mine\n", after="# Mine\n\nMore.\n")])
    assert names(tmp_path) == []


@pytest.mark.parametrize("path", ["../NOTICE", "/tmp/NOTICE", "LICENSES/../../NOTICE"])
def test_nothing_is_written_outside_of_the_folder(tmp_path: Path, path: str) -> None:
    inside = tmp_path / "model"
    inside.mkdir()
    with pytest.raises(InputError):
        FolderTexts(inside).write([new(path)])
    assert names(tmp_path) == ["model"]


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "model"
    inside.mkdir()
    (tmp_path / "elsewhere").write_text("x\n")
    (inside / "NOTICE").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="through a link"):
        FolderTexts(inside).write([FileChange(path="NOTICE", before="x\n", after="x\ny\n")])
    assert (tmp_path / "elsewhere").read_text() == "x\n"


def test_a_file_where_a_folder_has_to_be_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "LICENSES").write_text("all in one file\n")
    with pytest.raises(BotError) as raised:
        FolderTexts(tmp_path).write([new("NOTICE"), new("LICENSES/MIT.txt")])
    assert isinstance(raised.value, OperatorError)
    assert names(tmp_path) == ["LICENSES"]
