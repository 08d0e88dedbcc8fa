# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a scan tells of beside cases: a derivative that is new here, another license, what can be looked at no more. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from bot.model.costs import Reason
from bot.model.happenings import Happening, HappeningKind
from bot.model.lineage import Verdict
from bot.model.reports import ScanReport

_LOST = {Reason.ACCESS_REFUSED.value, Reason.DISABLED.value, Reason.NOT_FOUND.value}
_DERIVED = {Verdict.DERIVED, Verdict.COMPONENT}
_LONGEST_DETAIL = 500


def noticed(report: ScanReport, earlier: str | None, at: datetime) -> tuple[Happening, ...]:
    """Held against the newest ``hubnotice.scan/1`` before it, which may be none."""
    before = _document(earlier)
    if before is None:
        return _appeared(report, at)
    found = [_license_changed(report, before, at), _coverage_lost(report, before, at)]
    return tuple(each for each in found if each is not None)


def lost(repo: str, reason: str, at: datetime) -> Happening:
    """A repository that was looked at before cannot be opened any more."""
    return Happening(
        kind=HappeningKind.COVERAGE_LOST, at=at, repo=repo, root=repo, is_public=True, detail=reason[:_LONGEST_DETAIL]
    )


def _appeared(report: ScanReport, at: datetime) -> tuple[Happening, ...]:
    """What a repository declares itself everybody may know; what was measured alone is for those whom it is about."""
    declared = {each.casefold() for each in report.declared.base_models}
    measured = {
        part.upstream.repo
        for part in report.lineage.components
        if part.upstream is not None and part.verdict in _DERIVED and part.upstream.repo != report.subject.repo
    }
    silent = tuple(sorted(each for each in measured if each.casefold() not in declared))
    told = []
    if report.declared.base_models:
        told.append(_new(report, tuple(report.declared.base_models), at, is_credited=True))
    if silent:
        told.append(_new(report, silent, at, is_credited=False))
    return tuple(told)


def _new(report: ScanReport, upstreams: tuple[str, ...], at: datetime, *, is_credited: bool) -> Happening:
    known = {key.repo: license_id for key, license_id in report.upstream_licenses}
    licenses = [known.get(each) for each in upstreams] + [report.declared.license_id]
    return Happening(
        kind=HappeningKind.DERIVATIVE_APPEARED,
        at=at,
        repo=report.subject.repo,
        revision=report.subject.revision,
        root=report.subject.repo,
        is_public=is_credited,
        upstreams=upstreams,
        licenses=tuple(dict.fromkeys(each for each in licenses if each)),
        is_credited=is_credited,
    )


def _license_changed(report: ScanReport, before: Mapping[str, object], at: datetime) -> Happening | None:
    declared = before.get("declared")
    if not isinstance(declared, dict):
        return None
    old, new = declared.get("license"), report.declared.license_id
    if old == new or not (old is None or isinstance(old, str)):
        return None
    return Happening(
        kind=HappeningKind.LICENSE_CHANGED,
        at=at,
        repo=report.subject.repo,
        revision=report.subject.revision,
        root=report.subject.repo,
        is_public=True,
        upstreams=tuple(report.declared.base_models),
        licenses=tuple(dict.fromkeys(each for each in (old, new) if each)),
        detail=f"{old or '-'} → {new or '-'}"[:_LONGEST_DETAIL],
    )


def _coverage_lost(report: ScanReport, before: Mapping[str, object], at: datetime) -> Happening | None:
    unchecked = [each for each in report.unchecked if each.reason.value in _LOST]
    earlier = before.get("not_checked")
    known = {each.get("what") for each in earlier if isinstance(each, dict)} if isinstance(earlier, list) else set()
    new = [each for each in unchecked if each.what not in known]
    if not new:
        return None
    reason = "; ".join(f"{each.what}: {each.reason.value.replace('_', ' ')}" for each in new[:5])
    return lost(report.subject.repo, reason, at)


def _document(text: str | None) -> Mapping[str, object] | None:
    try:
        document = json.loads(text) if text is not None else None
    except ValueError:
        return {}
    return document if document is None or isinstance(document, dict) else {}
