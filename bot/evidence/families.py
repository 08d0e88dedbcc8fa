# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Tensors grouped by what they do, so that a few samples speak for a whole model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.evidence.models import models_of
from bot.evidence.parts import Place, is_reordered, place_of
from bot.evidence.peft import is_part_of_adapter
from bot.model.components import Role
from bot.model.tensors import DType, TensorFamily, TensorSpec
from bot.numerics.decoding import DECODABLE

LEAST_ELEMENTS = 4096
"""Smaller tensors agree by chance too often (largest correlation of unrelated real tensors of 512 to 4096 elements: 0.077)."""


def families_of(tensors: Iterable[TensorSpec], *, seen_bytes: int, total_bytes: int) -> tuple[TensorFamily, ...]:
    """Families of the tensors whose headers were read, the largest first; parts of adapters are no weights of a model.

    ``seen_bytes`` and ``total_bytes`` are the sizes of the opened files and of all files of the model: where some were not opened, what
    belongs to a layer is scaled up to the rest, and what stands alone (an embedding, a head) counts once. So do several names of the same
    bytes, as tied weights have in checkpoints of PyTorch: the first that is no output head is the table's.
    """
    every = [tensor for tensor in _once(tensors) if not is_part_of_adapter(tensor.name)]
    models = models_of(every)
    groups: dict[tuple[str, tuple[int, ...], str], list[tuple[Place, TensorSpec]]] = {}
    for tensor in every:
        place = place_of(tensor.name, tensor.shape)
        groups.setdefault((place.family, tensor.shape, models[tensor.file]), []).append((place, tensor))
    layered = sum(tensor.bytes for group in groups.values() for place, tensor in group if place.layer is not None)
    alone = sum(tensor.bytes for group in groups.values() for place, tensor in group if place.layer is None)
    scale = 1.0 if seen_bytes >= total_bytes or not layered else max(1.0, (total_bytes - alone) / layered)
    families = [
        replace(_family(name, shape, group, scale), model=model) for (name, shape, model), group in groups.items()
    ]
    return tuple(sorted(families, key=lambda family: (-family.parameters, family.name, family.shape, family.model)))


def _once(tensors: Iterable[TensorSpec]) -> Iterable[TensorSpec]:
    """One tensor for each place in the files, in the order they came in."""
    found: dict[tuple[str, int, int, tuple[int, ...], DType], TensorSpec] = {}
    for tensor in tensors:
        place = (tensor.file, tensor.start, tensor.stop, tensor.shape, tensor.dtype)
        known = found.get(place)
        if known is None or place_of(known.name, known.shape).role is Role.OUTPUT_HEAD:
            found[place] = tensor
    return found.values()


def is_comparable(family: TensorFamily) -> bool:
    """Whether rows of its members can be compared at all; norms, small, packed and reordered tensors never are, nor what is stored as text.

    Of more axes than two only convolutions are, one row for each output channel; but not those that look at one channel alone: depthwise
    ones have too few values in a row, and banks of filters are numbered by frequency.
    """
    has_rows = len(family.shape) == 2 or (family.role is Role.CONVOLUTION and family.shape[1] > 1)
    if not has_rows or family.role is Role.NORM or _is_storage(family) or is_reordered(family.name):
        return False
    if any(member.is_text for member in family.members):
        return False
    readable = all(dtype in DECODABLE and family.columns % dtype.block.elements == 0 for dtype in family.dtypes)
    return readable and family.members[0].elements >= LEAST_ELEMENTS


def is_unreadable(family: TensorFamily) -> bool:
    """Whether it holds weights in a form whose rows are not understood (packed, as text, or of more axes than two)."""
    member = family.members[0]
    return (
        member.elements >= LEAST_ELEMENTS
        and not _is_storage(family)
        and not is_comparable(family)
        and len(family.shape) >= 2
    )


def _is_storage(family: TensorFamily) -> bool:
    """Scales, tables and statistics for quantisation belong to the way of storing, not to the weights."""
    return (
        family.role is Role.OTHER
        and place_of(family.name, (1, 1)).role is Role.OTHER
        and any(word in family.name for word in ("scale", "absmax", "zero", "g_idx", "inv_freq", "rotary", ".in_sum"))
    )


def _family(name: str, shape: tuple[int, ...], group: list[tuple[Place, TensorSpec]], scale: float) -> TensorFamily:
    ordered = sorted(group, key=lambda each: (each[0].expert or 0, each[0].layer or 0, each[1].name))
    place = ordered[0][0]
    seen = sum(tensor.elements for _, tensor in group)
    return TensorFamily(
        name=name,
        component=place.component,
        role=place.role,
        part=place.part,
        shape=shape,
        dtypes=frozenset(tensor.dtype for _, tensor in group),
        members=tuple(tensor for _, tensor in ordered),
        parameters=round(seen * (scale if place.layer is not None else 1.0)),
    )
