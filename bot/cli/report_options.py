# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Several forms of one report in one run: ``--format json -o a.json --format sarif -o b.sarif``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from bot.cli.output import FORMATS

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FORMS = (*FORMATS, "sarif", "html", "pdf", "github")
_ORDER = "hubnotice.order"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One form, and the file that it goes to; ``None`` is stdout."""

    form: str
    file: str | None


class OrderedCommand(click.Command):
    """Remembers in which order options were given, since each ``-o`` belongs to the ``--format`` before it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As every command does, after a look at the order alone."""
        given = list(args)
        rest = super().parse_args(ctx, args)
        _, _, order = self.make_parser(ctx).parse_args(given)
        ctx.meta[_ORDER] = [each.name for each in order]
        return rest


def report_options(command: _Command) -> _Command:
    """Add ``--format`` and ``-o``, both as often as they are needed, to an `OrderedCommand`."""
    command = click.option(
        "-o",
        "--output",
        "files",
        metavar="FILE",
        multiple=True,
        help="Write the --format before it to FILE, not to stdout.",
    )(command)
    return click.option(
        "--format", "forms", type=click.Choice(_FORMS), multiple=True,
        help="Form of the data, table by default; several where each but one has its own -o.",
    )(command)  # fmt: skip


def wanted(ctx: click.Context, forms: Sequence[str], files: Sequence[str]) -> tuple[Wanted, ...]:
    """Forms with their files, as they were given. Raises UsageError where two go to one place, or a file has no form."""
    if len(forms) <= 1 and len(files) <= 1:
        return (Wanted(next(iter(forms), "table"), next(iter(files), None)),)
    pairs: list[Wanted] = []
    left = iter(forms), iter(files)
    for name in ctx.meta[_ORDER]:
        if name == "forms":
            pairs.append(Wanted(next(left[0]), None))
        elif name == "files":
            file = next(left[1])
            if not pairs or pairs[-1].file is not None:
                raise click.UsageError(f"-o {file}: say before it which --format goes there")
            pairs[-1] = Wanted(pairs[-1].form, file)
    places = [each.file for each in pairs]
    twice = next((each for each in places if places.count(each) > 1), "")
    if twice != "":
        raise click.UsageError(f"two forms would go to {twice or 'stdout'}: give each but one a -o FILE of its own")
    return tuple(pairs)
