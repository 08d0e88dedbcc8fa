# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A scan as SARIF 2.1.0, for the code scanning of forges and CI systems. Pure.

Findings are results; what could not be told or checked is a notification, since consumers raise an alert for every result. So is a finding
on unclear evidence.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from bot.model.baselines import Standing, Weighed
from bot.model.findings import Finding, Severity, Tier
from bot.model.reports import ScanReport
from bot.render.baselines import accepted_words
from bot.render.pages import visible
from bot.render.quoting import inert, prose, shortened

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ADVICE: "note", Severity.OBLIGATION: "warning", Severity.CONFLICT: "error"}
_CARD = "README.md"
_ABOUT_TEXTS = re.compile(r"(?:^|-)(?:text|notice|copyright)(?:-|$)")
"""Words in the ids of rules that are about license and notice files; all others are about the card."""
_BASE = "REPOSITORY"
_LONGEST = 2000
_MOST_NOTIFICATIONS = 500
_SIGNS = str.maketrans({"[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
"""A message can hold links and placeholders (SARIF 2.1.0, sections 3.11.5 and 3.11.6); ours has neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """What a consumer shows about a rule."""

    id: str
    title: str
    severity: Severity


def sarif_document(
    report: ScanReport,
    rules: Sequence[RuleWords],
    *,
    version: str,
    hub_url: str,
    weighed: Weighed | None = None,
    folder: str = "",
) -> dict[str, object]:
    """One log with one run. ``rules`` are all that were asked, whether they fired or not; ``hub_url`` has no slash at its end.

    ``weighed`` is the baseline, ``None`` where there is none. ``folder`` is where a local folder lies in a checkout, with ``/`` between its
    parts, so that a forge finds the files; empty for the checkout itself and for everything else.
    """
    places = {rule.id: place for place, rule in enumerate(rules)}
    numbered = [(place, each) for place, each in enumerate(report.assessment.findings) if each.tier is not Tier.UNCLEAR]
    prefix = f"{folder}/" if folder else ""
    is_local = report.subject.revision.startswith("local-")
    address = f"{hub_url}/{quote(report.subject.repo)}"
    base: dict[str, object] = {"description": {"text": "The repository that was scanned."}}
    provenance = [{"repositoryUri": address, "revisionId": report.subject.revision}]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules, version)},
                "invocations": [
                    {"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(report))}
                ],
                "originalUriBaseIds": {
                    _BASE: base if is_local else {**base, "uri": f"{address}/resolve/{quote(report.subject.revision)}/"}
                },
                **({} if is_local else {"versionControlProvenance": provenance}),
                "columnKind": "unicodeCodePoints",
                "results": [
                    {**_result(each, report, places, prefix), **_standing(place, each, weighed)}
                    for place, each in numbered
                ],
            }
        ],
    }


def _driver(rules: Sequence[RuleWords], version: str) -> dict[str, object]:
    return {
        "name": "hubnotice",
        "version": version,
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": rule.title},
                "help": {
                    "text": f"{rule.title}. What it says, why it matters, how to put it right and when it is wrong: "
                    f"docs/rules/{rule.id}.md in the documentation of hubnotice."
                },
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
                "properties": {"tags": ["license", "attribution"]},
            }
            for rule in rules
        ],
    }


def _result(finding: Finding, report: ScanReport, places: Mapping[str, int], prefix: str) -> dict[str, object]:
    place = {"ruleIndex": places[finding.rule]} if finding.rule in places else {}
    location = {
        "artifactLocation": {"uri": quote(prefix + file_of(finding, report)), "uriBaseId": _BASE},
        "region": {"startLine": 1},
    }
    return {
        "ruleId": finding.rule,
        **place,
        "level": _LEVELS[finding.severity],
        "message": {"text": _words(f"{finding.message} {finding.remedy}")},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"hubnotice/v1": _fingerprint(finding)},
        "properties": {
            "confidence": finding.confidence.value,
            "tier": finding.tier.value,
            "upstream": f"{finding.upstream.repo}@{finding.upstream.revision}",
            "component": finding.component.value,
            "forAPerson": finding.for_a_person,
        },
    }


def _standing(place: int, finding: Finding, weighed: Weighed | None) -> dict[str, object]:
    """What is in the baseline was there before; while its entry holds it is suppressed, with the reason (sections 3.27.23 and 3.27.24)."""
    entry = weighed.baseline.entry(finding) if weighed else None
    if weighed is None:
        return {}
    if entry is None or weighed.standing(place) is Standing.NEW:
        return {"baselineState": "new"}
    if weighed.standing(place) is Standing.EXPIRED:
        return {"baselineState": "unchanged"}
    suppression = {"kind": "external", "status": "accepted", "justification": _words(inert(accepted_words(entry)))}
    return {"baselineState": "unchanged", "suppressions": [suppression]}


def file_of(finding: Finding, report: ScanReport) -> str:
    """Where somebody would put it right: a license file that is there already, otherwise the card."""
    files = [text.path for text in report.texts or () if text.path != _CARD]
    return files[0] if files and _ABOUT_TEXTS.search(finding.rule) else _CARD


def _fingerprint(finding: Finding) -> str:
    """The same for the same statement at every commit of both repositories, so that an alert is not raised again."""
    said = f"{finding.rule}\n{finding.upstream.repo.casefold()}\n{finding.component.value}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _notifications(report: ScanReport) -> Iterator[dict[str, object]]:
    told = [
        *(
            f"Not clear enough to be a finding: {each.rule} for {each.upstream}: {each.message}"
            for each in report.assessment.findings
            if each.tier is Tier.UNCLEAR
        ),
        *(
            f"Cannot tell: {each.rule} for {each.upstream}, {each.component.words}: {each.missing}"
            for each in report.assessment.cannot_tell
        ),
        *(
            f"Not checked: {visible(each.what)}: {each.reason.value.replace('_', ' ')} {each.detail}".rstrip()
            for each in report.not_checked
        ),
    ]
    for words in told[:_MOST_NOTIFICATIONS]:
        yield {"level": "note", "message": {"text": _words(words)}}
    if len(told) > _MOST_NOTIFICATIONS:
        left = len(told) - _MOST_NOTIFICATIONS
        yield {"level": "note", "message": {"text": f"And {left} more, left out here."}}


def _words(text: str) -> str:
    return shortened(prose(text), _LONGEST).translate(_SIGNS)
