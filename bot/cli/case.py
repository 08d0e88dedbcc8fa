# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice case``: what the bot found and what became of it."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.output import output_options, put
from bot.cli.ruling import RULINGS, case_number
from bot.model.errors import NotFound


@click.group()
def case() -> None:
    """Look at cases, the findings about one repository, and rule on them."""


@case.command("list")
@output_options
@click.pass_context
def list_(ctx: click.Context, form: str, output: str | None) -> None:
    """List every case, oldest first."""
    from bot.render.case_documents import cases_document
    from bot.render.summaries import cases_page

    cases = application(ctx).casebook.cases()
    put(form, output, document=lambda: cases_document(cases), page=lambda: cases_page(cases))


@case.command()
@click.argument("number", callback=case_number)
@output_options
@click.pass_context
def show(ctx: click.Context, number: int, form: str, output: str | None) -> None:
    """Show the case NUMBER (C-17 or 17) with its decisions and what was written."""
    from bot.render.case_documents import case_document
    from bot.render.summaries import case_page

    book = application(ctx).casebook
    found = book.case(number)
    if found is None:
        raise NotFound(f"C-{number}: no such case; `hubnotice case list` shows all")
    decisions, receipts = book.decisions(found.number), book.receipts(found.number)
    put(
        form,
        output,
        document=lambda: case_document(found, decisions, receipts),
        page=lambda: case_page(found, decisions, receipts),
    )


for _ruling in RULINGS:
    case.add_command(_ruling)
