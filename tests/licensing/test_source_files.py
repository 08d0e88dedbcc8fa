# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Program files that were made from an upstream's are told by their code, whatever became of their headers."""

from __future__ import annotations

from bot.licensing.source_files import is_made_from, source_file
from bot.model.licensing import SourceFile


def code(word: str, count: int = 400) -> str:
    return "\n".join(f"    self.{word}_{number} = layer(config.{word}, size={number})" for number in range(count))


def kept(text: str, path: str = "modeling_x.py") -> SourceFile:
    found = source_file(path, text)
    assert found is not None
    return found


HEADER = (
    "# Copyright 2024 Example Base Authors. All rights reserved.\n# Licensed under the Apache License\nimport torch\n"
)
UPSTREAM = kept(HEADER + code("base"))


def test_a_copy_without_its_header_is_told() -> None:
    assert UPSTREAM.copyright_lines
    bare = kept("import torch\n\n" + code("base").replace("    self", "\tself"), "modeling_y.py")
    assert bare.copyright_lines == ()
    assert is_made_from(bare, UPSTREAM)


def test_a_copy_with_much_of_its_own_is_told() -> None:
    assert is_made_from(kept(code("base", 300) + "\n" + code("own", 900)), UPSTREAM)


def test_a_file_with_little_in_common_is_not() -> None:
    assert not is_made_from(kept(code("own") + "\n" + code("base", 60)), UPSTREAM)


def test_short_files_are_nobody_s() -> None:
    assert source_file("modeling_x.py", HEADER + code("base", 20)) is None


def test_hostile_text_is_only_text() -> None:
    assert source_file("modeling_x.py", "\x00\ud800" * 5000) is None
