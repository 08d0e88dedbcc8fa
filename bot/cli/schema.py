# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice schema``: what the JSON documents of the other commands look like."""

from __future__ import annotations

import click

from bot.cli.output import json_text, write


@click.command()
@click.argument("name", required=False)
@click.option("-o", "--output", metavar="FILE", help="Write the schema to FILE instead of stdout.")
def schema(name: str | None, output: str | None) -> None:
    """Print the JSON Schema (2020-12) of the document NAME; without NAME, list all of them.

    NAME is scan or hubnotice.scan/1, as the key "schema" of the document says it.
    """
    from bot.cli.schemas import ALL

    if name is None:
        write("".join(f"{each.name:12} {each.id:24} {each.written_by}\n" for each in ALL), output)
        return
    found = next((each for each in ALL if name in {each.name, each.id}), None)
    if found is None:
        known = ", ".join(each.name for each in ALL)
        raise click.BadParameter(f"expected one of {known}; found {name[:60]!r}", param_hint="NAME")
    write(json_text(found.schema), output)
