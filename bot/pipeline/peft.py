# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Adapters: the base that their configuration declares, and what their shapes suit. Never more than a hint."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.evidence.peft import CONFIG, METHOD, Adapter, Fit, base_in_config, fit
from bot.evidence.samples import METHOD as REFERENCES
from bot.model.costs import Budget, Cost, Reason, Unavailable
from bot.model.errors import BudgetSpent, InputError, RemoteError
from bot.model.evidence import Evidence, EvidenceKind
from bot.model.fingerprints import Fingerprint
from bot.model.lineage import ComponentLineage, Relation, Verdict
from bot.model.repository import ByteRange, Snapshot, SnapshotKey
from bot.pipeline.budgeting import BudgetedSource, unavailable
from bot.ports.catalog import Catalog
from bot.ports.hub import ModelSource
from bot.ports.progress import Progress

_LARGEST_CONFIG = 256 * 1024
_MOST_CONFIGS = 4
"""Adapters of one repository whose configurations are read, those in the outermost folders first."""
_MOST_COMPARED = 64
_MOST_NAMED = 3
"""Models that are named where an adapter suits many."""


class Redeclared:
    """A model whose card is not all that declares: the same source with another snapshot."""

    def __init__(self, source: ModelSource, snapshot: Snapshot) -> None:
        self._source = source
        self._snapshot = snapshot

    @property
    def snapshot(self) -> Snapshot:
        """The listing, with everything that is declared."""
        return self._snapshot

    @property
    def cost(self) -> Cost:
        """Of the source."""
        return self._source.cost

    def read(self, path: str, *, limit: int) -> bytes:
        """As the source does."""
        return self._source.read(path, limit=limit)

    def read_ranges(self, path: str, ranges: Sequence[ByteRange]) -> list[bytes]:
        """As the source does."""
        return self._source.read_ranges(path, ranges)


def with_declared_base(
    source: ModelSource, budget: Budget, progress: Progress
) -> tuple[ModelSource, list[Unavailable]]:
    """The source, where an adapter's configuration names a base with that base declared beside those of the card.

    A configuration that cannot be read declares nothing and is listed; nothing is raised for it.
    """
    snapshot, reader = source.snapshot, BudgetedSource(source, budget, progress)
    paths = sorted((each.path.count("/"), each.path) for each in snapshot.files if each.name == CONFIG)
    bases: list[str] = []
    missing: list[Unavailable] = []
    for _, path in paths[:_MOST_CONFIGS]:
        try:
            name = base_in_config(reader.read(path, limit=_LARGEST_CONFIG))
        except (RemoteError, InputError, BudgetSpent) as error:
            missing.append(unavailable(path, error))
            continue
        bases += [] if name is None else [name]
    known = {each.casefold() for each in snapshot.declared.base_models}
    new = [each for each in dict.fromkeys(bases) if each.casefold() not in known]
    if not new:
        return source, missing
    declared = replace(
        snapshot.declared,
        base_models=(*snapshot.declared.base_models, *new),
        base_model_relation=snapshot.declared.base_model_relation or Relation.ADAPTER.value,
    )
    return Redeclared(source, replace(snapshot, declared=declared)), missing


def with_adapter(
    parts: Sequence[ComponentLineage], adapter: Adapter, snapshot: Snapshot, catalog: Catalog, leave_out: str | None
) -> tuple[list[ComponentLineage], Unavailable | None]:
    """The parts with the adapter in place of what nothing is known of, and what has to be said about it.

    Where the repository names a known base that the adapter fits, nothing is left to look at: an adapter holds nothing of its base. A module that was saved whole and is related to an upstream beyond doubt keeps its verdict.
    """
    declared = {repo.casefold() for repo in snapshot.declared.base_models}
    known = _known(adapter, catalog, declared, leave_out)
    own = [each for each in known if each[0].key.repo.casefold() in declared]
    suited = [each for each in (own if declared else known) if each[1].is_whole]
    named = suited[:_MOST_NAMED]
    part = ComponentLineage(
        component=adapter.component,
        verdict=Verdict.INCONCLUSIVE if named else Verdict.NOT_ASSESSED,
        relation=Relation.ADAPTER,
        # A model of the same shapes is no more than that, unless the repository itself names it.
        upstream=named[0][0].key if declared and named else None,
        log10_p=0.0,
        inherited_fraction=0.0,
        parameters=adapter.parameters,
        correlation=None,
        detectable=None,
        coverage=0.0,
        evidence=tuple(
            _evidence(adapter, fingerprint.key, fits, is_named=bool(declared)) for fingerprint, fits in named
        ),
    )
    if part.upstream is not None:
        return _joined(parts, part), None
    said = Unavailable(
        what=adapter.component.words,
        reason=Reason.NOT_ENOUGH,
        detail=f"{adapter.words}, which holds none of its base's weights; {_told(adapter, snapshot, own, suited)}",
    )
    return _joined(parts, part), said


def _joined(parts: Sequence[ComponentLineage], adapter: ComponentLineage) -> list[ComponentLineage]:
    same = next((each for each in parts if each.component is adapter.component), None)
    if same is None:
        return [*parts, adapter]
    main = same if same.verdict in {Verdict.DERIVED, Verdict.SIBLING} else adapter
    joined = replace(
        main,
        relation=Relation.ADAPTER,
        parameters=same.parameters + adapter.parameters,
        evidence=(*same.evidence, *adapter.evidence),
    )
    return [joined if each is same else each for each in parts]


def _known(
    adapter: Adapter, catalog: Catalog, declared: Collection[str], leave_out: str | None
) -> list[tuple[Fingerprint, Fit]]:
    """Known models of the adapter's widths, those that it suits best first."""
    widths = {width for shape in adapter.shapes.values() for width in shape}
    keys = [key for key in catalog.with_columns(widths, method=REFERENCES) if key.repo != leave_out] if widths else []
    keys.sort(key=lambda key: (key.repo.casefold() not in declared, key))
    found = [(known, fit(adapter, known)) for key in keys[:_MOST_COMPARED] if (known := catalog.get(key)) is not None]
    return sorted(
        found, key=lambda each: (-each[1].matrices, not each[1].layers_fit, not each[1].same_depth, each[0].key)
    )


def _told(
    adapter: Adapter,
    snapshot: Snapshot,
    own: Sequence[tuple[Fingerprint, Fit]],
    suited: Sequence[tuple[Fingerprint, Fit]],
) -> str:
    bases = snapshot.declared.base_models[:_MOST_NAMED]
    if bases:
        said = f"the repository names {', '.join(bases)} as its base"
        if not adapter.shapes:
            return said
        if not own:
            return f"{said}, which the catalog does not know in these shapes"
        return f"{said}, but its shapes do not fit"
    if not suited:
        return "its base is not named, and its shapes fit nothing known"
    names = ", ".join(str(known.key) for known, _ in suited[:_MOST_NAMED])
    more = f" and {len(suited) - _MOST_NAMED} more" if len(suited) > _MOST_NAMED else ""
    return f"its base is not named; its shapes fit {names}{more}"


def _evidence(adapter: Adapter, upstream: SnapshotKey, fits: Fit, *, is_named: bool) -> Evidence:
    named = ", and the repository names it as its base" if is_named else "; models of one design share them"
    return Evidence(
        kind=EvidenceKind.ADAPTER_SHAPES,
        method=METHOD,
        upstream=upstream,
        component=adapter.component,
        statistic=fits.matrices / fits.of,
        expected_if_unrelated=1.0,
        log10_p=None,
        coverage=0.0,
        bytes_read=0,
        detail=f"{adapter.words}, all of which fit the shapes of this model{named}",
    )
