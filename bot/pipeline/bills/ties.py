# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which upstreams a bill names, and how the model and its components hang on them.

Measured first, then what licenses ask for, then what the repository itself declares. A declared base that the weights contradict is a fact
of the model and no tie; so is a tokenizer's origin, since tokenizers are reused far and wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.bill import Relationship, Tie, slug
from bot.model.lineage import ComponentLineage, Lineage, Relation, Verdict
from bot.model.reports import ScanReport
from bot.model.repository import SnapshotKey

MODEL = "model"
"""The reference of the model itself."""
_TIES = {
    Relation.COPY: Tie.COPY_OF,
    Relation.FINETUNE: Tie.DESCENDANT_OF,
    Relation.ADAPTER: Tie.DEPENDS_ON,
    Relation.MERGE: Tie.GENERATED_FROM,
    Relation.QUANTIZED: Tie.GENERATED_FROM,
    Relation.EXPANDED_VOCABULARY: Tie.DESCENDANT_OF,
    Relation.PRUNED: Tie.DESCENDANT_OF,
    Relation.DEPTH_CHANGED: Tie.DESCENDANT_OF,
    Relation.UPCYCLED: Tie.DESCENDANT_OF,
    Relation.COMPONENT_REUSE: Tie.DESCENDANT_OF,
    Relation.CONVERTED: Tie.GENERATED_FROM,
    Relation.UNDETERMINED: Tie.DESCENDANT_OF,
}
_DECLARED = {"adapter": Tie.DEPENDS_ON, "merge": Tie.GENERATED_FROM, "quantized": Tie.GENERATED_FROM}
_AGAIN = "Said again as a dependency, for readers that follow nothing else."


@dataclass(frozen=True, slots=True, order=True)
class Base:
    """An upstream that the bill names; without a revision where only the card names it."""

    repo: str
    revision: str | None = None

    @property
    def ref(self) -> str:
        """Its reference."""
        return f"upstream-{slug(f'{self.repo}@{self.revision}' if self.revision else self.repo)}"


@dataclass(frozen=True, slots=True)
class _Tied:
    source: str
    tie: Tie
    base: Base
    comment: str


def component_ref(place: int, part: ComponentLineage) -> str:
    """The reference of a component; several of a kind are told apart by their place."""
    return f"component-{place + 1}-{part.component.value.replace('_', '-')}"


def bases_of(report: ScanReport) -> tuple[Base, ...]:
    """Every upstream that something is tied to, by name."""
    return tuple(sorted({tied.base for tied in _tied(report)}, key=lambda base: (base.repo, base.revision or "")))


def ties_of(report: ScanReport) -> Iterator[Relationship]:
    """Every tie to an upstream, each once, and each again as a dependency."""
    said: set[tuple[str, Tie, str]] = set()
    for tied in _tied(report):
        again = _AGAIN if tied.tie is not Tie.DEPENDS_ON else tied.comment
        for tie, comment in ((tied.tie, tied.comment), (Tie.DEPENDS_ON, again)):
            key = (tied.source, tie, tied.base.ref)
            if key not in said:
                said.add(key)
                yield Relationship(source=tied.source, tie=tie, target=tied.base.ref, comment=comment)


def _tied(report: ScanReport) -> Iterator[_Tied]:
    lineage = report.lineage
    named: set[str] = set()
    for place, part in enumerate(lineage.components):
        if part.verdict is not Verdict.DERIVED or part.upstream is None:
            continue
        base = _base(part.upstream)
        comment = f"Measured: {part.relation.value}, log10 p {part.log10_p:.6g}."
        yield _Tied(component_ref(place, part), _TIES[part.relation], base, comment)
        named.add(base.repo.casefold())
        if lineage.verdict is Verdict.DERIVED:
            yield _Tied(MODEL, _TIES[part.relation], base, comment)
    for state in report.assessment.obligations:
        if state.upstream.repo.casefold() not in named:
            named.add(state.upstream.repo.casefold())
            yield _Tied(MODEL, _TIES[state.relation], _base(state.upstream), f"Established: {state.relation.value}.")
    yield from _declared(report, named)


def _declared(report: ScanReport, named: set[str]) -> Iterator[_Tied]:
    contradicted = _contradicted(report.lineage)
    known = {key.repo.casefold(): key for key, _ in report.upstream_licenses}
    tie = _DECLARED.get(report.declared.base_model_relation or "", Tie.DESCENDANT_OF)
    for repo in report.declared.base_models:
        if repo.casefold() in named | contradicted:
            continue
        key = known.get(repo.casefold())
        yield _Tied(MODEL, tie, _base(key) if key else Base(repo), "Declared by the repository; not measured.")


def all_components(lineage: Lineage) -> tuple[ComponentLineage, ...]:
    """The components of the model, and the tokenizer after them where it was looked at."""
    return (*lineage.components, lineage.tokenizer) if lineage.tokenizer else lineage.components


def _contradicted(lineage: Lineage) -> set[str]:
    """Repositories that every component was compared with and shares nothing with."""
    parts = [part for part in lineage.components if part.upstream is not None]
    alone = {part.upstream.repo.casefold() for part in parts if part.upstream and part.verdict is Verdict.INDEPENDENT}
    return alone - {
        part.upstream.repo.casefold() for part in parts if part.upstream and part.verdict is not Verdict.INDEPENDENT
    }


def _base(key: SnapshotKey) -> Base:
    return Base(key.repo, key.revision)
