# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice compare``: two models."""

from __future__ import annotations

import click

from bot.cli.context import comparer
from bot.cli.drawings import check_pictures, drawing_of, pictures_option
from bot.cli.output import offline_option, output_options, put
from bot.cli.progress import shown_progress
from bot.model.costs import Budget

_NO_LIMIT = 2**62


@click.command()
@click.argument("suspect")
@click.argument("reference")
@click.option("--max-bytes", metavar="SIZE", help="Most bytes to move of the suspect, such as 8MB.")
@click.option("--full", is_flag=True, help="Compare every value of both models: reads both to the end.")
@click.option(
    "--device",
    type=click.Choice(["cpu", "cuda"]),
    help="Do the arithmetic of --full on this device of torch instead of numpy.",
)
@pictures_option
@offline_option
@output_options
@click.pass_context
def compare(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context,
    suspect: str,
    reference: str,
    *,
    max_bytes: str | None,
    full: bool,
    device: str | None,
    pictures: bool,
    offline: bool,
    form: str,
    output: str | None,
) -> None:
    """Tell whether SUSPECT builds on REFERENCE, component by component.

    Each is a model on the Hub (org/name or org/name@revision) or a local folder. The exit code is 0 whenever they could be compared.
    """
    from bot.render.documents import comparison_document
    from bot.render.summaries import comparison_page

    if full and max_bytes is not None:
        raise click.UsageError("--full and --max-bytes exclude each other.")
    if device is not None and not full:
        raise click.UsageError("--device is for --full.")
    check_pictures([form], is_wanted=pictures)
    app = comparer(ctx, offline=offline, max_bytes=max_bytes)
    budget = Budget(max_bytes=_NO_LIMIT, max_requests=_NO_LIMIT) if full else app.budget
    with shown_progress() as progress:
        comparison = app.compare(suspect, reference, budget, progress, full=full, device=device)
    drawing = drawing_of(comparison.lineage, output) if pictures else None
    put(
        form,
        output,
        document=lambda: comparison_document(comparison),
        page=lambda: comparison_page(comparison, drawing),
    )
