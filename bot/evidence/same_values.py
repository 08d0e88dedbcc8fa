# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""The same values in another order: whole small tensors, compared whatever their layout.

Frameworks store one matrix transposed, a convolution with its axes in another order, the gates of a recurrent layer in another sequence;
the values stay. Where an exporter folds a normalisation into a kernel, each of its channels is multiplied with a number, and the shape of
its values stays. It needs whole tensors, so it is for models that consist of small ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evidence.families import LEAST_ELEMENTS
from bot.evidence.scaled_values import ScaledTensors
from bot.model.errors import InputError
from bot.model.repository import SnapshotKey
from bot.model.tensors import DType, TensorFamily, TensorSpec
from bot.model.values import SameValues, ValueMatching, ValueReference, WholeTensor
from bot.numerics.analytic import is_analytic
from bot.numerics.decoding import decode
from bot.numerics.scaled_slices import scaled_slices
from bot.numerics.value_digests import histogram_log10_p, ordered_digests, stored_digest

MOST_BYTES = 16_000_000
"""Of all tensors that are read whole; of a model that has more none is."""
_LARGEST = 4_000_000
"""Bytes of one of them."""
_LEAST_SHARE = 0.5
"""Of a model's parameters that small tensors have to hold: of a large model they would tell nothing."""
_FLOATS = (DType.F64, DType.F32, DType.F16, DType.BF16)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tensor worth reading whole."""

    family: TensorFamily
    tensor: TensorSpec


def worth_reading(families: Iterable[TensorFamily], *, max_bytes: int = MOST_BYTES) -> list[Candidate]:
    """The small tensors of more than one axis; none of a model that consists of large ones, or where they take more than these bytes."""
    every = list(families)
    small = [Candidate(family, tensor) for family in every for tensor in family.members if _is_small(tensor)]
    held, total = sum(each.tensor.elements for each in small), sum(family.parameters for family in every)
    too_large = sum(each.tensor.bytes for each in small) > max_bytes
    return [] if too_large or held < _LEAST_SHARE * total else small


def whole_tensor(candidate: Candidate, raw: bytes) -> WholeTensor | None:
    """What is kept of a tensor from its bytes; ``None`` for one that a formula gives, which unrelated models share.

    Raises InputError for text that does not hold the bytes of the tensor.
    """
    tensor, family = candidate.tensor, candidate.family
    content = _bytes_in(tensor, raw) if tensor.is_text else raw
    values = decode(content, tensor.dtype, tensor.shape[-1]).reshape(tensor.shape)
    if is_analytic(values):
        return None
    slices = scaled_slices(values)
    reference = ValueReference(
        name=tensor.name,
        component=family.component,
        shape=tensor.shape,
        elements=tensor.elements,
        stored=stored_digest(values),
        ordered=ordered_digests(values),
        scaled=tuple(each.digests for each in slices),
    )
    return WholeTensor(
        family=family.id,
        reference=reference,
        log10_p=histogram_log10_p(values),
        scaled_log10_p=tuple(each.log10_p for each in slices),
        bytes_read=tensor.bytes,
    )


def match_values(
    own: Sequence[WholeTensor], references: Mapping[SnapshotKey, Sequence[ValueReference]]
) -> tuple[ValueMatching, ...]:
    """Every whole tensor against those of as many elements, one result for each upstream that has any."""
    known = {upstream: (_by_size(each), ScaledTensors(each)) for upstream, each in references.items() if each}
    tests = sum(
        len(sizes.get(tensor.reference.elements, ())) + scaled.tests(tensor)
        for sizes, scaled in known.values()
        for tensor in own
    )
    return tuple(
        ValueMatching(
            upstream=upstream,
            compared=tuple(own),
            same=tuple(
                same
                for tensor in own
                if (same := _same(tensor, sizes.get(tensor.reference.elements, ())) or scaled.found(tensor)) is not None
            ),
            tests=tests,
        )
        for upstream, (sizes, scaled) in known.items()
    )


def _bytes_in(tensor: TensorSpec, text: bytes) -> bytes:
    size = tensor.dtype.size_of(tensor.elements)
    try:
        content = text.decode("utf-8").encode("latin-1")
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputError(f"{tensor.file}: {tensor.name}: text that does not stand for bytes: {error.reason}") from error
    if len(content) != size:
        raise InputError(f"{tensor.file}: {tensor.name}: expected text for {size} bytes, found {len(content)}")
    return content


def _same(tensor: WholeTensor, references: Sequence[ValueReference]) -> SameValues | None:
    """The reference with these values, to the most digits; one in the same order before others."""
    found = [
        (precision, reference.stored != tensor.reference.stored, reference)
        for reference in references
        for precision, digest in enumerate(tensor.reference.ordered)
        if digest == reference.ordered[precision]
    ]
    if not found:
        return None
    precision, is_elsewhere, reference = min(found, key=lambda each: (each[0], each[1], each[2].name))
    return SameValues(
        family=tensor.family,
        tensor=tensor.reference.name,
        reference=reference.name,
        elements=tensor.reference.elements,
        in_order=not is_elsewhere,
        log10_p=tensor.log10_p[precision],
    )


def _is_small(tensor: TensorSpec) -> bool:
    return (
        tensor.dtype in _FLOATS
        and len(tensor.shape) > 1
        and tensor.elements >= LEAST_ELEMENTS
        and tensor.bytes <= _LARGEST
    )


def _by_size(references: Iterable[ValueReference]) -> dict[int, list[ValueReference]]:
    sizes: dict[int, list[ValueReference]] = {}
    for reference in references:
        sizes.setdefault(reference.elements, []).append(reference)
    return sizes
