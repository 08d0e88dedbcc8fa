# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice rules``: what counts as a finding, what licenses ask, and whether the files that say so can be used."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.context import rulebook, rules_folder
from bot.cli.exits import Exit
from bot.cli.output import output_options, put, say
from bot.model.errors import OperatorError, RulesError


@click.group()
def rules() -> None:
    """Look at rules and licenses, and check rule files."""


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@output_options
@click.pass_context
def list_(ctx: click.Context, form: str, output: str | None, *, as_json: bool) -> None:
    """List every rule and every license."""
    from bot.pipeline.explaining.overview import overview_document, overview_page

    book = rulebook(ctx)
    put("json" if as_json else form, output, document=lambda: overview_document(book), page=lambda: overview_page(book))


@rules.command()
@click.argument("name", metavar="RULE")
@output_options
@click.pass_context
def explain(ctx: click.Context, name: str, form: str, output: str | None) -> None:
    """Explain RULE: a rule, or a license by its id on the Hub or in SPDX.

    \b
    hubnotice rules explain license-text-missing
    hubnotice rules explain apache-2.0 --format json
    """  # noqa: D301 - click's mark for a paragraph that it must not wrap
    from bot.pipeline.explaining.licenses import explained_license, license_document
    from bot.pipeline.explaining.overview import found_by_name, near_names
    from bot.pipeline.explaining.rules import explained_rule, rule_document
    from bot.pipeline.explaining.sections import terminal_page
    from bot.policy.rules import Rule

    book = rulebook(ctx)
    found = found_by_name(book, name)
    if found is None:
        near = near_names(book, name)
        hint = f"did you mean {' or '.join(near)}?" if near else "`hubnotice rules list` shows all."
        raise click.BadParameter(f"no rule or license {name[:60]!r}; {hint}", param_hint="RULE")
    if isinstance(found, Rule):
        document, explained = rule_document(found), explained_rule(found, book.licenses)
    else:
        document, explained = license_document(found), explained_license(found, book.policies)
    put(form, output, document=lambda: document, page=lambda: terminal_page(explained))


@rules.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@output_options
@click.pass_context
def check(ctx: click.Context, folder: Path | None, form: str, output: str | None) -> None:
    """Load all rule files, run every example in them, and report all mistakes at once.

    FOLDER is an operator's own, laid out as rules/; without it the one of the settings counts, over the program's own. The exit code
    is 0 where everything can be used and 2 where a file has to change.
    """
    from bot.adapters.rulebook import load_rulebook, read_by_nobody
    from bot.pipeline.explaining.overview import broken_book, check_document, check_page, checked_book

    own = folder or rules_folder(ctx)
    where = f"{own} over the program's rules" if own else "the program's rules"
    unread = read_by_nobody(own) if own and own.is_dir() else ()
    try:
        found = checked_book(load_rulebook(own, prove=True), where, unread)
    except RulesError as error:
        found = broken_book(error, where, unread)
    put(form, output, document=lambda: check_document(found), page=lambda: check_page(found))
    ctx.exit(Exit.USAGE if found.mistakes else Exit.DONE)


@rules.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.pass_context
def pages(ctx: click.Context, folder: Path) -> None:
    """Write into FOLDER, such as docs/rules, what follows from the files: a page for each license, and the overviews."""
    from bot.pipeline.explaining.pages import OVERVIEW, generated_pages

    overview = folder / OVERVIEW
    try:
        before = overview.read_text(encoding="utf-8") if overview.exists() else None
        written = generated_pages(rulebook(ctx), before)
        for name, text in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise OperatorError(f"{error.filename}: cannot be written: {error.strerror}; name another folder") from error
    say(f"wrote {len(written)} pages to {folder}")
