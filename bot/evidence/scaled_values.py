# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The same tensor after every slice along one axis was multiplied with a number, as an exporter does that folds a normalisation in."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.model.values import SameValues, ValueReference, WholeTensor
from bot.numerics.scaled_slices import LEAST_SLICES

_LEAST_COMMON = 0.5
"""Of the kept slices of both tensors, below which it is not the one tensor scaled: some channels may be taken from anywhere."""


class ScaledTensors:
    """The slices of one upstream's tensors, found by their digests."""

    def __init__(self, references: Iterable[ValueReference]) -> None:
        self._references = tuple(references)
        self._axes: Counter[tuple[int, int]] = Counter()
        self._holders: defaultdict[bytes, list[tuple[int, int]]] = defaultdict(list)
        for number, reference in enumerate(self._references):
            for axis, slices in enumerate(reference.scaled):
                if slices:
                    self._axes[reference.elements, reference.shape[axis]] += 1
                for digest in slices:
                    self._holders[digest].append((number, axis))

    def tests(self, tensor: WholeTensor) -> int:
        """Pairs of axes that are tried: of tensors of as many elements, and as long."""
        own = tensor.reference
        return sum(self._axes[own.elements, own.shape[axis]] for axis, slices in enumerate(own.scaled) if slices)

    def found(self, tensor: WholeTensor) -> SameValues | None:
        """The reference with most slices in common along one axis of each; ``None`` where no pair of axes has enough."""
        own = tensor.reference
        best = min(
            (
                (-many, log10_p, name)
                for axis in range(len(own.scaled))
                for many, log10_p, name in self._in_common(tensor, axis)
            ),
            default=None,
        )
        if best is None:
            return None
        _, log10_p, name = best
        return SameValues(
            family=tensor.family,
            tensor=own.name,
            reference=name,
            elements=own.elements,
            in_order=False,
            is_scaled=True,
            log10_p=log10_p,
        )

    def _in_common(self, tensor: WholeTensor, axis: int) -> list[tuple[int, float, str]]:
        """For each axis of a reference that holds enough of the slices: how many, and their bounds' median for all pairs of slices."""
        own, slices = tensor.reference, tensor.reference.scaled[axis]
        bounds: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
        for digest, log10_p in zip(slices, tensor.scaled_log10_p[axis], strict=True):
            for number, other in self._holders.get(digest, ()):
                # Slices of as many values, in tensors of as many elements: so the axes are as long.
                if self._references[number].elements == own.elements:
                    bounds[number, other].append(log10_p)
        return [
            (len(common), min(0.0, sorted(common)[len(common) // 2] + math.log10(len(slices) * others)), reference.name)
            for (number, other), common in bounds.items()
            for reference in [self._references[number]]
            for others in [len(reference.scaled[other])]
            if len(common) >= max(LEAST_SLICES, _LEAST_COMMON * max(len(slices), others))
        ]
