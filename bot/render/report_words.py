# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What a scan lets us say, and what it does not, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from bot.model.components import Component
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.reports import ScanReport
from bot.render.documents import every_component
from bot.render.numbers import at_most, parameters, sampled_percent

_HEADLINES = {
    Verdict.DERIVED: "Shares its weights with another model",
    Verdict.COMPONENT: "Shares some of its components with another model",
    Verdict.SIBLING: "Shares an origin with another model",
    Verdict.INDEPENDENT: "Shares nothing, as far as sampled, with the models that it was compared with",
    Verdict.INCONCLUSIVE: "The evidence is not clear either way",
    Verdict.NOT_ASSESSED: "Could not be compared",
}
_ALWAYS = (
    "How the model was trained, or whether its publisher has an agreement with the authors of an upstream.",
    "Whether a text is given somewhere else than in the repository.",
    "Anything about people: what stands here is about files.",
)


@dataclass(frozen=True, slots=True)
class _Where:
    part: str
    upstream: str

    def is_(self, words: str) -> str:
        return f"{self.part} {words} {self.upstream}"


def headline(report: ScanReport) -> str:
    """The verdict as a sentence."""
    return _HEADLINES[report.lineage.verdict]


def can_say(report: ScanReport) -> tuple[str, ...]:
    """One sentence for each component about which something was found out."""
    return tuple(words for part in every_component(report.lineage) if (words := _told(part)))


def cannot_say(report: ScanReport) -> tuple[str, ...]:
    """What stayed open in this scan, then what no scan can tell."""
    return (*_open(report), *_ALWAYS)


def relation_words(relation: Relation) -> str:
    """The relation as readers call it."""
    return relation.value.replace("_", " ")


def _told(part: ComponentLineage) -> str:
    where = _Where(_named(part), str(part.upstream))
    match part.verdict:
        case Verdict.DERIVED:
            if part.component is Component.TOKENIZER:
                return (
                    where.is_("has the vocabulary of")
                    + ". Tokenizers are reused far and wide; nothing is asked for it."
                )
            share = sampled_percent(part.inherited_fraction, is_exact=part.relation is Relation.COPY)
            return (
                f"{where.is_('shares its weights with')} ({relation_words(part.relation)}): {share} of its "
                f"{parameters(part.parameters)} parameters are inherited, as far as sampled.{_chance(part)}{_own(part)}"
            )
        case Verdict.SIBLING:
            return f"{where.is_('shares an origin with')}; which of the two came first cannot be told."
        case Verdict.INDEPENDENT:
            return f"{where.is_('shares nothing, as far as sampled, with')}{_power(part)}." if part.upstream else ""
        case Verdict.COMPONENT | Verdict.INCONCLUSIVE | Verdict.NOT_ASSESSED:
            return ""
        case _:
            assert_never(part.verdict)


def _open(report: ScanReport) -> Iterator[str]:
    for part in every_component(report.lineage):
        if part.verdict is Verdict.INCONCLUSIVE and part.upstream is not None:
            yield f"Whether the {part.component.words} comes from {part.upstream}: the evidence is not clear either way."
        elif part.verdict in {Verdict.INCONCLUSIVE, Verdict.NOT_ASSESSED}:
            yield f"Where the {part.component.words} comes from: it could not be compared with anything."
    if report.assessment.cannot_tell:
        yield "What some rules ask: something that they need is missing. They are listed below."
    if report.not_checked:
        yield "What stands in the things that were not checked. They are listed below, each with the reason."


def _named(part: ComponentLineage) -> str:
    files = f" of {', '.join(part.files)}" if part.files else ""
    return f"The {part.component.words}{files}"


def _chance(part: ComponentLineage) -> str:
    return (
        f" Unrelated models agree like this with a probability of at most 10^{part.log10_p:.0f}."
        if part.log10_p < 0
        else ""
    )


def _own(part: ComponentLineage) -> str:
    return f" New here: {', '.join(part.new_parts)}." if part.new_parts else ""


def _power(part: ComponentLineage) -> str:
    if part.detectable is None or not 0 < part.detectable < 1:
        return ""
    return f"; rows with a correlation of {at_most(part.detectable)} or more would have been seen"
