# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Progress: a line for a person, silence for everybody else."""

from __future__ import annotations

import io

from rich.console import Console

from bot.cli.progress import TerminalProgress, shown_progress
from bot.model.costs import Cost
from bot.ports.progress import Silence


def test_without_a_terminal_nothing_is_shown() -> None:
    with shown_progress() as progress:
        assert isinstance(progress, Silence)


def test_the_line_says_what_was_moved_of_how_much() -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, markup=False, width=100)
    with console.status("") as status:
        progress = TerminalProgress(status)
        progress.stage("sampling")
        progress.moved(Cost(1.0, 6_300_000, 12), full_size=1_370_000_000_000)
        assert str(status.status) == "sampling  6.3 MB of 1.4 TB  12 requests"
