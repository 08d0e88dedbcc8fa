# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Names of repositories, revisions and files as parts of an address. What could lead elsewhere is refused."""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.model.errors import InputError, NotFound

_NAME = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_.-]{1,96}"
_REPO = re.compile(rf"(?:{_NAME}/)?{_NAME}", re.ASCII)
_LONGEST_PATH = 1024


def is_repo_name(name: str) -> bool:
    """Whether the Hub could have a repository of this name, with or without the organisation in front.

    >>> [is_repo_name(each) for each in ("acme/tiny", "gpt2", "a/../b", "a/b/c", "..")]
    [True, True, False, False, False]
    """
    return _REPO.fullmatch(name) is not None


def is_plain_path(path: str) -> bool:
    r"""Whether this is a path inside a repository: relative, no ``..``, nothing that cannot be printed.

    >>> [is_plain_path(each) for each in ("a/b.json", "../x", "/etc/passwd", "a//b", "a\nb")]
    [True, False, False, False, False]
    """
    if not 0 < len(path) <= _LONGEST_PATH or "\\" in path:
        return False
    if any(not (character.isprintable() or character in "\u3000\u00a0") for character in path):
        return False
    return all(part not in {"", ".", ".."} for part in path.split("/"))


def model_address(root: str, repo: str, *rest: str) -> str:
    """Address of a model in the Hub's API, with further parts. Raises NotFound for what is no name of a repository."""
    return "/".join((root, "api/models", _checked(repo), *(quote(part, safe="") for part in rest)))


def file_address(root: str, repo: str, revision: str, path: str) -> str:
    """Address of a file. Raises NotFound for an impossible repository, InputError for a path that leads elsewhere.

    Paths come from files of strangers too, such as the index of a sharded model.
    """
    if not is_plain_path(path):
        raise InputError(f"{repo}: {path[:80]!r} is no path inside a repository")
    return f"{root}/{_checked(repo)}/resolve/{quote(revision, safe='')}/{quote(path)}"


def _checked(repo: str) -> str:
    if not is_repo_name(repo):
        raise NotFound(f"{repo[:100]!r} is no name of a repository; expected org/name")
    return repo
