# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The evidence table of a case: what was looked at, what was seen here, and what it tells, beside what unrelated models give.

Nothing that speaks against the statement is left out or moved down: whatever weakens it is said to, in words, and has its own anchor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.model.components import Component
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.reports import ScanReport
from bot.render.documents import every_component
from bot.render.numbers import at_least, at_most, correlation, parameters, percent, sampled_percent

_MOST_ROWS = 200
_CHECKS = {
    EvidenceKind.ADAPTER_SHAPES: "Shapes of an adapter",
    EvidenceKind.ARCHITECTURE: "Shape in config.json",
    EvidenceKind.DIFFERENCE_RANK: "Rank of the difference",
    EvidenceKind.IDENTICAL_FILE: "Whole files",
    EvidenceKind.MOVED_NEURONS: "Neurons in another order",
    EvidenceKind.NORM_GAINS: "Norm layers",
    EvidenceKind.SAME_VALUES: "Whole tensors, in whatever order",
    EvidenceKind.TENSOR_HEADERS: "Names and shapes of tensors",
    EvidenceKind.SAMPLED_WEIGHTS: "Weights, sampled",
    EvidenceKind.TWO_PARENTS: "Two parents",
    EvidenceKind.TOKENIZER: "Tokenizer",
}
_WHOLE = frozenset({EvidenceKind.SAME_VALUES, EvidenceKind.IDENTICAL_FILE})


class Tells(Enum):
    """What a row does to the statement. The words are those of style classes."""

    STRONG = "strong"
    WEAK = "weak"
    AGAINST = "against"
    """It weakens the statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One row; the columns are the same for every case."""

    check: str
    here: str
    tells: Tells
    why: str
    """With the controls, where there are any."""


def evidence_rows(report: ScanReport) -> tuple[EvidenceRow, ...]:
    """Every measurement of every component, then what limits them. A case has them in this order for ever: anchors count on it."""
    rows = [row for part in every_component(report.lineage) for row in _of_part(part)]
    rows += [row for part in report.lineage.components for row in _limits(part)]
    if report.not_checked:
        what = ", ".join(each.what for each in report.not_checked[:5])
        rows.append(_against("Not looked at", what, "What stands there could say something else."))
    return tuple(rows[:_MOST_ROWS])


def _of_part(part: ComponentLineage) -> Iterator[EvidenceRow]:
    for each in part.evidence:
        yield _measured(part, each)
    if part.new_parts:
        yield _against(
            f"Parts of its own, {part.component.words}", ", ".join(part.new_parts), "New here, not inherited."
        )
    if part.verdict is Verdict.INDEPENDENT and part.upstream is not None:
        seen = ""
        if part.detectable is not None and 0 < part.detectable < 1:
            seen = f" Rows with a correlation of {at_most(part.detectable)} or more would have been seen."
        here = f"nothing shared with {part.upstream}, as far as sampled"
        yield _against(f"The {part.component.words}", here, f"Not part of the statement.{seen}")
    if part.verdict is Verdict.INCONCLUSIVE:
        yield _against(f"The {part.component.words}", "not clear either way", "Nothing is said about it.")


def _measured(part: ComponentLineage, evidence: Evidence) -> EvidenceRow:
    tells, why = _worth(evidence)
    return EvidenceRow(
        check=f"{_CHECKS[evidence.kind]}, {part.component.words}",
        here="; ".join(_here(part, evidence)),
        tells=tells,
        why=f"{why} {_beside(evidence)}",
    )


def _here(part: ComponentLineage, evidence: Evidence) -> Iterator[str]:
    if evidence.kind is EvidenceKind.SAMPLED_WEIGHTS:
        share = sampled_percent(part.inherited_fraction, is_exact=part.relation is Relation.COPY)
        yield f"{share} of {parameters(part.parameters)} parameters shared with {evidence.upstream}, as far as sampled"
        if part.correlation is not None:
            yield f"typical match of rows {correlation(part.correlation)}"
    if evidence.detail:
        yield evidence.detail


def _worth(evidence: Evidence) -> tuple[Tells, str]:
    """By the measurement's own numbers alone: what unrelated models give as well speaks for nothing."""
    if evidence.kind is EvidenceKind.TOKENIZER:
        return Tells.WEAK, "Tokenizers are reused far and wide; nothing is asked for one."
    if evidence.log10_p is not None and _is_matched_by_chance(evidence, evidence.log10_p):
        return (
            Tells.AGAINST,
            "No more than unrelated models, or places where it cannot be at home, give: this weakens the statement.",
        )
    if evidence.kind in _WHOLE:
        return Tells.STRONG, "Strong for what is the same; says nothing about the rest."
    if evidence.log10_p is None:
        return Tells.WEAK, "Weak alone: it comes with the shape, or can come about by chance."
    if evidence.controls == 0:
        return Tells.WEAK, "Nothing to hold it against was measured on this model itself."
    return Tells.STRONG, "Strong."


def _is_matched_by_chance(evidence: Evidence, log10_p: float) -> bool:
    control = evidence.control_log10_p
    return evidence.statistic <= evidence.expected_if_unrelated or (control is not None and control <= log10_p)


def _beside(evidence: Evidence) -> str:
    words = f"Measured {at_least(evidence.statistic)}; unrelated models give about {at_most(evidence.expected_if_unrelated)}."
    if evidence.controls:
        worst = (
            ""
            if evidence.control_log10_p is None
            else f", the strongest of them log10 p {evidence.control_log10_p:.1f}"
        )
        words += f" Held against {evidence.controls} places where it cannot be at home{worst}."
    return words


def _limits(part: ComponentLineage) -> Iterator[EvidenceRow]:
    if part.verdict is not Verdict.DERIVED or part.component is Component.TOKENIZER:
        return
    if part.coverage < 1:
        seen = percent(part.coverage) if part.coverage > 0 else "nothing"
        here = f"samples in families of tensors with {seen} of the parameters" if part.coverage > 0 else "not measured"
        yield _against(
            f"How much was compared, {part.component.words}", here, "What was not sampled could be different."
        )


def _against(check: str, here: str, why: str) -> EvidenceRow:
    return EvidenceRow(check=check, here=here, tells=Tells.AGAINST, why=why)
