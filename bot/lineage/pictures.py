# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""What the pictures of a case show, taken from the blocks that were compared. Nothing is measured for them, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from bot.lineage.components import Examined, families_by_component
from bot.lineage.maps import Layers, layer_map
from bot.lineage.part_shares import shares_of, whole_shares
from bot.lineage.thresholds import QUIET_CORRECTED, corrected, is_decisive, looks_alike
from bot.model.components import Component
from bot.model.dots import MOST_DOTS, Against, Dots
from bot.model.evidence import Matching, SampleMatch
from bot.model.layer_maps import ALIKE, SAMPLED_AT_MOST, rounded_down
from bot.model.lineage import ComponentLineage
from bot.model.pictures import CasePictures
from bot.model.repository import SnapshotKey
from bot.model.tensors import TensorFamily

_LEAST_SAMPLES = 2
"""Blocks from which on another model is shown as a control."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One component with everything that was compared for it."""

    part: ComponentLineage
    families: tuple[TensorFamily, ...]
    pair: Matching | None
    unrelated: Matching | None
    related: tuple[Matching, ...]


def pictures_of(examined: Examined, parts: Sequence[ComponentLineage], layers: Mapping[str, Layers]) -> CasePictures:
    """The pictures of these components. ``layers`` are those of every family, by its id."""
    groups = families_by_component(examined)
    drawn = [_drawn(part, groups.get(part.component, ()), examined) for part in parts]
    return CasePictures(
        maps=tuple(
            found
            for each in drawn
            if each.pair is not None
            and (
                found := layer_map(
                    each.part.component, each.families, each.pair, each.unrelated, examined.comparable, layers
                )
            )
        ),
        shares=tuple(share for each in drawn for share in shares_of(each.part, each.families, each.pair, examined)),
        dots=tuple(_dots(drawn)),
    )


def pictures_of_copy(parts: Sequence[ComponentLineage]) -> CasePictures:
    """The pictures of a repository whose files are an upstream's: no block was read, so there is nothing but shares."""
    return CasePictures(shares=tuple(share for part in parts for share in whole_shares(part)))


def _drawn(part: ComponentLineage, families: Sequence[TensorFamily], examined: Examined) -> _Drawn:
    own = tuple(each for each in families if not part.files or each.model in part.files)
    ids = {family.id for family in own}
    matchings = [
        replace(each, samples=tuple(sample for sample in each.samples if sample.family in ids))
        for each in examined.matchings
    ]
    others = [each for each in matchings if each.upstream != part.upstream and each.samples]
    return _Drawn(
        part=part,
        families=own,
        pair=next((each for each in matchings if each.upstream == part.upstream and each.samples), None),
        unrelated=_nearest_unrelated(others),
        related=tuple(each for each in others if any(is_decisive(sample, each.tests) for sample in each.samples)),
    )


def _nearest_unrelated(others: Iterable[Matching]) -> Matching | None:
    """The hardest control: of the models that share nothing, the one whose rows come closest."""
    strangers = [each for each in others if _shares_nothing(each)]
    return max(strangers, key=lambda each: (_closeness(each), each.upstream), default=None)


def _shares_nothing(matching: Matching) -> bool:
    tested = [each for each in matching.samples if each.log10_p is not None]
    return len(tested) >= _LEAST_SAMPLES and not any(
        looks_alike(each) or corrected(each, matching.tests) <= QUIET_CORRECTED for each in matching.samples
    )


def _closeness(matching: Matching) -> float:
    return median(each.correlation for each in matching.samples)


def _dots(drawn: Sequence[_Drawn]) -> Iterable[Dots]:
    shown = [each for each in drawn if each.pair is not None]
    for each in shown:
        if each.pair is not None:
            yield from _group(Against.PAIR, _values(each.pair.samples), each.part.component, each.pair.upstream)
    for each in shown:
        samples = [sample for matching in each.related for sample in matching.samples]
        only = each.related[0].upstream if len(each.related) == 1 else None
        yield from _group(Against.RELATED, _values(samples), each.part.component, only)
    for each in shown:
        if each.unrelated is not None:
            samples = list(each.unrelated.samples)
            yield from _group(Against.UNRELATED, _values(samples), each.part.component, each.unrelated.upstream)
    pairs = [sample for each in shown if each.pair is not None for sample in each.pair.samples]
    elsewhere = [each.control_correlation for each in pairs if each.control_correlation is not None]
    yield from _group(Against.OTHER_PLACES, elsewhere, None, None)
    yield from _group(Against.MOVED_ROWS, [each.unrelated for each in pairs], None, None)


def _values(samples: Iterable[SampleMatch]) -> list[float]:
    return [each.correlation for each in samples]


def _group(
    against: Against, correlations: Iterable[float], component: Component | None, upstream: SnapshotKey | None
) -> Iterable[Dots]:
    ordered = sorted(min(rounded_down(each), SAMPLED_AT_MOST) for each in correlations)
    if not ordered:
        return
    kept = ordered
    if len(ordered) > MOST_DOTS:
        kept = [ordered[round(step * (len(ordered) - 1) / (MOST_DOTS - 1))] for step in range(MOST_DOTS)]
    yield Dots(
        against=against,
        component=component,
        upstream=upstream,
        count=len(ordered),
        alike=sum(each >= ALIKE for each in ordered),
        values=tuple(kept),
    )
