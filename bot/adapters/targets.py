# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a person names on the command line: a folder, or a model on the Hub with or without a revision."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.folders import open_folder
from bot.adapters.hub.addresses import is_repo_name
from bot.model.errors import InputError, NotFound
from bot.ports.hub import ModelHub, ModelSource


class TargetSources:
    """Opens folders by itself and asks the Hub for the rest; without a Hub (``None``: offline) there are only folders."""

    def __init__(self, hub: ModelHub | None) -> None:
        self._hub = hub

    def open(self, target: str) -> ModelSource:
        """A folder that exists comes before a repository of the same name; write ``./org/name`` to mean the folder in any case.

        Raises NotFound where there is neither, InputError for a file.
        """
        path = _path(target)
        if path is not None:
            return open_folder(path)
        repo, at, revision = target.partition("@")
        if not is_repo_name(repo) or (at and not revision.strip()) or not revision.isprintable():
            raise NotFound(
                f"{target[:200]!r} is no folder here and no name of a model; expected org/name or org/name@revision"
            )
        if self._hub is None:
            raise NotFound(f"{target}: no such folder, and the Hub is not asked while offline")
        return self._hub.open(repo, revision or None)


def _path(target: str) -> Path | None:
    """The folder that is meant; ``None`` where a repository may be."""
    if not target:
        raise NotFound("expected a folder or the name of a model, found nothing")
    says_folder = target.startswith((".", "/", "~"))
    try:
        path = Path(target).expanduser()
        if path.is_dir():
            return path
        if path.exists():
            raise InputError(f"{target}: expected a folder with a model, found a file; name the folder around it")
    except (OSError, ValueError, RuntimeError) as error:
        if says_folder:
            raise NotFound(f"{target[:200]!r}: no such folder") from error
        return None
    if says_folder:
        raise NotFound(f"{target[:200]!r}: no such folder")
    return None
