# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The kill switch: a setting, or a file that anybody can make who can reach the machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class KillSwitch:
    """Asked before each post."""

    is_on: bool
    """Whether the settings let anything be written."""
    file: Path | None = None

    def __call__(self) -> str | None:
        """Why nothing is written, or None. A place that cannot be looked at counts as pulled."""
        if not self.is_on:
            return "HUBNOTICE_POSTING is off"
        try:
            is_there = self.file is not None and self.file.lstat() is not None
        except FileNotFoundError:
            return None
        except OSError as error:
            return f"{self.file}: cannot be looked for: {error.strerror}"
        return f"{self.file} exists" if is_there else None
