# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Progress for a person at a terminal; silence for everybody else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.model.costs import Cost
from bot.ports.progress import Progress, Silence
from bot.render.summaries import size_words

if TYPE_CHECKING:
    from rich.status import Status


class TerminalProgress:
    """One line on stderr: the stage, and how much was moved of how much there is."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._stage = ""

    def stage(self, name: str) -> None:
        """A new stage begins."""
        self._stage = name
        self._status.update(name)

    def moved(self, cost: Cost, *, full_size: int) -> None:
        """So much was moved so far."""
        self._status.update(
            f"{self._stage}  {size_words(cost.bytes)} of {size_words(full_size)}  {cost.requests} requests"
        )


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A listener for as long as a command runs; its line disappears at the end."""
    if not sys.stderr.isatty():
        yield Silence()
        return
    from rich.console import Console

    console = Console(stderr=True, markup=False, highlight=False)
    with console.status("") as status:
        yield TerminalProgress(status)
