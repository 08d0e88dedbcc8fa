# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""``hubnotice sbom``: one model as a bill of materials."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

import click

from bot.cli.context import application
from bot.cli.output import offline_option, say, write
from bot.cli.progress import shown_progress
from bot.ports.documents import DocumentForm

_FORMS = {
    ("spdx", "json"): DocumentForm.SPDX_JSON,
    ("spdx", "tag-value"): DocumentForm.SPDX_TAG_VALUE,
    ("spdx3", "json"): DocumentForm.SPDX3_JSON,
    ("cyclonedx", "json"): DocumentForm.CYCLONEDX_JSON,
}
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)


@click.command()
@click.argument("target")
@click.option(
    "--format", "form", type=click.Choice(["spdx", "spdx3", "cyclonedx"]), default="spdx", show_default=True,
    help="SPDX 2.3, SPDX 3.0.1 with the AI profile, or CycloneDX 1.6.",
)  # fmt: skip
@click.option(
    "--encoding", type=click.Choice(["json", "tag-value"]), default="json", show_default=True,
    help="How it is written down; tag-value is for spdx.",
)  # fmt: skip
@click.option("--name", metavar="ORG/NAME", help="What a local folder is or will be called on the Hub.")
@click.option("--max-bytes", metavar="SIZE", help="Most bytes to move, such as 8MB.")
@click.option("-o", "--output", metavar="FILE", help="Write the document to FILE instead of stdout.")
@offline_option
@click.pass_context
def sbom(  # noqa: PLR0913 - one argument for each option
    ctx: click.Context,
    target: str,
    *,
    form: str,
    encoding: str,
    name: str | None,
    max_bytes: str | None,
    output: str | None,
    offline: bool,
) -> None:
    """Write what TARGET is made of as a document for other tools: files, upstreams, licenses, evidence.

    The same commit gives the same bytes: the document is dated by the commit, or by SOURCE_DATE_EPOCH. The exit code is 0 whenever it
    could be written; what could not be determined stands in it as such.
    """
    chosen = _FORMS.get((form, encoding))
    if chosen is None:
        raise click.UsageError("--encoding tag-value is for --format spdx.")
    if name is not None and not _NAME.fullmatch(name):
        raise click.UsageError(f"--name: expected ORG/NAME, found {name[:200]!r}.")
    created = _source_date(os.environ.get("SOURCE_DATE_EPOCH"))
    app = application(ctx, offline=offline, max_bytes=max_bytes)
    with shown_progress() as progress:
        bill = app.bill(target, progress, published_as=name, created=created)
    write(app.document(bill, chosen), output)
    unknown = sum(fact.name in {"not_checked", "cannot_tell"} for fact in bill.model.facts)
    if unknown:
        say(f"{unknown} things could not be determined; the document says which.")


def _source_date(value: str | None) -> datetime | None:
    """Seconds since 1970 (reproducible-builds.org/specs/source-date-epoch)."""
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, found {value[:40]!r}.") from error
