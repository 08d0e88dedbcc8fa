# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What was looked at and what could not be checked, counted while it happens."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_AT_A_TIME = 500
_VERDICTS = ("derived", "component", "sibling", "independent", "inconclusive", "not_assessed")
_REASONS = (
    "access_refused",
    "disabled",
    "not_found",
    "unreachable",
    "rate_limited",
    "remote_failure",
    "range_ignored",
    "cut_short",
    "unreadable",
    "too_large",
    "unsupported",
    "not_opened",
    "budget",
    "not_enough",
)
_Word = tuple[str, str]


def upgrade() -> None:
    """Make the tables, and count the newest report of every repository that is there."""
    op.create_table(
        "looks",
        sa.Column("repo", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "look_counts",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("word", sa.String(32), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    counts: Counter[_Word] = Counter()
    looks = sa.table("looks", sa.column("repo"), sa.column("words"), sa.column("at", sa.DateTime))
    for rows in _looks(counts):
        op.bulk_insert(looks, rows)
    _seed(counts)


def _looks(counts: Counter[_Word]) -> Iterator[list[dict[str, object]]]:
    """A few rows at a time: reports of a hundred thousand repositories do not fit into memory."""
    reports = sa.table(
        "reports", sa.column("repo"), sa.column("revision"), sa.column("report"), sa.column("at", sa.DateTime)
    )
    in_order = sa.select(reports.c.repo, reports.c.revision).order_by(reports.c.at)
    newest = {repo: revision for repo, revision in op.get_bind().execute(in_order)}  # noqa: C416 - rows are no pairs
    repos = sorted(newest)
    for start in range(0, len(repos), _AT_A_TIME):
        some = repos[start : start + _AT_A_TIME]
        rows: list[dict[str, object]] = []
        wanted = sa.select(reports).where(reports.c.repo.in_(some))
        for each in op.get_bind().execute(wanted):
            if newest[each.repo] == each.revision:
                words = _words(each.report)
                counts.update(words)
                rows.append({"repo": each.repo, "words": json.dumps(sorted(words)), "at": each.at})
        yield rows


def _words(report: str) -> set[_Word]:
    words: set[_Word] = {("all", "")}
    try:
        document = json.loads(report)
    except (ValueError, RecursionError):
        return words
    if not isinstance(document, dict):
        return words
    if document.get("verdict") in _VERDICTS:
        words.add(("verdict", document["verdict"]))
    entries = document.get("not_checked")
    for each in entries if isinstance(entries, list) else []:
        if isinstance(each, dict) and each.get("reason") in _REASONS:
            words.add(("gap", each["reason"]))
    return words


def _seed(counts: Counter[_Word]) -> None:
    """Every count is there from the start, so that no two processes ever begin the same one."""
    every = [("all", ""), *(("verdict", each) for each in _VERDICTS)]
    every += [(kind, each) for kind in ("gap", "refused") for each in _REASONS]
    table = sa.table("look_counts", sa.column("kind"), sa.column("word"), sa.column("count"))
    op.bulk_insert(table, [{"kind": kind, "word": word, "count": counts[(kind, word)]} for kind, word in every])
