# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A Dockerfile as its instructions, and its steps in a bare directory: as far as one comes without an engine."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_CONTINUED = re.compile(r"\\\n\s*")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line of a stage; what follows the word, joined."""

    stage: int
    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """Its arguments: the exec form where there is one, without flags."""
        if self.rest.startswith("["):
            return [str(each) for each in json.loads(self.rest)]
        return [each for each in shlex.split(self.rest) if not each.startswith("--")]

    @property
    def flags(self) -> list[str]:
        """``--name=value`` before the arguments."""
        return [each for each in self.rest.split() if each.startswith("--")]


def instructions(text: str) -> Iterator[Instruction]:
    """Every instruction in order; what stands before the first FROM is of stage -1."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    stage = -1
    for line in _CONTINUED.sub(" ", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        word, _, rest = line.strip().partition(" ")
        stage += word == "FROM"
        yield Instruction(stage, word, rest.strip())


class BareDirectory:
    """Takes the steps of one stage below a folder that stands in for ``/``."""

    def __init__(self, root: Path, context: Path, environment: Mapping[str, str], own: tuple[str, ...]) -> None:
        """``own`` are the top folders that belong to the image; everything else is the machine's."""
        self._root = root
        self._context = context
        self._environment = environment
        self._own = re.compile(rf"(?<![\w./-])/({'|'.join(own)})(?=[/\s:*]|$)")
        self._here = root

    def mapped(self, text: str) -> str:
        """The same with the image's own paths below the folder."""
        return self._own.sub(lambda match: f"{self._root}/{match[1]}", text)

    def take(self, step: Instruction) -> None:
        """WORKDIR, COPY out of the context, or RUN."""
        if step.word == "WORKDIR":
            self._here = Path(self.mapped(step.rest))
            self._here.mkdir(parents=True, exist_ok=True)
        elif step.word == "COPY":
            *sources, target = step.words
            for source in sources:
                self._copy(source, target)
        elif step.word == "RUN":
            subprocess.run(
                ["/bin/sh", "-ec", self.mapped(step.rest)], cwd=self._here, env=dict(self._environment), check=True
            )

    def _copy(self, source: str, target: str) -> None:
        place = Path(self.mapped(target)) if PurePosixPath(target).is_absolute() else self._here / target
        path = self._context / source
        if path.is_dir():
            shutil.copytree(path, place, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            place.mkdir(parents=True, exist_ok=True) if target.endswith("/") else None
            shutil.copy(path, place)
