# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``--pictures``: what was measured, drawn with the signs that the terminal has."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.model.lineage import Lineage
    from bot.render.pages import Drawing

_Command = TypeVar("_Command", bound=Callable[..., Any])
_WITH_PICTURES = ("table", "md")


def pictures_option(command: _Command) -> _Command:
    """Add ``--pictures`` to a command that prints pages."""
    return click.option(
        "--pictures",
        is_flag=True,
        help="Draw layers, blocks and shares as well (table and md; html and pdf always do).",
    )(command)


def check_pictures(forms: Collection[str], *, is_wanted: bool) -> None:
    """Raise click.UsageError where none of the forms holds lines of text, before anything is read."""
    if is_wanted and not {*forms} & {*_WITH_PICTURES}:
        raise click.UsageError(f"--pictures is for --format {' and '.join(_WITH_PICTURES)}.")


def drawing_of(lineage: Lineage, output: str | None) -> Drawing:
    """The drawing for a page, in ASCII where it goes to a terminal that has no more."""
    from bot.render.pages import Drawing
    from bot.render.pictures.case import left_out
    from bot.render.pictures.terminal import blocks_are_known, drawn_lines

    found = lineage.pictures
    in_ascii = output is None and not blocks_are_known(sys.stdout.encoding)
    lines = () if found is None else drawn_lines(found, in_ascii=in_ascii)
    missing = left_out(found)
    return Drawing((*lines, *((missing,) if missing else ())))
