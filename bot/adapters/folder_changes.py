# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Writes changed text files into a local folder: all or none as far as a file system can, and never outside of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.adapters.hub.addresses import is_plain_path
from bot.model.errors import InputError, OperatorError
from bot.model.fixes import FileChange


class FolderTexts:
    """The text files of one folder. Links are not followed; a file that changed since it was read is not touched."""

    def __init__(self, folder: Path) -> None:
        self._root = Path(os.path.realpath(folder))

    def write(self, changes: Sequence[FileChange]) -> None:
        """Check everything, write everything beside its place, then put each file into its place at once."""
        places = [(self._place(each), each) for each in changes]
        written: list[tuple[Path, Path]] = []
        try:
            for place, change in places:
                place.parent.mkdir(exist_ok=True)
                written.append((self._beside(place, change.after), place))
            for new, place in written:
                new.replace(place)
        except OSError as error:
            raise OperatorError(f"{self._root}: cannot be written: {error.strerror}") from error
        finally:
            for new, _ in written:
                with contextlib.suppress(FileNotFoundError):
                    new.unlink()

    def _place(self, change: FileChange) -> Path:
        place = self._root / change.path
        if not is_plain_path(change.path) or Path(os.path.realpath(place.parent)) != place.parent or place.is_symlink():
            raise InputError(f"{change.path}: is reached through a link, so it is not written; copy the folder first")
        try:
            there = place.read_bytes() if place.exists() else None
        except OSError as error:
            raise InputError(f"{change.path}: cannot be read: {error.strerror}") from error
        if there != (None if change.before is None else change.before.encode()):
            raise InputError(
                f"{change.path}: was changed since it was read; nothing was written, run the command again"
            )
        return place

    def _beside(self, place: Path, text: str) -> Path:
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".hubnotice-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o644
        Path(name).chmod(mode)
        return Path(name)
