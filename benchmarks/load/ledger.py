# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the daemon's database says: how far the work is, and at the end whether anything was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, select, text

from benchmarks.load.files import settings_of
from benchmarks.load.plan import Group, Upload
from bot.adapters.storage.case_tables import CASES
from bot.adapters.storage.engine import reading
from bot.adapters.storage.snapshot_tables import INBOX, REPORTS, WATERMARK

_UNFINISHED = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
_FAILED = frozenset({"ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})
_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the daemon is."""

    handed_on: int
    """Scans that were put on the queue."""
    done: int
    """Scans that ended, in whichever way."""
    is_drained: bool
    """Whether everything was taken in and nothing waits."""


def progress(engine: Engine) -> Progress:
    """From the tables of the work; none of it where they are not there yet."""
    rows = text(f"SELECT name, status, COUNT(*) FROM {_jobs(engine)} GROUP BY name, status")
    with reading(engine) as connection:
        counts = {(name, status): count for name, status, count in connection.execute(rows)}
        inbox = connection.execute(select(func.count()).select_from(INBOX)).scalar_one()
        is_taken_in = connection.execute(select(WATERMARK.c.at)).scalar_one() is not None
    scans = {status: count for (name, status), count in counts.items() if name == "scan"}
    waiting = sum(count for (_, status), count in counts.items() if status in _UNFINISHED)
    return Progress(
        handed_on=sum(scans.values()),
        done=sum(count for status, count in scans.items() if status not in _UNFINISHED),
        is_drained=is_taken_in and not waiting and not inbox,
    )


def verified(engine: Engine, planned: Sequence[Upload]) -> dict[str, Any]:
    """Every upload against what became of it. Names of the first few are told where something is wrong."""
    with reading(engine) as connection:
        reported = set(connection.execute(select(REPORTS.c.repo)).scalars())
        cases = {repo: state for repo, state in connection.execute(select(CASES.c.repo, CASES.c.state))}  # noqa: C416 - rows are no pairs
        rows = connection.execute(text(f"SELECT workflow_uuid, status, error FROM {_jobs(engine)} WHERE name = 'scan'"))
        jobs = {job.removeprefix("scan:").rpartition("@")[0]: (status, str(error or "")) for job, status, error in rows}
    aside = {repo: reason for repo, (status, reason) in jobs.items() if status in _FAILED}
    refused = {repo for repo, (status, _) in jobs.items() if status == "SUCCESS"} - reported
    # What the Hub switched off is left out by the list alone, without a request of its own.
    off = {each.repo for each in planned if settings_of(each).get("disabled")}
    lost = [each for each in planned if each.is_scanned and each.repo not in reported | refused | aside.keys() | off]
    return {
        "events": len(planned),
        "to_be_scanned": sum(each.is_scanned for each in planned),
        "reported": len(reported),
        "refused": _by_group(planned, refused),
        "switched_off": len(off),
        "set_aside": _by_group(planned, aside.keys()),
        "set_aside_without_reason": sum(not reason for reason in aside.values()),
        "lost": _named(lost),
        "cases": len(cases),
        "case_missing": _named([each for each in planned if each.lacks_something and each.repo not in cases]),
        "case_too_many": _named([each for each in planned if not each.lacks_something and each.repo in cases]),
        "states": dict(sorted(Counter(cases.values()).items())),
    }


def is_good(found: Mapping[str, Any]) -> bool:
    """Whether nothing was lost and every case is where it belongs, and nowhere else."""
    wrong = sum(found[name]["count"] for name in ("lost", "case_missing", "case_too_many"))
    harmless = {Group.HARMLESS.value, Group.DERIVATIVE.value} & {*found["refused"], *found["set_aside"]}
    return not wrong and not harmless and not found["set_aside_without_reason"]


def _by_group(planned: Sequence[Upload], repos: Collection[str]) -> dict[str, int]:
    return dict(Counter(each.group.value for each in planned if each.repo in repos))


def _named(wrong: Sequence[Upload]) -> dict[str, Any]:
    return {"count": len(wrong), "some": [f"{each.kind.value} {each.repo}" for each in wrong[:_SHOWN]]}


def _jobs(engine: Engine) -> str:
    return "workflow_status" if engine.dialect.name == "sqlite" else "dbos.workflow_status"
