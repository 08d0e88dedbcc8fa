# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""License and notice files are known by the names that people give them."""

from __future__ import annotations

import pytest

from bot.licensing.files import is_license, is_notice, speaks_for_model, worth_reading
from bot.model.repository import FileEntry


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE",
        "LICENSE.txt",
        "LICENCE.md",
        "MODEL-LICENSE",
        "LICENSE-MODEL",
        "LICENSE-CODE",
        "MODEL_LICENSE_AGREEMENT.txt",
        "Tongyi Qianwen LICENSE AGREEMENT",
        "COPYING",
        "LICENSES/MIT.txt",
        "licenses/deepseek-LICENSE",
    ],
)
def test_a_license_file_is_known(path: str) -> None:
    assert is_license(path)
    assert not is_notice(path)


@pytest.mark.parametrize(
    "path", ["NOTICE", "Notice", "NOTICE.txt", "NOTICES.md", "THIRD_PARTY_NOTICES.md", "licenses/NOTICE"]
)
def test_a_notice_file_is_known(path: str) -> None:
    assert is_notice(path)
    assert not is_license(path)


@pytest.mark.parametrize(
    "path", ["README.md", "license.py", "src/LICENSE_HEADER.txt", "model.safetensors", "unnoticed.txt", "licenses.json"]
)
def test_other_files_are_neither(path: str) -> None:
    assert not is_license(path)
    assert not is_notice(path)


def test_a_license_for_the_model_speaks_before_one_for_the_code() -> None:
    assert speaks_for_model(["LICENSE-CODE", "LICENSE-MODEL", "README.md"]) == ["LICENSE-MODEL"]


def test_a_license_for_code_alone_does_not_speak_for_the_model() -> None:
    assert speaks_for_model(["LICENSE-CODE", "LICENSES/MIT.txt"]) == []


def test_files_at_the_root_are_read_first() -> None:
    files = [FileEntry(path=path, size=1) for path in ("LICENSES/MIT.txt", "NOTICE", "LICENSE", "a.safetensors")]
    assert [entry.path for entry in worth_reading(files)] == ["LICENSE", "NOTICE", "LICENSES/MIT.txt"]
