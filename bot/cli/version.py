# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice version``."""

from __future__ import annotations

import click


@click.command()
def version() -> None:
    """Print the version."""
    import importlib.metadata

    click.echo(f"hubnotice {importlib.metadata.version('hubnotice')}")
