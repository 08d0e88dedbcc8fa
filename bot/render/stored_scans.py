# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""A stored scan (``hubnotice.scan/1``) as a report again, as far as the document tells. Pure.

It may be old, of another release or damaged: what cannot be read is left out, never guessed. What no document holds stays empty: rules that
could not tell, the parts of an upstream's terms, the repository's past.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from bot.model.components import Component
from bot.model.costs import Cost, Reason, Unavailable
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.findings import Confidence, Finding, Severity, Tier
from bot.model.licensing import Duty, Obligation, ObligationState
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.reports import Assessment, ScanReport, Transparency
from bot.model.repository import Declared, SnapshotKey
from bot.model.truth import Truth
from bot.render.pictures.stored import stored_pictures

_LARGEST = 16 * 1024 * 1024
_MOST = 1000
"""Entries of one list."""
_LONGEST = 2000
_Member = TypeVar("_Member", bound=Enum)
_Value = TypeVar("_Value")


class _Unreadable(Exception):
    """Something that an entry cannot do without is missing, or no such thing is known here."""


def stored_report(text: str | None) -> ScanReport | None:
    """The report, or ``None`` where there is none, or nothing that can be read.

    >>> stored_report("[]") is None
    True
    """
    if not text or len(text) > _LARGEST:
        return None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fields = _Fields.of(document)
    if not fields.text("schema").startswith("hubnotice.scan/"):
        return None
    try:
        found = _report(fields)
    except _Unreadable:
        return None
    return replace(found, lineage=replace(found.lineage, pictures=stored_pictures(document)))


