# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the API tells beside cases: upstreams, repositories, owners, corrections and the log, as plain mappings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.answers import CaseCounts, CasePage, OwnerPage
from bot.model.corrections import Correction, Corrections
from bot.model.lineage_answers import Builders, Edge, RepoPage, UpstreamList, UpstreamPage
from bot.model.log_entries import LogEntry, LogPage
from bot.model.questions import PUBLIC_STATES
from bot.model.status import OperatingStatus
from bot.render.case_files import row_document
from bot.render.documents import Document


def cases_page_document(page: CasePage, *, is_for_desk: bool, following: str | None) -> Document:
    """Some cases; ``following`` is the address of the next ones."""
    return {"cases": [row_document(row, is_for_desk=is_for_desk) for row in page.rows], "next": following}


def upstreams_document(found: UpstreamList, *, following: str | None) -> Document:
    """Some upstreams, by name."""
    rows = [{"repo": row.repo, "license": row.license, "builders": _builders(row.builders)} for row in found.rows]
    return {"upstreams": rows, "next": following}


def upstream_document(page: UpstreamPage, *, is_for_desk: bool, following: str | None) -> Document:
    """Who builds on one upstream."""
    return {
        "repo": page.repo,
        "license": page.license,
        "builders": _builders(page.builders),
        "cases": _counts(page.counts, is_for_desk=is_for_desk),
        "built_on_by": _edges(page.edges),
        "next": following,
    }


def repo_document(page: RepoPage, *, is_for_desk: bool) -> Document:
    """What is known of one repository."""
    return {
        "repo": page.repo,
        "case": None if page.case is None else row_document(page.case, is_for_desk=is_for_desk),
        "builds_on": _edges(page.builds_on),
        "built_on_by": _edges(page.built_on_by),
    }


def owner_document(page: OwnerPage, *, is_for_desk: bool) -> Document:
    """What is known about one account's repositories."""
    return {
        "name": page.name,
        "has_stopped": page.has_stopped,
        "cases": _counts(page.counts, is_for_desk=is_for_desk),
        "open": [row_document(row, is_for_desk=is_for_desk) for row in page.open],
        "closed": [row_document(row, is_for_desk=is_for_desk) for row in page.closed],
    }


def corrections_document(found: Corrections) -> Document:
    """Every time that we were wrong in public."""
    low, high = found.withdrawn.interval
    return {
        "corrections": [correction_document(each) for each in found.rows],
        "posted": found.withdrawn.whole,
        "withdrawn": found.withdrawn.part,
        "withdrawn_share": found.withdrawn.share,
        "withdrawn_share_interval": [low, high],
        "disputed": found.disputed,
        "resolved": found.resolved,
        "median_answer_hours": found.median_answer_hours,
    }


def correction_document(correction: Correction) -> Document:
    """One time."""
    return {
        "number": correction.number,
        "case": f"C-{correction.case}",
        "repo": correction.repo,
        "said": list(correction.said),
        "wrong": correction.wrong,
        "found_by_owner": correction.found_by_owner,
        "posted_at": correction.posted_at.isoformat() if correction.posted_at else None,
        "told_at": correction.told_at.isoformat() if correction.told_at else None,
        "corrected_at": correction.corrected_at.isoformat(),
        "hours_to_correct": correction.hours_to_correct,
    }


def log_document(page: LogPage, *, following: str | None) -> Document:
    """Some entries of the log."""
    return {"entries": [_entry(each) for each in page.entries], "next": following}


def status_document(status: OperatingStatus) -> Document:
    """How the daemon is doing."""
    posts, jobs = status.posts, status.jobs
    return {
        "at": status.at.isoformat(),
        "cases": {state.value: count for state, count in status.cases},
        "outbox_waiting": status.outbox_waiting,
        "jobs": {"waiting": jobs.waiting, "running": jobs.running, "set_aside": jobs.set_aside},
        "posts": {
            "last_hour": posts.last_hour,
            "last_day": posts.last_day,
            "hour_cap": posts.hour_cap,
            "day_cap": posts.day_cap,
        },
        "watermark": status.watermark.isoformat() if status.watermark else None,
        "polled_at": status.polled_at.isoformat() if status.polled_at else None,
        "breaker_tripped": status.breaker_tripped,
        "kill_switch": status.kill_switch,
    }


def _entry(entry: LogEntry) -> Document:
    return {
        "kind": entry.kind.value,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "case": None if entry.case is None else f"C-{entry.case}",
        "what": entry.what,
        "name": entry.name,
        "text": entry.text,
        "scope": entry.scope,
        "digest": entry.digest,
    }


def _builders(builders: Builders) -> Document:
    return {
        "credited": builders.credited,
        "not_credited": builders.not_credited,
        "not_told": builders.not_told,
        "total": builders.total,
    }


def _counts(counts: CaseCounts, *, is_for_desk: bool) -> Document:
    """States that are never public are left out for the public, not told as zero."""
    told = [(state, count) for state, count in counts.by_state if is_for_desk or state in PUBLIC_STATES]
    return {state.value: count for state, count in told}


def _edges(edges: Sequence[Edge]) -> list[Document]:
    return [
        {
            "repo": edge.repo,
            "upstream": edge.upstream,
            "standing": edge.standing.value,
            "relation": edge.relation.value,
            "components": [each.value for each in edge.components],
            "share": edge.share,
            "credited": edge.is_credited,
            "license": edge.license,
            "seen_at": edge.seen_at.isoformat(),
            "case": None if edge.case is None else f"C-{edge.case}",
            "state": edge.state.value if edge.state else None,
        }
        for edge in edges
    ]
