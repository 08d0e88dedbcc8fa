# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The daemon's processes and the Hub's, and what the system says of each: processor time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")
_GOODBYE_SECONDS = 60
_SHOWN_CHARACTERS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a process has taken so far."""

    cpu_seconds: float
    resident_bytes: int
    largest_resident_bytes: int


def usage(pid: int) -> Usage:
    """Of one process; processor time includes that of children it has waited for."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return Usage(
        cpu_seconds=sum(int(ticks) for ticks in after_name[11:15]) / _TICKS,
        resident_bytes=_kilobytes(status["VmRSS"]),
        largest_resident_bytes=_kilobytes(status["VmHWM"]),
    )


def cpu_of_family(pid: int) -> float:
    """Seconds of a process and of all its children, living or ended: what a PostgreSQL server has taken."""
    total = usage(pid).cpu_seconds
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            total += usage(int(child)).cpu_seconds
        except (FileNotFoundError, KeyError):
            continue
    return total


def parent_of(pid: int) -> int:
    """The process that started this one."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


class Hub:
    """The server process, asked over its standard input."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url = self._line()

    @property
    def pid(self) -> int:
        """For `usage`."""
        return self._process.pid

    def reveal(self) -> None:
        """Let every upload appear."""
        self._ask("reveal")

    def counts(self) -> Any:  # noqa: ANN401 - JSON
        """Requests so far, see `benchmarks.load.server`."""
        return json.loads(self._ask("counts"))

    def _ask(self, words: str) -> str:
        if self._process.stdin is None:
            raise RuntimeError("the server was started without a pipe")
        self._process.stdin.write(f"{words}\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        line = self._process.stdout.readline().strip() if self._process.stdout else ""
        if not line:
            raise RuntimeError("the Hub of the benchmark ended; see what it wrote above")
        return line


@contextmanager
def serving(root: Path, events: int) -> Iterator[Hub]:
    """The Hub of this folder, until the end of the block."""
    command = [sys.executable, "-m", "benchmarks.load.server", "--root", str(root), "--events", str(events)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Hub(process)
        finally:
            process.terminate()


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One process of the daemon, told to stop at the end of the block."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    with log.open("wb") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as process:
        try:
            yield process
        except BaseException:
            print(log.read_text(errors="replace")[-_SHOWN_CHARACTERS:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            try:
                process.wait(_GOODBYE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _kilobytes(text: str) -> int:
    return int(text.split(maxsplit=1)[0]) * 1024
