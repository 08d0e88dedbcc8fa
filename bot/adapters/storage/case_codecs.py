# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a case keeps as JSON: its findings, and what its owners asked for."""

from __future__ import annotations

from collections.abc import Mapping

from bot.adapters.storage.codecs import (
    Reader,
    dumped,
    fields_of,
    flag_of,
    key_of,
    keys_of,
    list_of,
    loaded,
    member_of,
    moment_of,
    optional,
    text_of,
)
from bot.model.cases import Asked
from bot.model.components import Component
from bot.model.findings import Confidence, Finding, Severity, Tier


def findings_to_json(findings: tuple[Finding, ...]) -> str:
    """All findings of a case."""
    return dumped([_finding_to(finding) for finding in findings])


def findings_from_json(text: str) -> tuple[Finding, ...]:
    """The findings again. Raises OperatorError where it holds something else, as all readers here do."""
    return tuple(Finding(**fields_of(each, _FINDING, "finding", later=_LATER)) for each in list_of(loaded(text)))


def asked_to_json(asked: Asked) -> str | None:
    """What owners asked for; nothing where they asked for nothing."""
    if asked == Asked():
        return None
    until = asked.quiet_until.isoformat() if asked.quiet_until else None
    return dumped({"quiet_until": until, "language": asked.language, "no_pull_request": asked.no_pull_request})


def asked_from_json(text: str | None) -> Asked:
    """What they asked for again."""
    return Asked() if text is None else Asked(**fields_of(loaded(text), _ASKED, "what owners asked for"))


def _finding_to(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "tier": finding.tier.value,
        "subject": [finding.subject.repo, finding.subject.revision],
        "upstream": [finding.upstream.repo, finding.upstream.revision],
        "component": finding.component.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "for_a_person": finding.for_a_person,
        "via": [[key.repo, key.revision] for key in finding.via],
    }


_ASKED: Mapping[str, Reader] = {
    "quiet_until": optional(moment_of),
    "language": text_of,
    "no_pull_request": flag_of,
}
_FINDING: Mapping[str, Reader] = {
    "rule": text_of,
    "severity": member_of(Severity),
    "confidence": member_of(Confidence),
    "tier": member_of(Tier),
    "subject": key_of,
    "upstream": key_of,
    "component": member_of(Component),
    "message": text_of,
    "remedy": text_of,
    "for_a_person": flag_of,
    "via": keys_of,
}
_LATER: Mapping[str, object] = {"for_a_person": False, "via": []}
"""Keys of a finding that earlier versions did not store."""
