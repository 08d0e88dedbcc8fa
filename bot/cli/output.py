# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Where output goes: data to stdout or a file, talk to stderr."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.model.errors import OperatorError

if TYPE_CHECKING:
    from bot.render.documents import Document
    from bot.render.pages import Page

_Command = TypeVar("_Command", bound=Callable[..., Any])
FORMATS = ("table", "json", "md")
_WIDEST = 160


def output_options(command: _Command) -> _Command:
    """Add ``--format`` and ``-o`` to a command."""
    command = click.option("-o", "--output", metavar="FILE", help="Write the data to FILE instead of stdout.")(command)
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="Form of the data."
    )(command)


def offline_option(command: _Command) -> _Command:
    """Add ``--offline`` to a command."""
    return click.option("--offline", is_flag=True, help="Ask nothing of the network: local folders only.")(command)


def put(form: str, output: str | None, *, document: Callable[[], Document], page: Callable[[], Page]) -> None:
    """Print the data in this form. Raises OperatorError where the file cannot be written."""
    write(text_of(form, document=document, page=page), output)


def text_of(form: str, *, document: Callable[[], Document], page: Callable[[], Page]) -> str:
    """The data in one of `FORMATS`."""
    from bot.render.pages import markdown, plain

    if form == "json":
        return json_text(document())
    if form == "md":
        return markdown(page())
    return plain(page(), width=min(shutil.get_terminal_size((120, 24)).columns, _WIDEST))


def json_text(document: Document) -> str:
    """A document as it is printed."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write(text: str, output: str | None) -> None:
    """Print the text, or put it into a file, the same bytes on every system. Raises OperatorError where it cannot be written."""
    if output is None:
        # A terminal that is not UTF-8 gets a question mark instead of an error.
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritten(output, error) from error


def check_binary(form: str, output: str | None) -> None:
    """Raise click.UsageError where a form that is no text would go to a terminal, before anything is read."""
    if form == "pdf" and output is None and sys.stdout.isatty():
        raise click.UsageError("--format pdf is no text: name a file with -o.")


def write_bytes(content: bytes, output: str | None) -> None:
    """Print the bytes, or put them into a file. Raises OperatorError where it cannot be written."""
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise _unwritten(output, error) from error


def _unwritten(output: str, error: OSError) -> OperatorError:
    return OperatorError(f"{output}: cannot be written: {error.strerror}; name another file with -o")


def say(text: str, *, clean: bool = True) -> None:
    """One line of talk; control characters in other people's names do not reach the terminal."""
    from bot.render.pages import visible

    lines = text.splitlines() if clean else [text]
    for line in lines:
        click.echo(visible(line) if clean else line, err=True)
