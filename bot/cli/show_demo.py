# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice demo``: the command; what it shows is in `bot.cli.demo`."""

from __future__ import annotations

import click


@click.command()
def demo() -> None:
    """Show the whole loop on a Hub of its own with sample models; nothing leaves this machine."""
    from bot.cli.demo import run

    run()
