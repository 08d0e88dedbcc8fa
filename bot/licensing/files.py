# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which files of a repository may hold license texts and notices, and which of them speak for the model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.model.repository import FileEntry

# Names seen at the root of repositories on the Hub and on GitHub: LICENSE, LICENSE.txt, MODEL-LICENSE, LICENSE-MODEL, LICENSE-CODE,
# MODEL_LICENSE_AGREEMENT.txt, "Tongyi Qianwen LICENSE AGREEMENT", COPYING, NOTICE, THIRD_PARTY_NOTICES.md; folders of REUSE and the like.
_LICENSE_NAME = re.compile(r"licen[cs]e|\bcopying|third[-_ ]?party|legal", re.IGNORECASE)
_NOTICE_NAME = re.compile(r"(?:^|[-_. ])notices?(?:[-_. ]|$)", re.IGNORECASE)
_TEXT_ENDING = re.compile(
    r"(?:^|/)[^/.]*$|\.(?:txt|md|markdown|rst|html?)$|licen[cs]e[^/]*$|notice[^/]*$", re.IGNORECASE
)
_NOT_TEXT = re.compile(
    r"\.(?:py|json|jsonl|ya?ml|toml|png|jpe?g|gif|svg|pdf|safetensors|bin|gguf|pt|h5|onnx)$", re.IGNORECASE
)
_FOLDERS = re.compile(r"^(?:licen[cs]es?|notices?|legal|third[-_]?party)/[^/]+$", re.IGNORECASE)
_FOR_CODE = re.compile(r"(?:^|[-_. ])code(?:[-_. ]|$)", re.IGNORECASE)
_FOR_MODEL = re.compile(r"(?:^|[-_. ])(?:model|weights)(?:[-_. ]|$)", re.IGNORECASE)


def is_notice(path: str) -> bool:
    """Whether this is a NOTICE file by its name: at the root, or in a folder for such files."""
    name = path.rsplit("/", 1)[-1]
    return _is_in_place(path) and bool(_NOTICE_NAME.search(name)) and not _NOT_TEXT.search(name)


def is_license(path: str) -> bool:
    """Whether this is a license file by its name, whichever license and whatever it covers.

    >>> [is_license(path) for path in ("LICENSE-MODEL", "LICENSES/MIT.txt", "MODEL_LICENSE.md", "src/license.py")]
    [True, True, True, False]
    """
    name = path.rsplit("/", 1)[-1]
    if not _is_in_place(path) or _NOT_TEXT.search(name) or is_notice(path):
        return False
    return bool(_FOLDERS.match(path)) or bool(_LICENSE_NAME.search(name) and _TEXT_ENDING.search(name))


def is_license_folder(path: str) -> bool:
    """Whether files directly in this folder may be license or notice files.

    >>> [is_license_folder(path) for path in ("LICENSES", "third_party", "src", "src/licenses")]
    [True, True, False, False]
    """
    return bool(_FOLDERS.match(f"{path}/any"))


def speaks_for_model(paths: Iterable[str]) -> list[str]:
    """Those license files that the model itself is under: files named for the model, otherwise all that are not named for code.

    DeepSeek-V3's own repository has shown why: its LICENSE-CODE is the MIT License and its LICENSE-MODEL is not.
    """
    root = [path for path in paths if "/" not in path and is_license(path)]
    named = [path for path in root if _FOR_MODEL.search(path)]
    return named or [path for path in root if not _FOR_CODE.search(path)]


def worth_reading(files: Iterable[FileEntry]) -> list[FileEntry]:
    """License and notice files, those at the root first."""
    wanted = [entry for entry in files if is_license(entry.path) or is_notice(entry.path)]
    return sorted(wanted, key=lambda entry: (entry.path.count("/"), entry.path))


def _is_in_place(path: str) -> bool:
    return "/" not in path or bool(_FOLDERS.match(path))
