# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice catalog``: the known upstreams."""

from __future__ import annotations

import click

from bot.cli.context import application
from bot.cli.output import output_options, put, say
from bot.cli.progress import shown_progress
from bot.model.errors import NotFound


@click.group()
def catalog() -> None:
    """Keep the known upstreams that models are compared with."""


@catalog.command()
@click.argument("targets", nargs=-1, required=True)
@click.pass_context
def add(ctx: click.Context, targets: tuple[str, ...]) -> None:
    """Take the fingerprint of each of TARGETS, once for each commit. Ends at the first that cannot be read."""
    app = application(ctx)
    for target in targets:
        with shown_progress() as progress:
            known = app.add_to_catalog(target, progress)
        say(f"added {known.key}: {len(known.references)} references, method {known.method}")


@catalog.command("list")
@output_options
@click.pass_context
def list_(ctx: click.Context, form: str, output: str | None) -> None:
    """List every known upstream."""
    from bot.render.catalog_documents import catalog_document
    from bot.render.summaries import catalog_page

    known = application(ctx).catalog
    found = [entry for key in known.keys() if (entry := known.get(key)) is not None]  # noqa: SIM118 - no mapping
    put(form, output, document=lambda: catalog_document(found), page=lambda: catalog_page(found))


@catalog.command()
@click.argument("repo")
@output_options
@click.pass_context
def show(ctx: click.Context, repo: str, form: str, output: str | None) -> None:
    """Show the newest entry of REPO."""
    from bot.render.catalog_documents import catalog_document
    from bot.render.summaries import catalog_page

    found = application(ctx).catalog.newest(repo)
    if found is None:
        raise NotFound(f"{repo}: not in the catalog; `hubnotice catalog add {repo}` takes its fingerprint")
    put(form, output, document=lambda: catalog_document([found]), page=lambda: catalog_page([found]))