def _report(fields: _Fields) -> ScanReport:
    subject = _key(fields.fields("subject"))
    parts = tuple(fields.each("lineage", _part))
    model = tuple(part for part in parts if part.component is not Component.TOKENIZER)
    cost = fields.fields("cost")
    states = tuple(fields.each("obligations", _state))
    return ScanReport(
        subject=subject,
        declared=_declared(fields.fields("declared")),
        size=fields.count("size"),
        lineage=Lineage(
            subject=subject,
            verdict=fields.member_or("verdict", Verdict, Verdict.NOT_ASSESSED),
            components=model,
            unavailable=(),
            cost=Cost(),
            parameters=sum(part.parameters for part in model),
            compared_with=tuple(fields.each("compared_with", _key)),
            tokenizer=next((part for part in parts if part.component is Component.TOKENIZER), None),
        ),
        upstream_licenses=tuple(dict(fields.each("lineage", _license)).items()),
        assessment=Assessment(
            obligations=tuple(state.obligation for state in states),
            findings=tuple(fields.each("findings", lambda each: _finding(each, subject))),
            cannot_tell=(),
            transparency=Transparency(parts=()),
            states=states,
        ),
        not_checked=tuple(fields.each("not_checked", _unavailable)),
        cost=Cost(cost.number("seconds"), cost.count("bytes"), cost.count("requests")),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """One object of the document. What is missing, or of another kind, is empty."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, value: object) -> _Fields:
        return cls(value if isinstance(value, dict) else {})

    def fields(self, name: str) -> _Fields:
        return _Fields.of(self.values.get(name))

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value[:_LONGEST] if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name)
        listed = value[:_MOST] if isinstance(value, list) else []
        return tuple(each[:_LONGEST] for each in listed if isinstance(each, str))

    def number_or_none(self, name: str) -> float | None:
        value = self.values.get(name)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return None
        try:
            number = float(value)
        except OverflowError:
            return None
        return number if math.isfinite(number) else None

    def number(self, name: str) -> float:
        return self.number_or_none(name) or 0.0

    def share(self, name: str) -> float:
        return min(1.0, max(0.0, self.number(name)))

    def count(self, name: str) -> int:
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63 else 0

    def member_or(self, name: str, enum: type[_Member], other: _Member) -> _Member:
        return next((each for each in enum if each.value == self.values.get(name)), other)

    def member(self, name: str, enum: type[_Member]) -> _Member:
        for each in enum:
            if each.value == self.values.get(name):
                return each
        raise _Unreadable

    def each(self, name: str, read: Callable[[_Fields], _Value]) -> Iterator[_Value]:
        value = self.values.get(name)
        for entry in value[:_MOST] if isinstance(value, list) else []:
            try:
                yield read(_Fields.of(entry))
            except _Unreadable:
                continue


def _key(fields: _Fields) -> SnapshotKey:
    try:
        return SnapshotKey(fields.text("repo"), fields.text("revision"))
    except ValueError as error:
        raise _Unreadable from error


def _key_or_none(fields: _Fields) -> SnapshotKey | None:
    return _key(fields) if fields.values else None


def _declared(fields: _Fields) -> Declared:
    return Declared(license_id=fields.text("license") or None, base_models=fields.texts("base_models"))


def _part(fields: _Fields) -> ComponentLineage:
    return ComponentLineage(
        component=fields.member("component", Component),
        verdict=fields.member("verdict", Verdict),
        relation=fields.member_or("relation", Relation, Relation.UNDETERMINED),
        upstream=_key_or_none(fields.fields("upstream")),
        # Infinity is null in a document; a chance that is not known is not told.
        log10_p=min(0.0, fields.number("log10_p")),
        inherited_fraction=fields.share("inherited_fraction"),
        parameters=fields.count("parameters"),
        correlation=fields.number_or_none("correlation"),
        detectable=fields.number_or_none("detectable"),
        coverage=fields.share("coverage"),
        new_parts=fields.texts("new_parts"),
        evidence=tuple(fields.each("evidence", _evidence)),
        files=fields.texts("files"),
    )


def _license(fields: _Fields) -> tuple[SnapshotKey, str | None]:
    upstream = fields.fields("upstream")
    return _key(upstream), upstream.text("license") or None


def _evidence(fields: _Fields) -> Evidence:
    statistic, unrelated = fields.number_or_none("statistic"), fields.number_or_none("expected_if_unrelated")
    if statistic is None or unrelated is None:
        # A number without what chance gives beside it says nothing.
        raise _Unreadable
    component = fields.values.get("component")
    return Evidence(
        kind=fields.member("kind", EvidenceKind),
        method=fields.text("method"),
        upstream=_key(fields.fields("upstream")),
        component=None if component is None else fields.member("component", Component),
        statistic=statistic,
        expected_if_unrelated=unrelated,
        log10_p=fields.number_or_none("log10_p"),
        coverage=fields.share("coverage"),
        bytes_read=fields.count("bytes_read"),
        detail=fields.text("detail"),
        controls=fields.count("controls"),
        control_log10_p=fields.number_or_none("control_log10_p"),
    )


def _state(fields: _Fields) -> ObligationState:
    obligation = Obligation(
        duty=fields.member("duty", Duty),
        license_id=fields.text("license"),
        clause=fields.text("clause"),
        upstream=_key(fields.fields("upstream")),
        component=fields.member("component", Component),
        relation=fields.member_or("relation", Relation, Relation.UNDETERMINED),
        strength=fields.member_or("strength", Severity, Severity.ADVICE),
        via=tuple(fields.each("via", _key)),
    )
    return ObligationState(
        obligation=obligation,
        met=fields.member_or("met", Truth, Truth.UNKNOWN),
        where=fields.texts("where"),
        wordings=fields.texts("wordings"),
    )


def _finding(fields: _Fields, subject: SnapshotKey) -> Finding:
    return Finding(
        rule=fields.text("rule"),
        severity=fields.member("severity", Severity),
        confidence=fields.member_or("confidence", Confidence, Confidence.LOW),
        tier=fields.member_or("tier", Tier, Tier.UNCLEAR),
        subject=subject,
        upstream=_key(fields.fields("upstream")),
        component=fields.member("component", Component),
        message=fields.text("message"),
        remedy=fields.text("remedy"),
        via=tuple(fields.each("via", _key)),
    )


def _unavailable(fields: _Fields) -> Unavailable:
    return Unavailable(
        what=fields.text("what"),
        reason=fields.member_or("reason", Reason, Reason.UNREADABLE),
        detail=fields.text("detail"),
    )
