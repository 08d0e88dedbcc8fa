# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""How much of a component comes from an upstream, counted in parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.lineage.thresholds import QUIET_CORRECTED, looks_alike
from bot.model.components import Role
from bot.model.evidence import Matching, SampleMatch
from bot.model.tensors import TensorFamily

_WORTH_NAMING = 0.005
"""Share of the component from which on a part of its own is named."""
_NAMES = {Role.EMBEDDING: "embedding", Role.OUTPUT_HEAD: "output head"}
_MOST_NAMED = 6
_EVERY_ROW = 0.9
"""Share of rows that are found from which on the others count as missed by the test rather than as new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What of a component is inherited, as far as it was looked at."""

    inherited: float
    """Inherited parameters by all parameters, 0 to 1; parts that were not looked at count as the layers that were."""
    coverage: float
    """Parameters looked at by all parameters of the component, 0 to 1."""
    own_parts: tuple[str, ...]
    """Parts that are the derivative's own, the largest first."""


def inherited_by_family(
    families: Sequence[TensorFamily], matching: Matching, comparable: Collection[str], *, in_place: bool
) -> Iterator[tuple[TensorFamily, float | None]]:
    """Each family of matrices with the share of it that is inherited, 0 to 1; ``None`` where it was not looked at. Norms are left out."""
    layers = layers_inherited(matching.samples)
    for family in families:
        if len(family.shape) >= 2:
            yield family, _inherited_part(family, matching, comparable, in_place=in_place, layers=layers)


def share_of(
    families: Sequence[TensorFamily], matching: Matching, comparable: Collection[str], *, in_place: bool
) -> Share:
    """The share of these families that comes from the matching's upstream.

    ``in_place`` says that layers and layout are the upstream's. Where they are not, a block that was only looked at and is unlike its
    namesake may simply stand elsewhere, so it counts as not looked at.

    A family is looked at where a block of it was compared, or where the upstream has nothing of its shape, which makes it the derivative's
    own. Norms and other small tensors are left out of the account; what could not be read lowers the coverage.
    """
    inherited = looked_at = total = 0.0
    inside = inherited_inside = 0.0
    own: list[tuple[int, str]] = []
    for family, part in inherited_by_family(families, matching, comparable, in_place=in_place):
        total += family.parameters
        if part is None:
            continue
        looked_at += family.parameters
        inherited += part * family.parameters
        if family.role not in _NAMES:
            inside += family.parameters
            inherited_inside += part * family.parameters
        if part < 0.5:
            own.append((family.parameters, _NAMES.get(family.role, family.part)))
    named = [name for size, name in sorted(own, key=lambda each: -each[0]) if size >= _WORTH_NAMING * total]
    return Share(
        # What was not looked at goes with the layers, not with token tables, which are what changes most.
        inherited=(inherited + (total - looked_at) * inherited_inside / inside) / total
        if inside
        else _ratio(inherited, looked_at),
        coverage=_ratio(looked_at, total),
        own_parts=tuple(dict.fromkeys(named))[:_MOST_NAMED],
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def layers_inherited(samples: Sequence[SampleMatch]) -> float:
    """Share of the tested layers in which anything is the upstream's, 0 to 1; 1 where no layer was tested."""
    alike: dict[int, bool] = {}
    for each in samples:
        if each.log10_p is not None and each.layer is not None:
            alike[each.layer] = alike.get(each.layer, False) or looks_alike(each) or each.log10_p < QUIET_CORRECTED
    return sum(alike.values()) / len(alike) if alike else 1.0


def _inherited_part(
    family: TensorFamily, matching: Matching, comparable: Collection[str], *, in_place: bool, layers: float
) -> float | None:
    samples = [each for each in matching.samples if each.family == family.id]
    is_plain = in_place or family.role in _NAMES
    if not samples:
        is_own = is_plain and family.id in comparable and family.id not in matching.fitting
        return 0.0 if is_own else None
    if 0.0 < layers < 1.0 and len(family.members) > 1:
        # Some layers are the upstream's and some are not: a look at one of them speaks for its like.
        parts = [_part(each) for each in samples if looks_alike(each)]
        return layers * (sum(parts) / len(parts) if parts else 1.0)
    # Where a name says nothing both layouts were tried, and at most one of them is the right one.
    layouts = [[_part(each) for each in samples if each.across is across] for across in (False, True)]
    found = max(sum(parts) / len(parts) for parts in layouts if parts)
    only_looked_at = all(each.log10_p is None for each in samples)
    is_telling = is_plain and family.role is not Role.OTHER
    return None if found == 0.0 and only_looked_at and not is_telling else found


def _part(match: SampleMatch) -> float:
    """Rows beyond the upstream's are new, those of a grown vocabulary for example; fused matrices hold the rows of several."""
    if not looks_alike(match):
        return 0.0
    if match.common_tokens is not None:
        return match.common_tokens
    grown = match.role in _NAMES or (match.role is Role.UNIT_IN and match.shape[0] != 2 * match.reference_shape[0])
    same_width = match.shape[1] == match.reference_shape[1]
    rows = min(1.0, match.reference_shape[0] / match.shape[0]) if grown and same_width else 1.0
    found = match.hits / match.rows if match.log10_p is not None else 1.0
    return rows if found >= _EVERY_ROW else rows * found
